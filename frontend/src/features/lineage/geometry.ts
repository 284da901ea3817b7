export interface Point {
  x: number;
  y: number;
}

const CORNER = 10;

const fixed = (value: number) => Number(value.toFixed(1));

/** Point on the way from `a` to `b`, `distance` before `b`. */
function before(a: Point, b: Point, distance: number): Point {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const share = length === 0 ? 0 : distance / length;
  return { x: b.x - (b.x - a.x) * share, y: b.y - (b.y - a.y) * share };
}

/** A right-angled route with its corners cut at 45 degrees, as a transit map draws it. */
export function chamferPath(points: Point[], corner = CORNER): string {
  const [first, ...rest] = points;
  if (!first || rest.length === 0) return '';
  const parts = [`M${fixed(first.x)} ${fixed(first.y)}`];
  let previous = first;
  rest.forEach((point, i) => {
    const next = rest[i + 1];
    if (next) {
      const inLength = Math.hypot(point.x - previous.x, point.y - previous.y);
      const outLength = Math.hypot(next.x - point.x, next.y - point.y);
      // Two corners may share a short piece; neither takes more than half of it.
      const cut = Math.min(corner, inLength / 2, outLength / 2);
      const enter = before(previous, point, cut);
      const leave = before(next, point, cut);
      parts.push(`L${fixed(enter.x)} ${fixed(enter.y)}`, `L${fixed(leave.x)} ${fixed(leave.y)}`);
    } else {
      parts.push(`L${fixed(point.x)} ${fixed(point.y)}`);
    }
    previous = point;
  });
  return parts.join('');
}

/** From a right side to a left side with one vertical piece at `turn`. */
export function route(from: Point, to: Point, turn: number): Point[] {
  if (Math.abs(from.y - to.y) < 0.5) return [from, to];
  return [from, { x: turn, y: from.y }, { x: turn, y: to.y }, to];
}
