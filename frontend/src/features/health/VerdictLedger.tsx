import { Fragment, useState } from 'react';
import { RefLink } from '../../components/EntityName';
import { Said } from '../../components/Said';
import { Section } from '../../components/Section';
import { StatusMark } from '../../components/StatusMark';
import { Ago } from '../../components/Time';
import { namesOf } from '../../lib/ref';
import { checkStatus } from '../../lib/words';
import type { Report, Verdict } from './queries';
import { evidenceRows, groups, lostWord, type Group } from './series';

interface LineProps {
  verdict: Verdict;
  names: Record<string, string>;
}

function Seen({ verdict, names, id }: LineProps & { id: string }) {
  const rows = evidenceRows(verdict.evidence);
  return (
    <tr className="seen" id={id}>
      <td colSpan={5}>
        <table className="kv">
          <tbody>
            {rows.map(([key, value]) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                <td className="wrap">
                  <code>
                    <Said text={value} names={names} />
                  </code>
                </td>
              </tr>
            ))}
            <tr>
              <th scope="row">facts seen</th>
              <td>{verdict.observedAt ? <Ago at={verdict.observedAt} /> : 'no time known'}</td>
            </tr>
            <tr>
              <th scope="row">weight</th>
              <td>
                <code>{verdict.weight}</code>
                {verdict.severity === 'BLOCKER' && ', blocker: a failure caps Condition at 69'}
              </td>
            </tr>
            <tr>
              <th scope="row">check</th>
              <td>
                <code>{verdict.check}</code>
              </td>
            </tr>
          </tbody>
        </table>
      </td>
    </tr>
  );
}

function Line({ verdict, names, widest }: LineProps & { widest: number }) {
  const [open, setOpen] = useState(false);
  const status = checkStatus(verdict.state);
  const id = `seen-${verdict.check}`;
  return (
    <Fragment>
      <tr>
        <th scope="row">
          <button
            type="button"
            className="linklike"
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={() => setOpen(!open)}
          >
            {verdict.title}
          </button>
        </th>
        <td>
          <StatusMark status={status} />
        </td>
        <td className="sub">
          <Said text={verdict.text} names={names} />
          <small>
            since <Ago at={verdict.since} className="m" />
            {verdict.attributedTo && (
              <>
                , caused by <RefLink link={verdict.attributedTo} className="" />
              </>
            )}
          </small>
        </td>
        <td className="n">{lostWord(verdict.lostPoints)}</td>
        <td className="share" aria-hidden="true">
          <i className={status.tone} style={{ width: `${(verdict.lostPoints / widest) * 100}%` }} />
        </td>
      </tr>
      {open && <Seen verdict={verdict} names={names} id={id} />}
    </Fragment>
  );
}

function Rest({ group }: { group: Group }) {
  const said = [
    group.full.length > 0 && `At full score: ${group.full.join(', ')}.`,
    group.unasked.length > 0 && `Not asked here: ${group.unasked.join(', ')}.`,
  ].filter(Boolean);
  if (said.length === 0) return null;
  return (
    <tr>
      <td className="sub" colSpan={5}>
        {said.join(' ')}
      </td>
    </tr>
  );
}

/** Where the points went, the largest loss first. Totals are 100 minus the score. */
export function VerdictLedger({ report }: { report: Report }) {
  // Systems and domains have no Condition of their own; an empty half would say nothing.
  const halves = groups(report).filter((group) => group.judged);
  const names = namesOf(report.mentions);
  const widest = Math.max(1, ...report.verdicts.map((verdict) => verdict.lostPoints));
  return (
    <Section
      title="Points ledger"
      count={`rules v${report.rulesVersion}`}
      end={
        report.computedAt ? (
          <span>
            judged <Ago at={report.computedAt} />
          </span>
        ) : (
          'not judged yet'
        )
      }
    >
      <table className="led">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">State</th>
            <th scope="col">What was seen</th>
            <th scope="col" className="n">
              Lost
            </th>
            <td className="share" aria-hidden="true" />
          </tr>
        </thead>
        {halves.map((group) => {
          const score = group.condition ? report.condition : report.care;
          return (
            <tbody key={String(group.condition)}>
              <tr className="grp">
                <th scope="rowgroup" colSpan={3}>
                  {group.condition ? 'Condition' : 'Care'}{' '}
                  <span className="mute">
                    {group.condition ? 'can it be trusted now' : 'is it looked after'}
                  </span>
                </th>
                <td className="n">{lostWord(group.lost)}</td>
                <td>
                  {score === null ? (
                    <span className="mute">no score</span>
                  ) : (
                    <>
                      <b className="m">{score}</b> <span className="mute">of 100</span>
                    </>
                  )}
                </td>
              </tr>
              {group.rows.map((verdict) => (
                <Line key={verdict.check} verdict={verdict} names={names} widest={widest} />
              ))}
              <Rest group={group} />
            </tbody>
          );
        })}
      </table>
    </Section>
  );
}
