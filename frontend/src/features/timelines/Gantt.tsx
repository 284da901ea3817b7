import { useRef, useState, type KeyboardEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { NameText } from '../../components/EntityName';
import { shortDay } from '../../lib/format';
import { entityPath } from '../../lib/ref';
import { useWidth } from '../../lib/use-size';
import { hourTicks, step, type Bar, type Place, type Row } from './gantt';
import { barWords, clock, summary } from './words';

const HEAD = 26;
const ROW = 30;
const DAY = 86_400_000;

export const runPath = (row: Row, bar: Bar) =>
  `${entityPath(row.ref, 'runs')}?run=${encodeURIComponent(bar.id)}`;

interface Scale {
  x: (at: number) => number;
  width: number;
  since: number;
  until: number;
}

function scaleOf(since: number, until: number, width: number): Scale {
  const x = (at: number) =>
    (Math.min(Math.max(at, since), until) - since) * (width / (until - since));
  return { x, width, since, until };
}

/** A label at an edge stays inside the picture. */
function anchor(x: number, width: number): 'start' | 'middle' | 'end' {
  if (x < 20) return 'start';
  return x > width - 20 ? 'end' : 'middle';
}

function Axis({ scale, height }: { scale: Scale; height: number }) {
  return hourTicks(scale.since, scale.until, scale.width / 64).map((at) => (
    <g key={at}>
      <path className="gr" d={`M${scale.x(at)} ${HEAD - 6}V${height}`} />
      <text x={scale.x(at)} y={14} textAnchor={anchor(scale.x(at), scale.width)}>
        {at % DAY === 0 ? shortDay(new Date(at).toISOString()) : clock(at).slice(-5)}
      </text>
    </g>
  ));
}

/** Shape differs, not only hue: full for good, tall for failed, hollow while open, dashed for what was stopped or skipped. */
const LOOKS: Partial<Record<Bar['state'], [className: string, height: number]>> = {
  SUCCESS: ['f-ok', 10],
  FAILED: ['f-fail', 16],
  RUNNING: ['f-open', 10],
  QUEUED: ['f-none', 6],
};

function BarShape({ bar, y, scale }: { bar: Bar; y: number; scale: Scale }) {
  const [look, height] = LOOKS[bar.state] ?? ['f-none', 10];
  const x = scale.x(bar.from);
  const width = Math.max(3, scale.x(bar.to) - x);
  const top = y - height / 2;
  return (
    <>
      {bar.waitFrom !== null && <path className="wait" d={`M${scale.x(bar.waitFrom)} ${y}H${x}`} />}
      {bar.slack !== null && !bar.critical && (
        <path className="slack" d={`M${x + width} ${y}H${scale.x(bar.to + bar.slack * 1000)}`} />
      )}
      <rect className={look} x={x} y={top} width={width} height={height} />
      {bar.attempt > 1 && (
        <path className="again" d={`M${x - 6} ${y - 9}V${y + 9}M${x - 3} ${y - 9}V${y + 9}`} />
      )}
      {bar.critical && <rect className="crit" x={x - 2} y={y - 10} width={width + 4} height={20} />}
      <rect className="ring" x={x - 5} y={y - 13} width={width + 10} height={26} />
    </>
  );
}

/** By when it is due, and when it is to be expected. */
function Marks({ row, y, scale, now }: { row: Row; y: number; scale: Scale; now: number }) {
  const { deadline, landing } = row;
  const inside = (at: number) => at >= scale.since && at <= scale.until;
  const from = row.bars[row.bars.length - 1]?.to ?? now;
  const breach = landing !== null && deadline !== null && landing.at > deadline;
  return (
    <>
      {landing && inside(landing.at) && (
        <g className={breach ? 'land breach' : 'land'}>
          <title>
            {row.title}: expected {clock(landing.at)}
            {landing.p90 !== null && `, nine of ten before ${clock(landing.p90)}`}
          </title>
          <path d={`M${scale.x(from)} ${y}H${scale.x(landing.at)}`} />
          {landing.p90 !== null && (
            <path d={`M${scale.x(landing.at)} ${y}H${scale.x(landing.p90)}`} strokeWidth="4" />
          )}
          <circle cx={scale.x(landing.at)} cy={y} r="4" />
        </g>
      )}
      {deadline !== null && inside(deadline) && (
        <g className="due">
          <title>
            {row.title}: due {clock(deadline)}
          </title>
          <path d={`M${scale.x(deadline)} ${y - 12}V${y + 12}`} />
        </g>
      )}
    </>
  );
}

interface Props {
  rows: Row[];
  since: number;
  until: number;
  now: number;
}

/** One bar is in the way of Tab, the arrow keys lead from it to the others. */
function useBars(rows: Row[]) {
  const svg = useRef<SVGSVGElement>(null);
  const navigate = useNavigate();
  const first = rows.findIndex((row) => row.bars.length > 0);
  const [chosen, choose] = useState<string | null>(null);
  const found = rows.flatMap((row, r) =>
    row.bars.flatMap((bar, b) => (bar.id === chosen ? [{ row: r, bar: b }] : [])),
  )[0];
  const at: Place | null = found ?? (first < 0 ? null : { row: first, bar: 0 });
  const barAt = (place: Place) => rows[place.row]?.bars[place.bar];
  const onKeyDown = (event: KeyboardEvent) => {
    const here = at && barAt(at);
    if (!at || !here) return;
    if (event.key === 'Enter') {
      void navigate(runPath(rows[at.row] as Row, here));
      return;
    }
    const place = step(rows, at, event.key);
    const bar = place && barAt(place);
    if (!bar) return;
    event.preventDefault();
    choose(bar.id);
    svg.current?.querySelector<SVGGElement>(`[data-bar="${bar.id}"]`)?.focus();
  };
  return { svg, onKeyDown, choose, at, shown: found ? at : null };
}

function Said({ rows, at }: { rows: Row[]; at: Place | null }) {
  const row = at && rows[at.row];
  const bar = at && row?.bars[at.bar];
  return (
    <p className="said" role="status">
      {row && bar ? (
        <>
          {barWords(row, bar)}. <Link to={runPath(row, bar)}>Open the run</Link>
        </>
      ) : (
        <span className="mute">Point at a run, or go to it with Tab and the arrow keys.</span>
      )}
    </p>
  );
}

export function Gantt({ rows, since, until, now }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>(1000);
  const scale = scaleOf(since, until, width);
  const height = HEAD + rows.length * ROW;
  const { svg, onKeyDown, choose, at, shown } = useBars(rows);
  const middle = (i: number) => HEAD + i * ROW + ROW / 2;
  return (
    <>
      <div className="gantt">
        <ul style={{ paddingTop: HEAD }}>
          {rows.map((row) => (
            <li key={row.ref} style={{ height: ROW }}>
              <Link className="name" to={entityPath(row.ref)} title={row.ref}>
                <NameText entity={row} />
              </Link>
              {row.truncated && <span className="mute"> newest 50</span>}
            </li>
          ))}
        </ul>
        <div ref={ref}>
          <svg
            ref={svg}
            className="ch"
            width={width}
            height={height}
            role="group"
            aria-label={summary(rows)}
            onKeyDown={onKeyDown}
          >
            <Axis scale={scale} height={height} />
            {rows.map((row, r) => (
              <g key={row.ref}>
                <path className="gr" d={`M0 ${middle(r) + ROW / 2}H${width}`} />
                <Marks row={row} y={middle(r)} scale={scale} now={now} />
                {row.bars.map((bar, b) => (
                  <g
                    key={bar.id}
                    className="bar"
                    role="link"
                    data-bar={bar.id}
                    aria-label={barWords(row, bar)}
                    tabIndex={at?.row === r && at.bar === b ? 0 : -1}
                    onFocus={() => choose(bar.id)}
                    onMouseEnter={() => choose(bar.id)}
                  >
                    <BarShape bar={bar} y={middle(r)} scale={scale} />
                  </g>
                ))}
              </g>
            ))}
            {now >= since && now <= until && (
              <path className="now" d={`M${scale.x(now)} ${HEAD - 6}V${height}`} />
            )}
          </svg>
        </div>
      </div>
      <Said rows={rows} at={shown} />
    </>
  );
}
