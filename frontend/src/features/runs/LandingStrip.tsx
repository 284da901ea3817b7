import { clockTime, duration, plural, shortDay } from '../../lib/format';
import { useWidth } from '../../lib/use-size';
import { DAYS, type Run } from './queries';
import { band, dayCells, landings, ticks, type DayCell, type Landings } from './series';

const HEIGHT = 176;
const LEFT = 48;
const TOP = 12;
const BOTTOM = 112;
const CELLS = 126;
const DAY = 86_400_000;

const clock = (hours: number) => {
  const minutes = Math.round(hours * 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};

function label(mode: Landings['mode'], hours: number): string {
  return mode === 'clock' ? clock(hours) : duration(hours * 3600);
}

interface Scale {
  x: (at: number) => number;
  y: (hours: number) => number;
  low: number;
  high: number;
  right: number;
}

function scaleOf(series: Landings, width: number, firstDay: number): Scale {
  const hours = series.points.map((point) => point.hours);
  const min = Math.min(...hours);
  const max = Math.max(...hours);
  const room = Math.max((max - min) * 0.15, 0.25);
  const low = Math.max(0, min - room);
  const high = max + room;
  const step = (width - LEFT) / DAYS;
  return {
    x: (at) => LEFT + (at / DAY - firstDay) * step,
    y: (value) => BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP),
    low,
    high,
    right: width,
  };
}

function Line({ series, scale }: { series: Landings; scale: Scale }) {
  const usual = band(series.points.map((point) => point.hours));
  const path = series.points
    .map(
      (p, i) => `${i === 0 ? 'M' : 'L'}${scale.x(p.at).toFixed(1)} ${scale.y(p.hours).toFixed(1)}`,
    )
    .join(' ');
  return (
    <>
      {usual && (
        <rect
          className="bd"
          x={LEFT}
          y={scale.y(usual.high)}
          width={scale.right - LEFT}
          height={Math.max(2, scale.y(usual.low) - scale.y(usual.high))}
        />
      )}
      {ticks(scale.low * 3600, scale.high * 3600, 4)
        .map((seconds) => seconds / 3600)
        .map((hours) => (
          <g key={hours}>
            <path className="gr" d={`M${LEFT} ${scale.y(hours)}H${scale.right}`} />
            <text x={LEFT - 8} y={scale.y(hours) + 4} textAnchor="end">
              {label(series.mode, hours)}
            </text>
          </g>
        ))}
      {usual && (
        <text x={LEFT + 6} y={scale.y(usual.high) - 5}>
          usual {label(series.mode, usual.low)} to {label(series.mode, usual.high)}
        </text>
      )}
      <path className="ln" d={path} />
      {series.points.length < 3 &&
        series.points.map((p) => (
          <circle key={p.at} className="f-ink" cx={scale.x(p.at)} cy={scale.y(p.hours)} r="2.5" />
        ))}
    </>
  );
}

const cellWord: Record<DayCell['state'], string> = {
  none: 'no run',
  ok: 'all good',
  failed: 'a run failed',
  open: 'still running',
  other: 'nothing finished well',
};

/** Shape differs, not only hue: short for good, tall for failed, hollow while open. */
function Cell({ cell, x, width }: { cell: DayCell; x: number; width: number }) {
  if (cell.state === 'none') return null;
  const w = Math.max(2, width - 2);
  const title = `${shortDay(new Date(cell.day * DAY).toISOString())}: ${plural(cell.runs, 'run')}, ${
    cell.failed > 0 ? `${cell.failed} failed` : cellWord[cell.state]
  }`;
  const tall = { x, y: CELLS, width: w, height: 18 };
  const short = { x, y: CELLS + 11, width: w, height: 7 };
  return (
    <g>
      <title>{title}</title>
      {cell.state === 'failed' && <rect className="f-fail" {...tall} />}
      {cell.state === 'ok' && <rect className="f-ok" {...short} />}
      {cell.state === 'open' && <rect className="f-open" {...short} />}
      {cell.state === 'other' && <rect className="f-none" {...short} />}
    </g>
  );
}

function Cells({ cells, width }: { cells: DayCell[]; width: number }) {
  const step = (width - LEFT) / cells.length;
  return cells.map((cell, i) => {
    const at = new Date(cell.day * DAY);
    const x = LEFT + i * step;
    return (
      <g key={cell.day}>
        <Cell cell={cell} x={x} width={step} />
        {at.getUTCDate() === 1 && (
          <>
            <path className="ax" d={`M${x} ${CELLS + 20}v12`} />
            <text x={x + 4} y={CELLS + 34}>
              {clockTime(at).slice(6, 9).trim()}
            </text>
          </>
        )}
      </g>
    );
  });
}

function spoken(cells: DayCell[], series: Landings): string {
  const failed = cells.filter((cell) => cell.state === 'failed');
  const ran = cells.filter((cell) => cell.state !== 'none').length;
  const usual = band(series.points.map((point) => point.hours));
  const days = failed.map((cell) => shortDay(new Date(cell.day * DAY).toISOString())).join(', ');
  return [
    `Runs on ${plural(ran, 'day')} of ${cells.length}.`,
    failed.length > 0 ? `Failed runs on ${days}.` : 'No failed run.',
    usual && `Usual landing ${label(series.mode, usual.low)} to ${label(series.mode, usual.high)}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

export function LandingStrip({ runs, now }: { runs: Run[]; now: number }) {
  const [ref, width] = useWidth<HTMLDivElement>(1100);
  const today = Math.floor(now / DAY);
  const cells = dayCells(runs, today, DAYS);
  const series = landings(runs);
  const scale = scaleOf(series, width, today - DAYS + 1);
  return (
    <div ref={ref} className="strip">
      <svg
        className="ch"
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={spoken(cells, series)}
      >
        {series.points.length > 0 ? (
          <Line series={series} scale={scale} />
        ) : (
          <text x={LEFT} y={BOTTOM - 40}>
            no good run in these 90 days
          </text>
        )}
        <Cells cells={cells} width={width} />
        <path className="now" d={`M${scale.x(now)} ${TOP}V${CELLS + 20}`} />
      </svg>
    </div>
  );
}
