import type { ColumnGraph } from './queries';

type Node = ColumnGraph['nodes'][number];
type Edge = ColumnGraph['edges'][number];

export interface Way {
  node: Node;
  /** How it flows on towards the column that was asked for, and the jobs that do it. */
  flows: { words: string; jobs: string[] }[];
}

const KINDS: Record<Edge['transformation'], string> = {
  DIRECT: 'direct',
  INDIRECT: 'indirect',
  UNKNOWN: '',
};

function wordsOf({ transformation, subtype, masking }: Edge): string {
  const said = [KINDS[transformation], subtype?.toLowerCase(), masking && 'masked'];
  return said.filter(Boolean).join(', ') || 'how is not said';
}

function flowsOf(edges: Edge[]): Way['flows'] {
  const jobs = new Map<string, Set<string>>();
  for (const edge of edges) {
    const known = jobs.get(wordsOf(edge)) ?? new Set();
    if (edge.job) known.add(edge.job.title);
    jobs.set(wordsOf(edge), known);
  }
  return [...jobs].map(([words, titles]) => ({ words, jobs: [...titles] }));
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
