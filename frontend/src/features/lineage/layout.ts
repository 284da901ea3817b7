import type { ElkNode } from 'elkjs/lib/elk-api';
import type { LineageMap, MapEdge, MapNode, Mark } from './model';
import type { Point } from './geometry';
import { count } from '../../lib/format';

export const STATION = { width: 188, height: 60 };
const STUB = 18;
const GROUP = { width: 188, height: 46 };
const JOB_HEIGHT = 20;
const JOB_LETTERS = 30;
/** Both stubs of a short job name side by side. */
const TWO_STUBS = 132;
/** Mono 11 px with its padding and a status shape. */
const jobWidth = (letters: number) => Math.ceil(letters * 6.65) + 26;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Map<string, Box>;
  routes: Map<string, Point[]>;
  /** Where lines say what is to be said of them. */
  labels: Map<string, Box>;
}

const MARKS: Record<Mark, string> = { added: '+ new', removed: '− gone', changed: '± changed' };

/** "214 edges", "+ new"; nothing on a line that is one, and the same. */
export function edgeLabel({ count: edges, mark }: MapEdge): string | null {
  const parts = [mark && MARKS[mark], edges > 1 && `${count(edges)} edges`];
  return parts.filter(Boolean).join(', ') || null;
}

/** Room for a label on the line itself, so that it covers no other. */
function elkLabels(edge: MapEdge) {
  const text = edgeLabel(edge);
  if (!text) return [];
  const layoutOptions = { 'elk.edgeLabels.inline': 'true' };
  return [{ text, width: jobWidth(text.length) - 14, height: JOB_HEIGHT, layoutOptions }];
}

export function jobLabel(title: string): string {
  const tail = title.slice(title.lastIndexOf('.') + 1);
  return tail.length > JOB_LETTERS ? `${tail.slice(0, JOB_LETTERS - 1)}…` : tail;
}

export function sizeOf(node: MapNode): { width: number; height: number; line: number } {
  const stubs = (node.node?.moreUpstream ?? 0) + (node.node?.moreDownstream ?? 0) > 0;
  if (node.shape === 'job') {
    const width = jobWidth(jobLabel(node.node?.entity?.title ?? '').length);
    return stubs
      ? { width: Math.max(width, TWO_STUBS), height: JOB_HEIGHT + STUB, line: JOB_HEIGHT / 2 }
      : { width, height: JOB_HEIGHT, line: JOB_HEIGHT / 2 };
  }
  if (node.shape === 'group') return { ...GROUP, line: GROUP.height / 2 };
  return { ...STATION, height: STATION.height + (stubs ? STUB : 0), line: STATION.height / 2 };
}

/** Lines enter at the left and leave at the right, level with the middle of the plate. */
function toElk(map: LineageMap): ElkNode {
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.spacing.nodeNodeBetweenLayers': '54',
      'elk.layered.spacing.edgeNodeBetweenLayers': '22',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
      'elk.spacing.nodeNode': '22',
      'elk.spacing.edgeNode': '14',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
      'elk.padding': '[top=24,left=24,bottom=32,right=24]',
    },
    children: map.nodes.map((node) => {
      const { width, height, line } = sizeOf(node);
      const port = (side: 'in' | 'out', x: number) => ({
        id: `${side} ${node.id}`,
        x,
        y: line,
        width: 0,
        height: 0,
        layoutOptions: { 'elk.port.side': side === 'in' ? 'WEST' : 'EAST' },
      });
      return {
        id: node.id,
        width,
        height,
        ports: [port('in', 0), port('out', width)],
        layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      };
    }),
    edges: map.edges.map((edge) => ({
      id: edge.id,
      sources: [`out ${edge.source}`],
      targets: [`in ${edge.target}`],
      labels: elkLabels(edge),
    })),
  };
}

export function fromElk(root: ElkNode): Layout {
  const boxes = new Map<string, Box>();
  for (const { id, x = 0, y = 0, width = 0, height = 0 } of root.children ?? []) {
    boxes.set(id, { x, y, width, height });
  }
  const routes = new Map<string, Point[]>();
  const labels = new Map<string, Box>();
  for (const { id, sections, labels: [label] = [] } of root.edges ?? []) {
    const [section] = sections ?? [];
    if (label) {
      const { x = 0, y = 0, width = 0, height = 0 } = label;
      labels.set(id, { x, y, width, height });
    }
    if (!section) continue;
    routes.set(id, [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]);
  }
  return { width: root.width ?? 0, height: root.height ?? 0, boxes, routes, labels };
}

type Engine = { layout: (graph: ElkNode) => Promise<ElkNode> };
let engine: Promise<Engine> | undefined;

/** One worker, started with the first map and kept warm. */
function warmEngine(): Promise<Engine> {
  engine ??= Promise.all([
    import('elkjs/lib/elk-api'),
    import('elkjs/lib/elk-worker.min.js?url'),
  ]).then(([{ default: Elk }, { default: workerUrl }]) => new Elk({ workerUrl }));
  return engine;
}

export async function layoutMap(map: LineageMap): Promise<Layout> {
  const elk = await warmEngine();
  return fromElk(await elk.layout(toElk(map)));
}
