import type { EvidenceOutcome } from '../../api/generated/graphql';
import { RefLink } from '../../components/EntityName';
import { Said } from '../../components/Said';
import { Section } from '../../components/Section';
import { Empty } from '../../components/states';
import { Day, None } from '../../components/Time';
import { count } from '../../lib/format';
import { kindWord } from '../../lib/words';
import type { Report } from './queries';

type Evidence = Report['evidence'][number];

const TIERS = ['Said by people', 'Confirmed by the team', 'Declared', 'Inferred'];

const OUTCOMES: Record<EvidenceOutcome, { word: string; chip: string }> = {
  WON: { word: 'Won', chip: 'chip solid' },
  LOST: { word: 'Lost', chip: 'chip' },
  IGNORED: { word: 'Ignored', chip: 'chip dash' },
};

function Line({ line, names }: { line: Evidence; names: Record<string, string> }) {
  const outcome = OUTCOMES[line.outcome];
  const at = line.eventAt ?? line.observedAt;
  return (
    <tr className={line.outcome === 'IGNORED' ? 'ig' : undefined}>
      <td>
        <span className={outcome.chip}>{outcome.word}</span>
      </td>
      <th scope="row">
        {line.owner ? <RefLink link={line.owner} /> : <None>nobody</None>}
        {line.role !== 'ACCOUNTABLE' && <small>{kindWord(line.role)}</small>}
      </th>
      <td>
        {line.url?.startsWith('http') ? (
          <a href={line.url} rel="noreferrer noopener" target="_blank">
            <Said text={line.text} names={names} plain />
          </a>
        ) : (
          <Said text={line.text} names={names} />
        )}
        {line.reason && (
          <small>
            <Said text={line.reason} names={names} />
          </small>
        )}
      </td>
      <td className="mute">
        {line.family}
        <small>{line.source}</small>
      </td>
      <td className="n">{line.tier === 3 ? line.strength.toFixed(2) : ''}</td>
      <td className="n">{at ? <Day at={at} /> : <None>–</None>}</td>
    </tr>
  );
}

/** Everything that spoke, in the order of precedence; losers and the ignored stay in sight. */
export function Ledger({ report, names }: { report: Report; names: Record<string, string> }) {
  const { evidence } = report;
  const tiers = [...new Set(evidence.map((line) => line.tier))].sort();
  const tally = (outcome: EvidenceOutcome) =>
    `${count(evidence.filter((line) => line.outcome === outcome).length)} ${outcome.toLowerCase()}`;
  return (
    <Section
      title={report.accountable ? `Why ${report.accountable.title}` : 'Why nobody'}
      count={evidence.length > 0 && `${tally('WON')}, ${tally('LOST')}, ${tally('IGNORED')}`}
      end="highest precedence first"
    >
      {evidence.length === 0 ? (
        <Empty title="Nothing speaks of an owner.">
          No person, no source and no neighbour names a team for it.
        </Empty>
      ) : (
        <table className="own">
          <thead>
            <tr>
              <th scope="col">Outcome</th>
              <th scope="col">Names</th>
              <th scope="col">Evidence</th>
              <th scope="col">Family</th>
              <th scope="col" className="n">
                Strength
              </th>
              <th scope="col" className="n">
                Since
              </th>
            </tr>
          </thead>
          {tiers.map((tier) => (
            <tbody key={tier}>
              <tr className="hop">
                <th scope="rowgroup" colSpan={6}>
                  {TIERS[tier] ?? `Tier ${tier}`}
                </th>
              </tr>
              {evidence
                .filter((line) => line.tier === tier)
                .map((line, i) => (
                  <Line key={`${line.source} ${line.family} ${i}`} line={line} names={names} />
                ))}
            </tbody>
          ))}
        </table>
      )}
    </Section>
  );
}
