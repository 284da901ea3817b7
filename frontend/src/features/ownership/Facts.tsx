import { RefLink } from '../../components/EntityName';
import { OwnerWord } from '../../components/EntityStates';
import { Said } from '../../components/Said';
import { Section } from '../../components/Section';
import { StatusMark } from '../../components/StatusMark';
import { Day, None } from '../../components/Time';
import { count } from '../../lib/format';
import { decisionWord, kindWord, ownerStatus } from '../../lib/words';
import type { Period, Report } from './queries';

interface Props {
  report: Report;
  names: Record<string, string>;
}

/** The answer: who is accountable, how it was decided, and what is wrong with it. */
export function Answer({ report, names }: Props) {
  const others = report.roles.filter((role) => role.role !== 'ACCOUNTABLE');
  return (
    <Section
      title="Accountable"
      end={
        report.since ? (
          <span>
            since <Day at={report.since} />
          </span>
        ) : undefined
      }
    >
      <div className="verdict">
        <p className="who">
          {report.accountable ? <RefLink link={report.accountable} className="" /> : <b>Nobody</b>}
          <OwnerWord state={report.state} />
          <span className="mute">
            {report.accepted
              ? 'accepted by a person, a team or a trusted source'
              : 'not accepted yet'}
          </span>
        </p>
        {report.staleReasons.length > 0 && (
          <ul className="fail">
            {report.staleReasons.map((reason) => (
              <li key={reason}>
                <Said text={reason} names={names} />
              </li>
            ))}
          </ul>
        )}
        {report.hiddenDeclaration && (
          <p>
            <StatusMark status={{ tone: 'warn', word: 'Hides what is declared:' }} />{' '}
            <RefLink link={report.hiddenDeclaration} className="" />
          </p>
        )}
        {others.length > 0 && (
          <p className="sub">
            {others.map((role, i) => (
              <span key={`${role.role} ${role.owner.ref}`}>
                {i > 0 && ', '}
                {kindWord(role.role)} <RefLink link={role.owner} className="" />
              </span>
            ))}
          </p>
        )}
      </div>
    </Section>
  );
}

/** What people decided; no source can change these. */
export function Decisions({ report }: { report: Report }) {
  if (report.assertions.length === 0) return null;
  return (
    <Section title="Decisions in force" count={count(report.assertions.length)}>
      <ul className="items">
        {report.assertions.map((one) => (
          <li key={one.id}>
            <span>
              {decisionWord(one.kind)}
              {one.owner && (
                <>
                  : <RefLink link={one.owner} className="" />
                </>
              )}
              <small>
                {one.by}
                {one.reason && `: ${one.reason}`}
                {one.redundant && '. A source says the same now; it can be cleared.'}
              </small>
            </span>
            <span className="rt">
              <Day at={one.createdAt} />
              <small className="mute">
                {one.reviewAt ? (
                  <>
                    review <Day at={one.reviewAt} />
                  </>
                ) : (
                  'no review'
                )}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface SuggestionsProps extends Props {
  /** Absent for viewers who may not set owners. */
  onSet: ((team: string) => void) | null;
}

export function Suggestions({ report, names, onSet }: SuggestionsProps) {
  if (report.suggestions.length === 0) return null;
  return (
    <Section title="Suggestions" count="never applied by themselves">
      <ul className="items">
        {report.suggestions.map(({ team, band, families, reasons }) => (
          <li key={team.ref}>
            <span>
              <b>
                <RefLink link={team} />
              </b>{' '}
              <span className="chip">{band}</span>{' '}
              <span className="mute">{families.join(', ')}</span>
              {reasons.map((reason) => (
                <small key={reason}>
                  <Said text={reason} names={names} />
                </small>
              ))}
            </span>
            {onSet && (
              <button type="button" className="btn s" onClick={() => onSet(team.ref)}>
                Set as owner<span className="vh"> {team.title}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface PeriodsProps {
  periods: readonly Period[];
  names: Record<string, string>;
}

/** Owned by whom, and when: newest first. */
export function Periods({ periods, names }: PeriodsProps) {
  const shown = periods.filter((period) => period.role === 'ACCOUNTABLE');
  if (shown.length === 0) return null;
  return (
    <Section title="Owned by, over time" count={count(shown.length)}>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Until</th>
            <th scope="col">Owner</th>
            <th scope="col">State</th>
            <th scope="col" className="opt">
              Decided by
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((period) => (
            <tr key={`${period.since} ${period.owner?.ref ?? ''} ${period.state}`}>
              <td>
                <Day at={period.since} />
              </td>
              <td>
                {period.until ? <Day at={period.until} /> : <span className="mute">now</span>}
              </td>
              <th scope="row" className="nw">
                {period.owner ? <RefLink link={period.owner} /> : <None>nobody</None>}
              </th>
              <td>{ownerStatus(period.state).word}</td>
              <td className="sub opt">
                <Said text={period.text} names={names} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
