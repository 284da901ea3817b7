import {
  useEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
} from 'react';
import { count } from '../../lib/format';
import { chamferPath } from './geometry';
import { edgeLabel, sizeOf, type Box, type Layout } from './layout';
import {
  edgeId,
  neighbour,
  type Arrow,
  type LineageMap,
  type MapEdge,
  type MapNode,
} from './model';
import { MapPart } from './Station';

export type Picked = { type: 'node' | 'edge'; id: string } | null;

interface Props {
  map: LineageMap;
  layout: Layout;
  focus: string;
  picked: Picked;
  /** What stays bright while the rest is dimmed, by key and `edgeId`; null dims nothing. */
  lit: Set<string> | null;
  zoom: number;
  onPick: (picked: Picked) => void;
  onCentre: (item: MapNode) => void;
  onExpand: (ref: string) => void;
}

/** Dragging the ground moves the view; the scroll container keeps wheel, keys and touch native. */
function usePan(centre: Box | undefined, zoom: number) {
  const view = useRef<HTMLDivElement>(null);
  // A new drawing has new boxes: only then, or with another zoom, the view moves by itself.
  useEffect(() => {
    const node = view.current;
    if (!node || !centre) return;
    node.scrollLeft = (centre.x + centre.width / 2) * zoom - node.clientWidth / 2;
    node.scrollTop = (centre.y + centre.height / 2) * zoom - node.clientHeight / 2;
  }, [centre, zoom]);
  const start = useRef<{ x: number; y: number; left: number; top: number } | null>(null);
  const onPointerDown = (event: PointerEvent) => {
    const node = view.current;
    if (!node || event.button !== 0 || event.pointerType !== 'mouse') return;
    if ((event.target as Element).closest('button, .hit')) return;
    start.current = {
      x: event.clientX,
      y: event.clientY,
      left: node.scrollLeft,
      top: node.scrollTop,
    };
    node.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const from = start.current;
    const node = view.current;
    if (!from || !node) return;
    node.scrollLeft = from.left - (event.clientX - from.x);
    node.scrollTop = from.top - (event.clientY - from.y);
  };
  const onPointerUp = () => {
    start.current = null;
  };
  return { view, handlers: { onPointerDown, onPointerMove, onPointerUp } };
}

/** What is on the ways that were asked for, and what is not. */
const litClass = (lit: Set<string> | null, ...ids: string[]) =>
  lit === null ? '' : ids.some((id) => lit.has(id)) ? 'lit' : 'dim';

function Edges({
  map,
  layout,
  picked,
  lit,
  onPick,
}: Pick<Props, 'map' | 'layout' | 'picked' | 'lit' | 'onPick'>) {
  const touched = (edge: MapEdge) =>
    picked?.type === 'edge'
      ? edge.id === picked.id
      : picked?.type === 'node' && (edge.source === picked.id || edge.target === picked.id);
  // Chosen lines are drawn last, over the others.
  const ordered = [...map.edges].sort((a, b) => Number(touched(a)) - Number(touched(b)));
  return (
    <svg className="lines" width={layout.width} height={layout.height} aria-hidden="true">
      {ordered.map((edge) => {
        const points = layout.routes.get(edge.id);
        if (!points) return null;
        const path = chamferPath(points);
        return (
          <g key={edge.id}>
            <path className="hit" d={path} onClick={() => onPick({ type: 'edge', id: edge.id })} />
            <path
              className={`edge ${touched(edge) ? 'path' : ''} ${edge.mark ?? ''} ${litEdge(lit, edge)}`}
              d={path}
            />
          </g>
        );
      })}
    </svg>
  );
}

const litEdge = (lit: Set<string> | null, edge: MapEdge) =>
  litClass(lit, ...edge.edges.map(edgeId));

/** What lines say, on the lines themselves. */
function Labels({ map, layout, lit, onPick }: Pick<Props, 'map' | 'layout' | 'lit' | 'onPick'>) {
  return map.edges.map((edge) => {
    const box = layout.labels.get(edge.id);
    const text = edgeLabel(edge);
    if (!box || !text) return null;
    return (
      <button
        key={edge.id}
        type="button"
        // The list leads to every line by keyboard; the map is entered at one station only.
        tabIndex={-1}
        className={`edge-label ${edge.mark ?? ''} ${litEdge(lit, edge)}`}
        style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
        onClick={() => onPick({ type: 'edge', id: edge.id })}
      >
        {text}
      </button>
    );
  });
}

