import type { WalkEdge, WalkNode } from './queries';

export interface MapNode {
  id: string;
  shape: 'station' | 'job' | 'hidden' | 'group';
  hop: number;
  node: WalkNode | null;
  /** What a group stands for; else empty. */
  members: WalkNode[];
}

/** What became of an edge since the instant that the picture is compared with. */
export type Mark = 'added' | 'removed' | 'changed';

export interface MapEdge {
  id: string;
  source: string;
  target: string;
  /** All edges drawn as this one; more than one only at groups. */
  edges: WalkEdge[];
  /** How many edges of jobs and datasets it stands for. */
  count: number;
  /** Null when nothing is compared, and of what is the same at both. */
  mark: Mark | null;
}

export interface LineageMap {
  nodes: MapNode[];
  edges: MapEdge[];
}

/** Layers with more siblings than this fold the rest into one group. */
export const LAYER = 12;
const KEPT = 10;

/** The drawing never holds more than this, whatever was unfolded. */
export const DRAWN = 250;

interface EdgeLike {
  source: string;
  target: string;
}

function adjacency(edges: EdgeLike[]) {
  const down = new Map<string, string[]>();
  const up = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, from: string, to: string) =>
    map.set(from, [...(map.get(from) ?? []), to]);
  for (const { source, target } of edges) {
    add(down, source, target);
    add(up, target, source);
  }
  return { up, down };
}

/**
 * Hops seen from the focus alone; the server counts from the nearest start, and every opened
 * station is one. Negative is upstream. Nodes that only an opened station leads to count on
 * from their neighbour.
 */
export function signedHops(focus: string, edges: EdgeLike[]): Map<string, number> {
  const { up, down } = adjacency(edges);
  const hops = new Map<string, number>([[focus, 0]]);
  const spread = (starts: string[], next: Map<string, string[]>, by: 1 | -1) => {
    const queue = [...starts];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      for (const key of next.get(at) ?? []) {
        if (hops.has(key)) continue;
        hops.set(key, (hops.get(at) as number) + by);
        queue.push(key);
      }
    }
  };
  spread([focus], down, 1);
  spread([focus], up, -1);
  // What is left hangs on a known node against the current: inputs of outputs and so on.
  for (let known = -1; known !== hops.size;) {
    known = hops.size;
    spread([...hops.keys()], down, 1);
    spread([...hops.keys()], up, -1);
  }
  return hops;
}

export function shapeOf(node: WalkNode): MapNode['shape'] {
  if (node.hidden || !node.entity) return 'hidden';
  return node.kind === 'JOB' ? 'job' : 'station';
}

/** The few of a layer that stay, best first as the server sorted them; the rest is folded. */
function foldLayer(nodes: WalkNode[], pinned: Set<string>): [WalkNode[], WalkNode[]] {
  if (nodes.length <= LAYER) return [nodes, []];
  const first = [
    ...nodes.filter((node) => pinned.has(node.key)),
    ...nodes.filter((node) => !pinned.has(node.key)),
  ];
  const room = Math.max(KEPT, nodes.filter((node) => pinned.has(node.key)).length);
  return [first.slice(0, room), first.slice(room)];
}

export const groupId = (hop: number) => `group ${hop}`;

export const edgeId = ({ source, target }: EdgeLike) => `${source}\u0000${target}`;

function mergeEdges(
  edges: WalkEdge[],
  standIn: Map<string, string>,
  marks: Map<string, Mark>,
): MapEdge[] {
  const merged = new Map<string, MapEdge>();
  for (const edge of edges) {
    const source = standIn.get(edge.source);
    const target = standIn.get(edge.target);
    if (!source || !target || source === target) continue;
    const id = edgeId({ source, target });
    const mark = marks.get(edgeId(edge)) ?? null;
    const old = merged.get(id);
    if (old) {
      old.edges.push(edge);
      old.count += edge.count;
      // A line of several of which some are different is different itself.
      if (old.mark !== mark) old.mark = 'changed';
    } else merged.set(id, { id, source, target, edges: [edge], count: edge.count, mark });
  }
  return [...merged.values()];
}

export interface MapOptions {
  focus: string;
  /** Opened stations never hide in a group. */
  pinned?: string[];
  /** Layers that are unfolded. */
  layers?: number[];
  /** What became of edges, by `edgeId`. */
  marks?: Map<string, Mark>;
}

export function buildMap(nodes: WalkNode[], edges: WalkEdge[], options: MapOptions): LineageMap {
  const hops = signedHops(options.focus, edges);
  const pinned = new Set([options.focus, ...(options.pinned ?? [])]);
  const layers = new Map<number, WalkNode[]>();
  for (const node of nodes) {
    const hop = hops.get(node.key) ?? node.hop;
    layers.set(hop, [...(layers.get(hop) ?? []), node]);
  }
  const drawn: MapNode[] = [];
  const standIn = new Map<string, string>();
  for (const [hop, members] of [...layers].sort(([a], [b]) => a - b)) {
    const unfold = options.layers?.includes(hop) && nodes.length <= DRAWN;
    const [kept, folded] = unfold ? [members, []] : foldLayer(members, pinned);
    for (const node of kept) {
      drawn.push({ id: node.key, shape: shapeOf(node), hop, node, members: [] });
      standIn.set(node.key, node.key);
    }
    if (folded.length > 0) {
      drawn.push({ id: groupId(hop), shape: 'group', hop, node: null, members: folded });
      folded.forEach((node) => standIn.set(node.key, groupId(hop)));
    }
  }
  return { nodes: drawn, edges: mergeEdges(edges, standIn, options.marks ?? new Map()) };
}

/** Where groups stand for what is in them, the focus is the one that stands for it. */
export function centreOf(focus: string, nodes: WalkNode[], open: string[]): string {
  const starts = nodes.filter((node) => node.hop === 0);
  const centre =
    starts.find((node) => node.key === focus) ?? starts.find((node) => !open.includes(node.key));
  return centre?.key ?? focus;
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Left and right follow edges, up and down stay in the layer. */
export function neighbour(map: LineageMap, from: string, arrow: Arrow): string | null {
  if (arrow === 'ArrowLeft') return map.edges.find((e) => e.target === from)?.source ?? null;
  if (arrow === 'ArrowRight') return map.edges.find((e) => e.source === from)?.target ?? null;
  const at = map.nodes.find((node) => node.id === from);
  const layer = map.nodes.filter((node) => node.hop === at?.hop);
  const place = layer.findIndex((node) => node.id === from);
  return layer[place + (arrow === 'ArrowDown' ? 1 : -1)]?.id ?? null;
}

export function hopTitle(hop: number): string {
  if (hop === 0) return 'Focus';
  return hop < 0 ? `Up ${-hop}` : `Down ${hop}`;
}
