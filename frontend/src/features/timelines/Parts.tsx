import { useState } from 'react';
import { Link } from 'react-router';
import { EntityName, RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { StatusMark } from '../../components/StatusMark';
import { At, None } from '../../components/Time';
import { count, plural, runTime } from '../../lib/format';
import { runStatus } from '../../lib/words';
import { runPath } from './Gantt';
import type { Bar, Row } from './gantt';
import type { Forecast, Path } from './queries';

const SHOWN = 100;
const iso = (at: number) => new Date(at).toISOString();

function RunLine({ row, bar }: { row: Row; bar: Bar }) {
  return (
    <tr>
      <th scope="row">
        <Link to={runPath(row, bar)}>{row.title}</Link>
      </th>
      <td>
        <StatusMark status={runStatus(bar.state)} />
        {bar.attempt > 1 && <span className="mute"> attempt {bar.attempt}</span>}
      </td>
      <td className="n">
        {bar.waitFrom === null ? <None>–</None> : runTime((bar.from - bar.waitFrom) / 1000)}
      </td>
      <td className="n">
        <At at={iso(bar.from)} />
      </td>
      <td className="n">{runTime((bar.to - bar.from) / 1000)}</td>
      <td className="n">{bar.open ? <None>open</None> : <At at={iso(bar.to)} />}</td>
      <td className="n">
        {bar.critical ? 'critical' : bar.slack === null ? <None>–</None> : runTime(bar.slack)}
      </td>
      <td className="n">
        {row.deadline === null ? <None>–</None> : <At at={iso(row.deadline)} />}
      </td>
    </tr>
  );
}

/** The same as the picture, a run a row, newest first. */
export function RunRows({ rows }: { rows: Row[] }) {
  const [most, setMost] = useState(SHOWN);
  const lines = rows
    .flatMap((row) => row.bars.map((bar) => ({ row, bar })))
    .sort((a, b) => b.bar.from - a.bar.from);
  const heads = ['Waited', 'Started', 'Ran', 'Ended', 'Slack', 'Due'];
  return (
    <Section title="The same in rows" count={count(lines.length)} end="newest first">
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Run of</th>
              <th scope="col">State</th>
              {heads.map((head) => (
                <th key={head} scope="col" className="n">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, most).map(({ row, bar }) => (
              <RunLine key={bar.id} row={row} bar={bar} />
            ))}
          </tbody>
        </table>
      </div>
      {lines.length > most && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => setMost(most + SHOWN)}>
            Next {SHOWN}
          </button>
        </p>
      )}
    </Section>
  );
}

/** What determined the end of the last run that is over, and what to shorten. */
export function PathSection({ path }: { path: Path }) {
  if (path.steps.length === 0) return null;
  return (
    <Section
      title="Critical path"
      count={plural(path.steps.length, 'step')}
      end={path.startedAt && <At at={path.startedAt} />}
    >
      {path.shorten && path.gainSeconds > 0 && (
        <p>
          Without the run of <RefLink link={path.shorten} /> it would have ended{' '}
          <b>{runTime(path.gainSeconds)}</b> earlier.
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col" className="n">
              Waited
            </th>
            <th scope="col" className="n">
              Ran
            </th>
          </tr>
        </thead>
        <tbody>
          {path.steps.map((step, i) => (
            <tr key={step.job?.ref ?? i}>
              <th scope="row">{step.job ? <RefLink link={step.job} /> : <None>hidden</None>}</th>
              <td className="n">{runTime(step.waitSeconds)}</td>
              <td className="n">{runTime(step.runSeconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {path.unfinishedCount > 0 && (
        <p className="mute">{plural(path.unfinishedCount, 'task')} without an end left out.</p>
      )}
    </Section>
  );
}

const BASIS: Record<Forecast['basis'], string> = {
  GIVEN: 'as asked',
  RUNNING: 'it runs now',
  LATE: 'it is late and does not run: at the earliest',
  DUE: 'when it is due',
  UNKNOWN: 'nothing is known',
};
const LANDINGS = 20;

/** When it comes, and what that breaks downstream. */
export function ForecastSection({ forecast }: { forecast: Forecast }) {
  if (!forecast.arrivesAt) return null;
  const told = forecast.delays.slice(0, LANDINGS);
  return (
    <Section
      title="Expected landings"
      count={forecast.breachCount > 0 && `${plural(forecast.breachCount, 'deadline')} missed`}
      end={
        <>
          {BASIS[forecast.basis]} <At at={forecast.arrivesAt} />
        </>
      }
    >
      {told.length === 0 && <p className="mute">Nothing downstream has enough arrivals to tell.</p>}
      <ul className="rows">
        {told.map((delay) => (
          <li key={delay.entity.ref}>
            <EntityName entity={delay.entity}>
              expected <At at={delay.predictedAt} />
              {delay.deadline && (
                <>
                  , {delay.promised ? 'promised' : 'due'} <At at={delay.deadline} />
                </>
              )}
            </EntityName>
            {delay.breach && <StatusMark status={{ tone: 'fail', word: 'Too late' }} />}
          </li>
        ))}
      </ul>
      {forecast.unforecastCount > 0 && (
        <p className="mute">
          Of {plural(forecast.unforecastCount, 'more thing', 'more things')} downstream too little
          is known.
        </p>
      )}
    </Section>
  );
}
