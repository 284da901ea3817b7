import type { ReactNode } from 'react';
import { Segmented } from '../../components/Segmented';
import { hopsOf, MAX_HOPS, type LineageState } from './url';

interface Props {
  state: LineageState;
  onChange: (next: Partial<LineageState>) => void;
  zoom: number;
  onZoom: (zoom: number) => void;
  name?: ReactNode;
  drawn: string | null;
}

const GRAINS: { value: LineageState['grain']; label: string }[] = [
  { value: 'dataset', label: 'Data' },
  { value: 'full', label: 'Data and jobs' },
  { value: 'pipeline', label: 'Pipelines' },
];
const DIRECTIONS: { value: LineageState['dir']; label: string }[] = [
  { value: 'up', label: 'Up' },
  { value: 'both', label: 'Both' },
  { value: 'down', label: 'Down' },
];
export const ZOOMS = [0.4, 0.55, 0.75, 1, 1.25];

function Hops({ state, onChange }: Pick<Props, 'state' | 'onChange'>) {
  const hops = hopsOf(state);
  return (
    <span className="stepper" role="group" aria-label="Hops">
      <button
        type="button"
        className="btn s"
        aria-label="One hop less"
        disabled={hops <= 1}
        onClick={() => onChange({ hops: hops - 1 })}
      >
        −
      </button>
      <output className="m">
        {hops} {hops === 1 ? 'hop' : 'hops'}
      </output>
      <button
        type="button"
        className="btn s"
        aria-label="One hop more"
        disabled={hops >= MAX_HOPS}
        onClick={() => onChange({ hops: hops + 1 })}
      >
        +
      </button>
    </span>
  );
}

function Zoom({ zoom, onZoom }: Pick<Props, 'zoom' | 'onZoom'>) {
  const at = ZOOMS.indexOf(zoom);
  const step = (by: number, label: string, sign: string) => (
    <button
      type="button"
      className="btn s"
      aria-label={label}
      disabled={ZOOMS[at + by] === undefined}
      onClick={() => onZoom(ZOOMS[at + by] as number)}
    >
      {sign}
    </button>
  );
  return (
    <span className="stepper zoom" role="group" aria-label="Zoom">
      {step(-1, 'Zoom out', '−')}
      <output className="m">{Math.round(zoom * 100)}%</output>
      {step(1, 'Zoom in', '+')}
    </span>
  );
}

export function Toolbar({ state, onChange, zoom, onZoom, name, drawn }: Props) {
  return (
    <div className="tool" role="group" aria-label="Explorer">
      {name}
      {/* Hops mean another distance in another grain, so a chosen number does not carry over. */}
      <Segmented
        label="What to draw"
        value={state.grain}
        options={GRAINS}
        onChange={(grain) => onChange({ grain, hops: null, layers: [] })}
      />
      <Segmented
        label="Direction"
        value={state.dir}
        options={DIRECTIONS}
        onChange={(dir) => onChange({ dir, layers: [] })}
      />
      <Hops state={state} onChange={onChange} />
      <span className="end mute">{drawn}</span>
      <Zoom zoom={zoom} onZoom={onZoom} />
    </div>
  );
}

/** When the picture is valid, and how far back its edges may have been seen. */
export function TimeBar({ state, onChange }: Pick<Props, 'state' | 'onChange'>) {
  return (
    <form className="time" onSubmit={(event) => event.preventDefault()}>
      <label htmlFor="asof">Valid at</label>
      <input
        id="asof"
        className="in small"
        type="datetime-local"
        value={state.asof ?? ''}
        onChange={(event) => onChange({ asof: event.target.value.slice(0, 16) || null })}
      />
      <span className="mute">UTC</span>
      {state.asof ? (
        <button type="button" className="linklike" onClick={() => onChange({ asof: null })}>
          Back to now
        </button>
      ) : (
        <b className="m">now</b>
      )}
      <label htmlFor="window" className="gap">
        Edges seen within
      </label>
      <select
        id="window"
        className="in small"
        value={state.window}
        onChange={(event) => onChange({ window: Number(event.target.value) })}
      >
        <option value={0}>in force then</option>
        {[7, 30, 90, 365].map((days) => (
          <option key={days} value={days}>
            {days} days before
          </option>
        ))}
      </select>
    </form>
  );
}
