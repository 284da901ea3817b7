import type { Level } from '../api/generated/graphql';
import { conditionTone, kindWord, LEVELS } from '../lib/words';

const SEGMENTS = 12;

interface Size {
  width: number;
  height: number;
  gap: number;
}

const SMALL: Size = { width: 5, height: 10, gap: 1 };
const CONDITION: Size = { width: 14, height: 16, gap: 3 };
const CARE: Size = { width: 14, height: 8, gap: 3 };

function Segments({ value, size }: { value: number | null; size: Size }) {
  const { width, height, gap } = size;
  const lit = Math.round(((value ?? 0) / 100) * SEGMENTS);
  return (
    <svg width={SEGMENTS * (width + gap) - gap} height={height} aria-hidden="true">
      {Array.from({ length: SEGMENTS }, (_, i) => (
        <rect
          key={i}
          className={i < lit ? 'lit' : 'un'}
          x={i * (width + gap)}
          width={width}
          height={height}
        />
      ))}
    </svg>
  );
}

interface MeterProps {
  value: number | null;
  /** Condition is coloured, Care is ink. */
  of?: 'Condition' | 'Care';
}

/** Level meter of a row; the number always stands beside it. */
export function Meter({ value, of = 'Condition' }: MeterProps) {
  if (value === null) return <span className="mute">no evidence</span>;
  return (
    <span
      className={`meter ${of === 'Care' ? 'care' : conditionTone(value)}`}
      role="meter"
      aria-label={of}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
    >
      <Segments value={value} size={SMALL} />
      <span className="v" aria-hidden="true">
        {value}
      </span>
    </span>
  );
}

function Reading({ of, value }: { of: 'Condition' | 'Care'; value: number | null }) {
  if (value === null) {
    return (
      <>
        <span className="lab">{of}</span>
        <span className="mute">not enough evidence</span>
        <span />
      </>
    );
  }
  const size = of === 'Care' ? CARE : CONDITION;
  return (
    <>
      <span className="lab">{of}</span>
      <span
        className={of === 'Care' ? 'care' : conditionTone(value)}
        role="meter"
        aria-label={of}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={value}
      >
        <Segments value={value} size={size} />
      </span>
      <span className={of === 'Care' ? 'mid' : 'big'}>{value}</span>
    </>
  );
}

function Scale() {
  const full = SEGMENTS * (CONDITION.width + CONDITION.gap) - CONDITION.gap;
  return (
    <>
      <span />
      <svg width={full} height="16" aria-hidden="true">
        {[0, 60, 75, 90].map((tick) => (
          <g key={tick}>
            <path className="tk" d={`M${(tick / 100) * full} 0v4`} />
            <text x={(tick / 100) * full} y="14" textAnchor={tick ? 'middle' : 'start'}>
              {tick}
            </text>
          </g>
        ))}
      </svg>
      <span />
    </>
  );
}

/** Condition and Care of one entity, as its head shows them. */
export function VuMeter({ condition, care }: { condition: number | null; care: number | null }) {
  return (
    <div className="vu" role="group" aria-label="Level meters">
      <Reading of="Condition" value={condition} />
      <Reading of="Care" value={care} />
      {(condition ?? care) !== null && <Scale />}
    </div>
  );
}

/** Three steps, as many filled as reached, and the word. */
export function LevelMark({ level }: { level: Level }) {
  const reached = LEVELS.indexOf(level);
  return (
    <span className="level">
      <svg width="14" height="11" aria-hidden="true">
        {[1, 2, 3].map((step) => (
          <rect
            key={step}
            className={step <= reached ? 'on' : undefined}
            x={step * 5 - 4.5}
            y={9.5 - step * 3}
            width="3"
            height={step * 3}
          />
        ))}
      </svg>
      {kindWord(level)}
    </span>
  );
}
