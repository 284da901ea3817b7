import type { ColumnGraph } from './queries';

type Node = ColumnGraph['nodes'][number];
type Edge = ColumnGraph['edges'][number];

export interface Way {
  node: Node;
  /** How it flows on towards the column that was asked for, and the jobs that do it. */
  flows: Flow[];
}

interface Flow {
  words: string;
  jobs: string[];
  /** What it was read from, where no producer says so and the viewer may read it. */
  statements: string[];
}

const KINDS: Record<Edge['transformation'], string> = {
  DIRECT: 'direct',
  INDIRECT: 'indirect',
  UNKNOWN: '',
};

function wordsOf({ transformation, subtype, masking, evidence }: Edge): string {
  const isInferred = evidence.length > 0 && evidence.every(({ inferred }) => inferred);
  const how = [KINDS[transformation], subtype?.toLowerCase(), masking && 'masked'];
  const said = [...how, isInferred && 'read from SQL'];
  return said.filter(Boolean).join(', ') || 'how is not said';
}

function flowsOf(edges: Edge[]): Flow[] {
  const flows = new Map<string, Edge[]>();
  for (const edge of edges) flows.set(wordsOf(edge), [...(flows.get(wordsOf(edge)) ?? []), edge]);
  const known = (texts: (string | null | undefined)[]) => [
    ...new Set(texts.filter((t) => t != null)),
  ];
  return [...flows].map(([words, told]) => ({
    words,
    jobs: known(told.map(({ job }) => job?.title)),
    statements: known(told.flatMap(({ evidence }) => evidence.map((why) => why.statement?.text))),
  }));
}

/** Columns upstream and downstream in the order of the answer. The start itself, or its dataset as a whole, is neither. */
export function waysOf(graph: ColumnGraph): { up: Way[]; down: Way[] } {
  const hops = new Map(graph.nodes.map(({ key, hop }) => [key, hop]));
  const nearer = (from: number, to: number | undefined) =>
    to !== undefined && Math.abs(to) < Math.abs(from);
  const ways = (side: 'source' | 'target', other: 'source' | 'target', nodes: Node[]) =>
    nodes.map((node) => {
      const touching = graph.edges.filter((edge) => edge[side] === node.key);
      const near = touching.filter((edge) => nearer(node.hop, hops.get(edge[other])));
      return { node, flows: flowsOf(near) };
    });
  return {
    up: ways(
      'source',
      'target',
      graph.nodes.filter(({ hop }) => hop < 0),
    ),
    down: ways(
      'target',
      'source',
      graph.nodes.filter(({ hop }) => hop > 0),
    ),
  };
}
