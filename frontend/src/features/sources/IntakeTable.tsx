import { SkeletonRows } from '../../components/states';
import { Ago, None } from '../../components/Time';
import { count, duration } from '../../lib/format';
import type { Intake } from './queries';

/** Longer than a worker takes to look again: something is behind. */
const BEHIND = 60;

const zeroMute = (value: number) => (value === 0 ? 'n mute' : 'n');

function Row({ intake }: { intake: Intake }) {
  const behind = intake.lagSeconds >= BEHIND;
  return (
    <tr>
      <th scope="row">{intake.source}</th>
      <td className="n">
        {intake.lastEventAt ? <Ago at={intake.lastEventAt} /> : <None>never</None>}
      </td>
      <td className={behind ? 'n fail' : 'n'}>
        {intake.waiting === 0 ? <None /> : duration(intake.lagSeconds)}
      </td>
      <td className={zeroMute(intake.waiting)}>{count(intake.waiting)}</td>
      <td className={intake.parked === 0 ? 'n mute' : 'n fail'}>{count(intake.parked)}</td>
      <td className={zeroMute(intake.rejectedToday)}>{count(intake.rejectedToday)}</td>
      <td className={zeroMute(intake.redactedToday)}>{count(intake.redactedToday)}</td>
      <td className={zeroMute(intake.droppedToday)}>{count(intake.droppedToday)}</td>
    </tr>
  );
}

const NUMBERS = [
  ['Last heard', 'Last sign of life'],
  ['Lag', 'How long the oldest event that is not applied yet has waited'],
  ['Waiting', 'Stored, not applied yet'],
  ['Parked', 'Could not be applied'],
  ['Rejected today', 'Refused with 400 since midnight UTC'],
  ['Redacted today', 'Secrets taken out since midnight UTC'],
  ['Cut today', 'Facets of large events left out since midnight UTC'],
] as const;

/** How the events of each source come in. */
export function IntakeTable({ intakes }: { intakes: Intake[] | undefined }) {
  return (
    <table className="intake" aria-busy={!intakes}>
      <thead>
        <tr>
          <th scope="col">Source</th>
          {NUMBERS.map(([title, text]) => (
            <th key={title} scope="col" className="n" title={text}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {intakes ? (
          intakes.map((intake) => <Row key={intake.source} intake={intake} />)
        ) : (
          <SkeletonRows rows={2} columns={8} />
        )}
      </tbody>
    </table>
  );
}