/** Rings where lines meet plates; drawn above the plates. */
function Stops({ map, layout }: Pick<Props, 'map' | 'layout'>) {
  const plates = new Set(map.nodes.filter((n) => n.shape !== 'job').map((n) => n.id));
  const rings = new Map<string, { x: number; y: number }>();
  for (const edge of map.edges) {
    const points = layout.routes.get(edge.id);
    const [first] = points ?? [];
    const last = points?.[points.length - 1];
    if (first && plates.has(edge.source)) rings.set(`out ${edge.source}`, first);
    if (last && plates.has(edge.target)) rings.set(`in ${edge.target}`, last);
  }
  return (
    <svg className="stops" width={layout.width} height={layout.height} aria-hidden="true">
      {[...rings].map(([id, { x, y }]) => (
        <circle key={id} className="stop" cx={x} cy={y} r="3.5" />
      ))}
    </svg>
  );
}

function Stubs({
  item,
  box,
  onExpand,
}: {
  item: MapNode;
  box: Box;
  onExpand: (ref: string) => void;
}) {
  const { node } = item;
  if (!node?.entity) return null;
  const { ref, title } = node.entity;
  const top = box.y + sizeOf(item).line * 2 + 1;
  const stub = (n: number, word: 'up' | 'down', style: CSSProperties) =>
    n > 0 && (
      <button
        type="button"
        className="stub"
        style={{ top, ...style }}
        aria-label={`+${count(n)} ${word} of ${title}, show`}
        onClick={() => onExpand(ref)}
      >
        +{count(n)} {word}
      </button>
    );
  return (
    <>
      {stub(node.moreUpstream, 'up', { left: box.x - 2 })}
      {stub(node.moreDownstream, 'down', {
        left: box.x + box.width + 2,
        transform: 'translateX(-100%)',
      })}
    </>
  );
}

export function Canvas({
  map,
  layout,
  focus,
  picked,
  lit,
  zoom,
  onPick,
  onCentre,
  onExpand,
}: Props) {
  const { view, handlers } = usePan(layout.boxes.get(focus), zoom);
  const [entered, setEntered] = useState(false);
  const active = picked?.type === 'node' ? picked.id : focus;

  const onKey = (event: KeyboardEvent, item: MapNode) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      onCentre(item);
      return;
    }
    if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    const next = neighbour(map, item.id, event.key as Arrow);
    if (!next) return;
    onPick({ type: 'node', id: next });
    const part = [...(view.current?.querySelectorAll<HTMLElement>('[data-node]') ?? [])];
    part.find((node) => node.dataset['node'] === next)?.focus();
  };
  return (
    <div
      ref={view}
      className="view"
      role="group"
      aria-label="Lineage map; arrow keys follow its lines, the same rows are in the list"
      {...handlers}
      onFocus={() => setEntered(true)}
    >
      <div className="sizer" style={{ width: layout.width * zoom, height: layout.height * zoom }}>
        <div
          className="sheet"
          style={{ width: layout.width, height: layout.height, transform: `scale(${zoom})` }}
        >
          <Edges map={map} layout={layout} picked={picked} lit={lit} onPick={onPick} />
          <Labels map={map} layout={layout} lit={lit} onPick={onPick} />
          {map.nodes.map((item) => {
            const box = layout.boxes.get(item.id);
            if (!box) return null;
            return (
              <MapPart
                key={item.id}
                item={item}
                className={litClass(lit, item.id)}
                style={{ left: box.x, top: box.y, width: box.width }}
                focus={item.id === focus}
                selected={picked?.type === 'node' && item.id === picked.id}
                tabIndex={item.id === active || (!entered && item.id === focus) ? 0 : -1}
                onSelect={(id) => onPick({ type: 'node', id })}
                onCentre={onCentre}
                onKey={onKey}
              />
            );
          })}
          <Stops map={map} layout={layout} />
          {map.nodes.map((item) => {
            const box = layout.boxes.get(item.id);
            return box && <Stubs key={item.id} item={item} box={box} onExpand={onExpand} />;
          })}
        </div>
      </div>
    </div>
  );
}
