import { edgeId, type Mark } from './model';
import type { Difference, Trace, Walk, WalkEdge, WalkNode } from './queries';

/** What is drawn: the walk, and what other answers add to it. */
export interface Picture {
  nodes: WalkNode[];
  edges: WalkEdge[];
  /** What became of edges, by `edgeId`. */
  marks: Map<string, Mark>;
  /** Nodes and edges on the ways, by key and `edgeId`; null when no ways are asked for. */
  lit: Set<string> | null;
}

/** Adds edges that are not there yet, and of the nodes those that these edges join. */
function add(picture: Picture, nodes: WalkNode[], edges: WalkEdge[]): Picture {
  const drawn = new Set(picture.edges.map(edgeId));
  const known = new Set(picture.nodes.map((node) => node.key));
  const more = edges.filter((edge) => !drawn.has(edgeId(edge)));
  const ends = new Set(more.flatMap((edge) => [edge.source, edge.target]));
  return {
    ...picture,
    nodes: [
      ...picture.nodes,
      ...nodes.filter((node) => ends.has(node.key) && !known.has(node.key)),
    ],
    edges: [...picture.edges, ...more],
  };
}

/**
 * Marks what is different, and draws what is gone. Hidden nodes have another key in every answer: of what began or changed
 * at one the edge is drawn already, without a mark.
 */
function withDifference(picture: Picture, difference: Difference): Picture {
  const hidden = new Set(difference.nodes.filter((node) => node.hidden).map((node) => node.key));
  const seen = (edge: WalkEdge) => !hidden.has(edge.source) && !hidden.has(edge.target);
  const begun = [...difference.added, ...difference.changed].filter(seen);
  const { added, removed, changed } = difference;
  const marks = new Map<string, Mark>([
    ...added.map((edge) => [edgeId(edge), 'added'] as const),
    ...removed.map((edge) => [edgeId(edge), 'removed'] as const),
    ...changed.map((edge) => [edgeId(edge), 'changed'] as const),
  ]);
  return { ...add(picture, difference.nodes, [...begun, ...removed]), marks };
}

type Way = Trace['paths'][number];

/** A way without its jobs: what they read and write is joined, as in a walk that leaves them out. */
function withoutJobs({ nodes, edges }: Way): Way {
  const last = nodes.length - 1;
  const kept = nodes.flatMap((node, i) =>
    node.kind !== 'JOB' || i === 0 || i === last ? [i] : [],
  );
  return {
    hops: kept.length - 1,
    nodes: kept.map((i) => nodes[i] as WalkNode),
    edges: kept.slice(1).map((i, n) => ({
      ...(edges[i - 1] as WalkEdge),
      source: (nodes[kept[n] as number] as WalkNode).key,
      target: (nodes[i] as WalkNode).key,
    })),
  };
}

function withWays(picture: Picture, ways: Way[]): Picture {
  const nodes = ways.flatMap((way) => way.nodes);
  const edges = ways.flatMap((way) => way.edges);
  const once = [...new Map(nodes.map((node) => [node.key, node])).values()];
  const lit = new Set([...once.map((node) => node.key), ...edges.map(edgeId)]);
  const joined = [...new Map(edges.map((edge) => [edgeId(edge), edge])).values()];
  return { ...add(picture, once, joined), lit };
}

export function waysOf(trace: Trace, jobs: boolean): Way[] {
  return jobs ? trace.paths : trace.paths.map(withoutJobs);
}

export function pictureOf(
  walk: Walk,
  difference: Difference | undefined,
  ways: Way[] | undefined,
): Picture {
  const plain: Picture = { nodes: walk.nodes, edges: walk.edges, marks: new Map(), lit: null };
  const marked = difference ? withDifference(plain, difference) : plain;
  return ways && ways.length > 0 ? withWays(marked, ways) : marked;
}
