import { Section } from '../../components/Section';
import { Empty } from '../../components/states';
import { LevelMark } from '../../components/Meter';
import { At, None } from '../../components/Time';
import { shortDay, shortTime } from '../../lib/format';
import { useNow } from '../../lib/use-now';
import { useWidth } from '../../lib/use-size';
import type { Point, Report } from './queries';
import { DAYS, peak, ruleMarks, start, stepPath, timeAxis } from './series';

const HEIGHT = 172;
const LEFT = 30;
const TOP = 14;
const BOTTOM = 146;
const LINES = [0, 60, 75, 90];
const THIRDS = [0, 1 / 3, 2 / 3];
const LONG = 3 * 86_400_000;

function Chart({ points }: { points: readonly Point[] }) {
  const [ref, width] = useWidth<HTMLDivElement>(410);
  const now = useNow();
  const from = start(points, now);
  const axis = {
    x: timeAxis(from, now, LEFT, width - 4),
    y: (value: number) => BOTTOM - (value / 100) * (BOTTOM - TOP),
  };
  const last = points[points.length - 1];
  const marks = ruleMarks(points);
  const summary = `Condition and Care over ${DAYS} days: Condition is ${last?.condition ?? 'unknown'}, best ${
    peak(points) ?? 'unknown'
  }, Care is ${last?.care ?? 'unknown'}; the rules changed ${marks.length} times`;
  return (
    <div ref={ref}>
      <svg className="ch" width={width} height={HEIGHT} role="img" aria-label={summary}>
        {LINES.map((value) => (
          <g key={value}>
            <path className="gr" d={`M${LEFT} ${axis.y(value)}H${width}`} />
            <text x={LEFT - 6} y={axis.y(value) + 4} textAnchor="end">
              {value}
            </text>
          </g>
        ))}
        {THIRDS.map((share) => {
          const at = from + share * (now - from);
          const iso = new Date(at).toISOString();
          return (
            <text key={share} x={axis.x(at)} y={BOTTOM + 18}>
              {now - from > LONG ? shortDay(iso) : shortTime(iso)}
            </text>
          );
        })}
        {marks.map(({ at, from, to }) => (
          <g key={`${at} ${to}`}>
            <path className="rule" d={`M${axis.x(at).toFixed(1)} 4V${BOTTOM}`} />
            <text x={axis.x(at) - 4} y={12} textAnchor="end">
              rules v{from} to v{to}
            </text>
          </g>
        ))}
        <path className="cr" d={stepPath(points, 'care', now, axis)} />
        <path className="ln" d={stepPath(points, 'condition', now, axis)} />
        <text x={width - 4} y={BOTTOM + 18} textAnchor="end">
          now
        </text>
      </svg>
    </div>
  );
}

function Twin({ points }: { points: readonly Point[] }) {
  return (
    <details className="twin-table">
      <summary>The same as a table, {points.length} stretches</summary>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col" className="n">
                Condition
              </th>
              <th scope="col" className="n">
                Care
              </th>
              <th scope="col">Level</th>
              <th scope="col" className="n">
                Rules
              </th>
            </tr>
          </thead>
          <tbody>
            {[...points].reverse().map((point) => (
              <tr key={point.since}>
                <th scope="row">
                  <At at={point.since} />
                </th>
                <td className="n">{point.condition ?? <None>–</None>}</td>
                <td className="n">{point.care ?? <None>–</None>}</td>
                <td>
                  <LevelMark level={point.level} />
                </td>
                <td className="n">v{point.rulesVersion}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** How it went; a dashed line is where the rules changed, not the data. */
export function History({ report }: { report: Report }) {
  const { history } = report;
  return (
    <Section title={`History, ${DAYS} days`} end="thick Condition, thin Care">
      {history.length === 0 ? (
        <Empty title="No history yet.">It begins with the first judgement.</Empty>
      ) : (
        <>
          <Chart points={history} />
          <Twin points={history} />
        </>
      )}
    </Section>
  );
}
