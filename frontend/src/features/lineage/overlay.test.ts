import { describe, expect, it } from 'vitest';
import { edgeId } from './model';
import { pictureOf, waysOf } from './overlay';
import type { Difference, Trace, Walk } from './queries';

const edge = (source: string, target: string) => ({ source, target });
const node = (key: string, hop: number, more: { kind?: string; hidden?: boolean } = {}) => ({
  key,
  hop,
  kind: 'DATASET',
  hidden: false,
  ...more,
});

describe('what other answers add', () => {
  const walk = { nodes: [node('f', 0), node('a', 1)], edges: [edge('f', 'a')] } as unknown as Walk;
  const keys = (list: { key: string }[]) => list.map(({ key }) => key);

  it('draws what is gone, and of what is hidden no second time', () => {
    const difference = {
      nodes: [node('f', 0), node('a', 1), node('old', -1), node('hidden 1', 1, { hidden: true })],
      added: [edge('f', 'a'), edge('f', 'hidden 1')],
      removed: [edge('old', 'f')],
      changed: [],
    } as unknown as Difference;
    const picture = pictureOf(walk, difference, undefined);
    expect(keys(picture.nodes)).toEqual(['f', 'a', 'old']);
    expect(picture.edges.map(edgeId)).toEqual([edgeId(edge('f', 'a')), edgeId(edge('old', 'f'))]);
    expect(picture.marks.get(edgeId(edge('f', 'a')))).toBe('added');
    expect(picture.marks.get(edgeId(edge('old', 'f')))).toBe('removed');
    expect(picture.lit).toBeNull();
  });

  it('joins a way over its jobs where jobs are not drawn', () => {
    const trace = {
      paths: [
        {
          hops: 2,
          nodes: [node('f', 0), node('job', 1, { kind: 'JOB' }), node('b', 2)],
          edges: [edge('f', 'job'), edge('job', 'b')],
        },
      ],
    } as unknown as Trace;
    const whole = pictureOf(walk, undefined, waysOf(trace, true));
    expect(keys(whole.nodes)).toEqual(['f', 'a', 'job', 'b']);
    const ways = waysOf(trace, false);
    expect(ways[0]?.hops).toBe(1);
    const joined = pictureOf(walk, undefined, ways);
    expect(keys(joined.nodes)).toEqual(['f', 'a', 'b']);
    expect([...(joined.lit ?? [])]).toEqual(['f', 'b', edgeId(edge('f', 'b'))]);
    expect(pictureOf(walk, undefined, []).lit).toBeNull();
  });
});
