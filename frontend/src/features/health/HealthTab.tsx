import { Link } from 'react-router';
import { LevelMark } from '../../components/Meter';
import { Said } from '../../components/Said';
import { Section } from '../../components/Section';
import { StatusMark } from '../../components/StatusMark';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { None } from '../../components/Time';
import { count } from '../../lib/format';
import { entityPath, namesOf } from '../../lib/ref';
import { conditionTone, kindWord } from '../../lib/words';
import { History } from './History';
import { useHealth, type Report } from './queries';
import { withTitles } from './series';
import { VerdictLedger } from './VerdictLedger';

const ENOUGH = 0.5;

function Confidence({ of, score, share }: { of: string; score: number | null; share: number }) {
  return (
    <p>
      {of}{' '}
      {score === null ? (
        <StatusMark status={{ tone: 'none', word: 'not enough evidence' }} />
      ) : (
        <b className="m">{score}</b>
      )}
      , <span className="m">{Math.round(share * 100)}%</span>{' '}
      <span className="mute">
        of its evidence was seen{share < ENOUGH && ', half is needed for a number'}
      </span>
    </p>
  );
}

/** Where it stands: level, what is missing for the next one, what caps it, how sure it is. */
function Standing({ report }: { report: Report }) {
  return (
    <Section title="Level" end={<LevelMark level={report.level} />}>
      <div className="gates">
        {report.cap && (
          <p>
            <StatusMark status={{ tone: 'fail', word: 'Capped:' }} /> {report.cap}
          </p>
        )}
        {report.nextLevel.length > 0 ? (
          <>
            <p>For the next level:</p>
            <ul>
              {report.nextLevel.map((gate) => (
                <li key={gate}>{withTitles(gate, report)}</li>
              ))}
            </ul>
          </>
        ) : (
          report.level === 'GOLD' && <p>Nothing is missing.</p>
        )}
        <Confidence of="Condition" score={report.condition} share={report.conditionConfidence} />
        <Confidence of="Care" score={report.care} share={report.careConfidence} />
      </div>
    </Section>
  );
}

interface TodoProps {
  id: string;
  remedy: Report['remedies'][number];
  names: Record<string, string>;
}

/** What is done here has a place to do it. */
function Todo({ id, remedy, names }: TodoProps) {
  if (!remedy.own || !remedy.check.startsWith('ownership.')) {
    return <Said text={remedy.text} names={names} />;
  }
  const act = remedy.check === 'ownership.confirmed' ? 'confirm' : 'set';
  return (
    <Link to={`${entityPath(id, 'ownership')}?do=${act}`}>
      <Said text={remedy.text} names={names} plain />
    </Link>
  );
}

function Remedies({ id, report }: { id: string; report: Report }) {
  const names = namesOf(report.mentions);
  return (
    <Section title="Raise it" count={count(report.remedies.length)} end="best gain for the effort">
      {report.remedies.length === 0 ? (
        <Empty title="Nothing to do." />
      ) : (
        <ul className="todo">
          {report.remedies.map((remedy) => (
            <li key={`${remedy.check} ${remedy.text}`}>
              <span>
                <Todo id={id} remedy={remedy} names={names} />
                <small>
                  {remedy.own ? 'yours to do' : 'another team has to act'}, for{' '}
                  {withTitles(remedy.check, report)}
                </small>
              </span>
              <span className="n">
                {remedy.gain < 0.05 ? 'more evidence' : `+${remedy.gain.toFixed(1)}`}
              </span>
              <span className="n mute">
                {remedy.effortMinutes === null ? '–' : `${count(remedy.effortMinutes)} min`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Dimensions({ report }: { report: Report }) {
  return (
    <Section title="Dimensions" end="score, and how much of it was seen">
      <table className="dims">
        <thead>
          <tr>
            <th scope="col">Dimension</th>
            <th scope="col">Score</th>
            <th scope="col" className="n">
              of 100
            </th>
            <th scope="col" className="n">
              Seen
            </th>
            <th scope="col" className="n">
              Weight
            </th>
          </tr>
        </thead>
        <tbody>
          {report.dimensions.map(({ key, condition, score, coverage, weight }) => {
            const points = score === null ? null : Math.round(score * 100);
            const tone = condition && points !== null ? conditionTone(points) : undefined;
            return (
              <tr key={key}>
                <th scope="row">{kindWord(key)}</th>
                <td aria-hidden="true">
                  <span className="track">
                    <i className={tone} style={{ width: `${points ?? 0}%` }} />
                  </span>
                </td>
                <td className="n">{points ?? <None>–</None>}</td>
                <td className="n">{Math.round(coverage * 100)}%</td>
                <td className="n mute">{weight}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}

export function HealthTab({ id }: { id: string }) {
  const health = useHealth(id);
  if (health.error) {
    return (
      <ErrorBand
        what="Health did not load"
        error={health.error}
        retry={() => void health.refetch()}
      />
    );
  }
  if (!health.data) return <SkeletonBlock height={420} />;
  const report = health.data;
  if (report.verdicts.length === 0 && report.history.length === 0) {
    return (
      <Empty title="Nothing is judged here yet.">
        Health comes with the first facts: runs, arrivals, tests, an owner.
      </Empty>
    );
  }
  return (
    <div className="cols side">
      <div className="stack">
        <VerdictLedger report={report} />
        <Dimensions report={report} />
      </div>
      <div className="stack">
        <Standing report={report} />
        <Remedies id={id} report={report} />
        <History report={report} />
      </div>
    </div>
  );
}
