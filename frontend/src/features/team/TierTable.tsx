import { LevelMark } from '../../components/Meter';
import { Section } from '../../components/Section';
import { Empty } from '../../components/states';
import { count, plural } from '../../lib/format';
import { LEVELS } from '../../lib/words';
import type { Team } from './queries';

type Counts = Team['report']['levels'];

const BEST_FIRST = [...LEVELS].reverse();

function Cells({ levels, all }: { levels: Counts; all: number }) {
  return (
    <>
      {BEST_FIRST.map((level) => {
        const known = levels.find((one) => one.level === level)?.count ?? 0;
        return (
          <td key={level} className={known === 0 ? 'n mute' : 'n'}>
            {count(known)}
          </td>
        );
      })}
      <td className="n">
        <b className="m">{count(all)}</b>
      </td>
    </>
  );
}

/** How important, by how far each has come. */
export function TierTable({ report }: { report: Team['report'] }) {
  return (
    <Section title="Tier by level" end={plural(report.owned, 'entity', 'entities')}>
      {report.owned === 0 ? (
        <Empty title="Nothing to count." />
      ) : (
        <table className="mx">
          <thead>
            <tr>
              <th scope="col">Tier</th>
              {BEST_FIRST.map((level) => (
                <th key={level} scope="col" className="n">
                  <LevelMark level={level} />
                </th>
              ))}
              <th scope="col" className="n">
                All
              </th>
            </tr>
          </thead>
          <tbody>
            {report.tiers.map((row) => (
              <tr key={row.tier ?? 'none'}>
                <th scope="row">{row.tier === null ? 'No tier' : `Tier ${row.tier}`}</th>
                <Cells levels={row.levels} all={row.count} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All</th>
              <Cells levels={report.levels} all={report.owned} />
            </tr>
          </tfoot>
        </table>
      )}
    </Section>
  );
}
