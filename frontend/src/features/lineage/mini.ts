import { STATION } from './layout';
import type { Point } from './geometry';
import type { Walk, WalkNode } from './queries';

export interface MiniPart {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Where lines meet it. */
  middle: number;
  node: WalkNode | null;
  /** What a group stands for. */
  members: WalkNode[];
}

export interface Side {
  parts: MiniPart[];
  /** Where its lines run vertically. */
  turn: number;
  /** Name of the job on the shared piece of line; null when there is none. */
  via: string | null;
  viaRef: string | null;
}

export interface Mini {
  height: number;
  centre: MiniPart;
  in: Point;
  out: Point;
  up: Side;
  down: Side;
}

/** More neighbours than this on one side fold into a group. */
const SHOWN = 4;
const STEP = 72;
const GROUP_HEIGHT = 46;
/** From a station to where its line turns. */
const TURN = 16;
/** Of a letter in the name of a job, and of the space around that name. */
const LETTER = 6.7;
const AROUND = 20;
const LETTERS_MAX = 18;

function stack(nodes: WalkNode[], x: number, middle: number): MiniPart[] {
  const kept = nodes.length > SHOWN ? nodes.slice(0, SHOWN - 1) : nodes;
  const members = nodes.slice(kept.length);
  const rows = kept.length + (members.length > 0 ? 1 : 0);
  const top = middle - (rows * STEP - (STEP - STATION.height)) / 2;
  const parts: MiniPart[] = kept.map((node, i) => {
    const y = top + i * STEP;
    return { id: node.key, x, y, ...STATION, middle: y + STATION.height / 2, node, members: [] };
  });
  if (members.length > 0) {
    const middleY = top + kept.length * STEP + STATION.height / 2;
    parts.push({
      id: 'group',
      x,
      y: middleY - GROUP_HEIGHT / 2,
      width: STATION.width,
      height: GROUP_HEIGHT,
      middle: middleY,
      node: null,
      members,
    });
  }
  return parts;
}

/**
 * One job gets its name on the line, as much of it as there is room for; several are only counted. Lines between
 * neighbours are not drawn here.
 */
function viaOf(
  walk: Walk,
  focus: string,
  keys: Set<string>,
  room: number,
): Pick<Side, 'via' | 'viaRef'> {
  const jobs = new Map(
    walk.edges
      .filter(
        ({ source, target }) =>
          (source === focus && keys.has(target)) || (target === focus && keys.has(source)),
      )
      .flatMap((edge) => edge.via.map((job) => [job.ref, job] as const)),
  );
  if (jobs.size === 0) return { via: null, viaRef: null };
  const [job] = jobs.values();
  if (jobs.size > 1 || !job) return { via: `${jobs.size} jobs`, viaRef: null };
  const tail = job.title.slice(job.title.lastIndexOf('.') + 1);
  const letters = Math.min(LETTERS_MAX, Math.floor((room - AROUND) / LETTER));
  const via = tail.length > letters ? `${tail.slice(0, letters - 1)}…` : tail;
  return { via, viaRef: job.exists ? job.ref : null };
}

export function miniMap(walk: Walk, focus: string, width: number): Mini {
  const ups = walk.nodes.filter((node) => node.hop < 0);
  const downs = walk.nodes.filter((node) => node.hop > 0);
  const rows = Math.max(Math.min(ups.length, SHOWN), Math.min(downs.length, SHOWN), 1);
  // Two pixels more than the focus ring needs above the first station.
  const height = Math.max(rows * STEP, STEP + 12);
  const middle = height / 2 - (STEP - STATION.height) / 2 + 4;
  const right = width - STATION.width - 4;
  const x = (width - STATION.width) / 2;
  const y = middle - STATION.height / 2;
  const centre: MiniPart = {
    id: focus,
    x,
    y,
    ...STATION,
    middle,
    node: walk.nodes.find((node) => node.key === focus) ?? null,
    members: [],
  };
  const side = (nodes: WalkNode[], sideX: number, turn: number): Side => ({
    parts: stack(nodes, sideX, middle),
    turn,
    ...viaOf(walk, focus, new Set(nodes.map((node) => node.key)), x - STATION.width - TURN),
  });
  return {
    height: height + 4,
    centre,
    in: { x, y: middle },
    out: { x: x + STATION.width, y: middle },
    up: side(ups, 0, STATION.width + TURN),
    down: side(downs, right, right - TURN),
  };
}
