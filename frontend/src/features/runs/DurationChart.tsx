import { duration, runTime } from '../../lib/format';
import { useWidth } from '../../lib/use-size';
import type { Run } from './queries';
import { band, ticks } from './series';

const HEIGHT = 150;
const LEFT = 64;
const TOP = 10;
const BOTTOM = 132;

const finished = (runs: Run[]) =>
  runs
    .filter((run) => run.durationSeconds !== null && run.startedAt && run.endedAt)
    .sort((a, b) => Date.parse(a.startedAt as string) - Date.parse(b.startedAt as string));

export function usualDuration(runs: Run[]): string | null {
  const usual = band(finished(runs).map((run) => run.durationSeconds as number));
  return usual && `median ${runTime(usual.median)}`;
}

/** One dot per run, the usual as a band; failed runs are squares. */
export function DurationChart({ runs }: { runs: Run[] }) {
  const [ref, width] = useWidth<HTMLDivElement>(400);
  const shown = finished(runs);
  const values = shown.map((run) => run.durationSeconds as number);
  const usual = band(values);
  const high = Math.max(...values, 1) * 1.12;
  const y = (seconds: number) => BOTTOM - (seconds / high) * (BOTTOM - TOP);
  const x = (i: number) => LEFT + 6 + (i / Math.max(1, shown.length - 1)) * (width - LEFT - 12);
  const summary = `${shown.length} finished runs, ${
    usual
      ? `usually ${runTime(usual.low)} to ${runTime(usual.high)}, longest ${runTime(Math.max(...values))}`
      : 'too few to say what is usual'
  }`;
  return (
    <div ref={ref}>
      <svg className="ch" width={width} height={HEIGHT} role="img" aria-label={summary}>
        {usual && (
          <rect
            className="bd"
            x={LEFT}
            y={y(usual.high)}
            width={width - LEFT}
            height={Math.max(2, y(usual.low) - y(usual.high))}
          />
        )}
        {ticks(0, high, 3).map((seconds) => (
          <text key={seconds} x={LEFT - 8} y={y(seconds) + 4} textAnchor="end">
            {seconds % 60 === 0 ? duration(seconds) : runTime(seconds)}
          </text>
        ))}
        {usual && (
          <path
            d={`M${LEFT} ${y(usual.median)}H${width}`}
            stroke="var(--rule)"
            strokeDasharray="4 3"
          />
        )}
        {shown.map((run, i) => {
          const at = y(run.durationSeconds as number);
          return run.state === 'FAILED' ? (
            <rect key={run.id} className="f-fail" x={x(i) - 3} y={at - 3} width="6" height="6" />
          ) : (
            <circle key={run.id} className="f-ink" cx={x(i)} cy={at} r="2" />
          );
        })}
      </svg>
    </div>
  );
}
