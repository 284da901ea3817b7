import type { ReactNode } from 'react';
import { Segmented } from '../../components/Segmented';
import { hasWays, hopsOf, MAX_HOPS, type LineageState } from './url';
import { WayPicker } from './WayPicker';
import { nextZoom } from './zoom';

interface Props {
  state: LineageState;
  onChange: (next: Partial<LineageState>) => void;
  zoom: number;
  /** Where the whole drawing is in sight. */
  whole: number;
  onZoom: (zoom: number) => void;
  name?: ReactNode;
  drawn: string | null;
}

const GRAINS: { value: LineageState['grain']; label: string }[] = [
  { value: 'dataset', label: 'Data' },
  { value: 'full', label: 'Data and jobs' },
  { value: 'pipeline', label: 'Pipelines' },
  { value: 'system', label: 'Systems' },
  { value: 'domain', label: 'Domains' },
  { value: 'team', label: 'Teams' },
];
const SHOWS: { value: LineageState['show']; label: string }[] = [
  { value: 'map', label: 'Map' },
  { value: 'impact', label: 'Impact list' },
  { value: 'contacts', label: 'Whom to tell' },
];
const DIRECTIONS: { value: LineageState['dir']; label: string }[] = [
  { value: 'up', label: 'Up' },
  { value: 'both', label: 'Both' },
  { value: 'down', label: 'Down' },
];

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

function Zoom({ zoom, whole, onZoom }: Pick<Props, 'zoom' | 'whole' | 'onZoom'>) {
  const step = (by: 1 | -1, label: string, sign: string) => {
    const to = nextZoom(zoom, by);
    return (
      <button
        type="button"
        className="btn s"
        aria-label={label}
        disabled={to === undefined}
        onClick={() => to !== undefined && onZoom(to)}
      >
        {sign}
      </button>
    );
  };
  return (
    <span className="stepper zoom" role="group" aria-label="Zoom">
      {step(-1, 'Zoom out', '−')}
      <output className="m">{Math.round(zoom * 100)}%</output>
      {step(1, 'Zoom in', '+')}
      <button
        type="button"
        className="btn s"
        title="The whole drawing"
        disabled={zoom === whole}
        onClick={() => onZoom(whole)}
      >
        Fit
      </button>
    </span>
  );
}

/** Hops mean another distance at another level, so a chosen number does not carry over; nor does what was opened. */
function Level({ state, onChange }: Pick<Props, 'state' | 'onChange'>) {
  return (
    <select
      className="in small"
      aria-label="What to draw"
      value={state.grain}
      onChange={(event) => {
        const grain = event.target.value as LineageState['grain'];
        const to = hasWays(grain) ? state.to : null;
        onChange({ grain, to, hops: null, open: [], layers: [] });
      }}
    >
      {GRAINS.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

export function Toolbar({ state, onChange, zoom, whole, onZoom, name, drawn }: Props) {
  const onMap = state.show === 'map';
  return (
    <div className="tool" role="group" aria-label="Explorer">
      {name}
      <Segmented
        label="Show"
        value={state.show}
        options={SHOWS}
        onChange={(show) => onChange({ show })}
      />
      {onMap && <Level state={state} onChange={onChange} />}
      {state.show !== 'contacts' && (
        <Segmented
          label="Direction"
          value={onMap || state.dir === 'up' ? state.dir : 'down'}
          options={onMap ? DIRECTIONS : DIRECTIONS.filter(({ value }) => value !== 'both')}
          onChange={(dir) => onChange({ dir, layers: [] })}
        />
      )}
      {onMap && (
        <>
          <Hops state={state} onChange={onChange} />
          <WayPicker state={state} onChange={onChange} />
          <span className="end">
            <span className="mute" title="At most 250; what is more is drawn as groups">
              {drawn}
            </span>
            <Zoom zoom={zoom} whole={whole} onZoom={onZoom} />
          </span>
        </>
      )}
    </div>
  );
}

/** What the picture alone has: the instant it is compared with, and how far back its edges may have been seen. */
function Span({ state, onChange }: Pick<Props, 'state' | 'onChange'>) {
  return (
    <>
      <label htmlFor="than" className="gap">
        Compare with
      </label>
      <input
        id="than"
        className="in small"
        type="datetime-local"
        value={state.than ?? ''}
        onChange={(event) => onChange({ than: event.target.value.slice(0, 16) || null })}
      />
      {state.than && (
        <button type="button" className="linklike" onClick={() => onChange({ than: null })}>
          Compare no more
        </button>
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
    </>
  );
}

/** When all of this is valid. */
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
      {state.show === 'map' && <Span state={state} onChange={onChange} />}
    </form>
  );
}
