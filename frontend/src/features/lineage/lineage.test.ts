import { describe, expect, it } from 'vitest';
import { chamferPath, route } from './geometry';
import { edgeLabel, fromElk, jobLabel, sizeOf } from './layout';
import { miniMap } from './mini';
import { buildMap, centreOf, edgeId, groupId, neighbour, signedHops } from './model';
import type { WalkEdge, WalkNode } from './queries';
import {
  expand,
  hopsOf,
  readLineage,
  recentre,
  toDifference,
  toVariables,
  toWays,
  writeLineage,
} from './url';

const edge = (source: string, target: string, via: string[] = []) =>
  ({
    source,
    target,
    count: 1,
    via: via.map((ref) => ({ ref, title: ref, exists: true, kind: 'JOB' })),
  }) as unknown as WalkEdge;
const node = (key: string, hop: number, more: Partial<WalkNode> = {}) =>
  ({
    key,
    hop,
    kind: 'DATASET',
    hidden: false,
    entity: { ref: key, title: key },
    moreUpstream: 0,
    moreDownstream: 0,
    ...more,
  }) as WalkNode;

describe('hops from the focus', () => {
  it('are negative upstream and count on behind opened stations', () => {
    const hops = signedHops('f', [
      edge('a', 'f'),
      edge('b', 'a'),
      edge('f', 'c'),
      edge('x', 'c'),
      edge('b', 'y'),
    ]);
    expect(Object.fromEntries(hops)).toEqual({ f: 0, a: -1, b: -2, c: 1, x: 0, y: -1 });
  });

  it('end on cycles', () => {
    expect([...signedHops('f', [edge('f', 'a'), edge('a', 'f')])]).toEqual([
      ['f', 0],
      ['a', 1],
    ]);
  });
});

describe('the drawn map', () => {
  const wide = Array.from({ length: 16 }, (_, i) => node(`n${i}`, 1));
  const nodes = [node('f', 0), ...wide];
  const edges = wide.map((n) => edge('f', n.key));

  it('folds a wide layer and merges the lines to its group', () => {
    const map = buildMap(nodes, edges, { focus: 'f' });
    expect(map.nodes).toHaveLength(12);
    expect(map.nodes.at(-1)).toMatchObject({ id: groupId(1), shape: 'group', hop: 1 });
    expect(map.nodes.at(-1)?.members.map((n) => n.key)).toEqual([
      'n10',
      'n11',
      'n12',
      'n13',
      'n14',
      'n15',
    ]);
    expect(map.edges.at(-1)?.edges).toHaveLength(6);
  });

  it('never folds opened stations, and unfolds a layer on request', () => {
    const pinned = buildMap(nodes, edges, { focus: 'f', pinned: ['n15'] });
    expect(pinned.nodes.some((n) => n.id === 'n15')).toBe(true);
    expect(buildMap(nodes, edges, { focus: 'f', layers: [1] }).nodes).toHaveLength(17);
  });

  it('draws jobs as names and hidden nodes as placeholders', () => {
    const map = buildMap(
      [node('f', 0), node('j', 1, { kind: 'JOB' }), node('h', 1, { entity: null, hidden: true })],
      [edge('f', 'j'), edge('f', 'h')],
      { focus: 'f' },
    );
    expect(map.nodes.map((n) => n.shape)).toEqual(['station', 'job', 'hidden']);
  });

  it('counts the edges that a line stands for, and marks what is different', () => {
    const marks = new Map([[edgeId(edge('f', 'n12')), 'added' as const]]);
    const map = buildMap(nodes, [{ ...edges[0], count: 214 } as WalkEdge, ...edges.slice(1)], {
      focus: 'f',
      marks,
    });
    expect(map.edges.map(edgeLabel)).toEqual([
      '214 edges',
      ...Array.from({ length: 9 }, () => null),
      '± changed, 6 edges',
    ]);
  });

  it('is around the group that stands for the focus', () => {
    const groups = [node('team', 0), node('other', 0), node('f2', 1)];
    expect(centreOf('f', groups, [])).toBe('team');
    expect(centreOf('f', groups, ['team'])).toBe('other');
    expect(centreOf('other', groups, [])).toBe('other');
  });

  it('lets arrows follow lines and stay in layers', () => {
    const map = buildMap(
      [node('a', -1), node('f', 0), node('b', 1), node('c', 1)],
      [edge('a', 'f'), edge('f', 'b'), edge('f', 'c')],
      { focus: 'f' },
    );
    expect(neighbour(map, 'f', 'ArrowLeft')).toBe('a');
    expect(neighbour(map, 'f', 'ArrowRight')).toBe('b');
    expect(neighbour(map, 'b', 'ArrowDown')).toBe('c');
    expect(neighbour(map, 'b', 'ArrowUp')).toBeNull();
    expect(neighbour(map, 'c', 'ArrowRight')).toBeNull();
  });
});

describe('lines', () => {
  it('cut their corners at 45 degrees', () => {
    expect(chamferPath(route({ x: 0, y: 0 }, { x: 100, y: 80 }, 50))).toBe(
      'M0 0L40 0L50 10L50 70L60 80L100 80',
    );
  });

  it('share a short piece between two corners', () => {
    expect(chamferPath(route({ x: 0, y: 0 }, { x: 100, y: 8 }, 50))).toBe(
      'M0 0L46 0L50 4L50 4L54 8L100 8',
    );
  });

  it('stay straight on the level', () => {
    expect(chamferPath(route({ x: 0, y: 5 }, { x: 9, y: 5 }, 4))).toBe('M0 5L9 5');
    expect(chamferPath([{ x: 1, y: 1 }])).toBe('');
  });
});

describe('layout', () => {
  it('makes room for a stub below a station and for the name of a job', () => {
    const [station, stubbed, job] = buildMap(
      [node('f', 0), node('s', 0, { moreDownstream: 3 }), node('loader', 0, { kind: 'JOB' })],
      [],
      { focus: 'f' },
    ).nodes;
    expect(station && sizeOf(station)).toEqual({ width: 188, height: 60, line: 30 });
    expect(stubbed && sizeOf(stubbed)).toEqual({ width: 188, height: 78, line: 30 });
    expect(job && sizeOf(job)).toEqual({ width: 66, height: 20, line: 10 });
    expect(jobLabel(`dag.${'x'.repeat(40)}`)).toBe(`${'x'.repeat(29)}…`);
  });

  it('reads boxes and routes from ELK', () => {
    const layout = fromElk({
      id: 'root',
      width: 300,
      height: 90,
      children: [{ id: 'a', x: 1, y: 2, width: 3, height: 4 }],
      edges: [
        {
          id: 'e',
          sources: ['a'],
          targets: ['b'],
          sections: [
            {
              id: 's',
              startPoint: { x: 0, y: 0 },
              bendPoints: [{ x: 5, y: 0 }],
              endPoint: { x: 5, y: 9 },
            },
          ],
        },
      ],
    });
    expect(layout.boxes.get('a')).toEqual({ x: 1, y: 2, width: 3, height: 4 });
    expect(layout.routes.get('e')).toEqual([
      { x: 0, y: 0 },
      { x: 5, y: 0 },
      { x: 5, y: 9 },
    ]);
  });
});

describe('the small map', () => {
  const walk = (ups: number, downs: number) => {
    const nodes = [
      node('f', 0),
      ...Array.from({ length: ups }, (_, i) => node(`u${i}`, -1)),
      ...Array.from({ length: downs }, (_, i) => node(`d${i}`, 1)),
    ];
    const edges = nodes
      .slice(1)
      .map((n) => (n.hop < 0 ? edge(n.key, 'f', ['build']) : edge('f', n.key, [`job ${n.key}`])));
    return { nodes, edges } as never;
  };

  it('names the one job of a side and counts several', () => {
    const map = miniMap(walk(2, 2), 'f', 880);
    expect([map.up.via, map.up.viaRef, map.down.via, map.down.viaRef]).toEqual([
      'build',
      'build',
      '2 jobs',
      null,
    ]);
  });

  it('cuts a name that would cover where the lines meet', () => {
    const names = (width: number) => {
      const nodes = [node('f', 0), node('u', -1)];
      const edges = [edge('u', 'f', ['dag.payouts_build'])];
      return miniMap({ nodes, edges } as never, 'f', width).up.via;
    };
    expect([names(790), names(880), names(1100)]).toEqual([
      'payouts_bu…',
      'payouts_build',
      'payouts_build',
    ]);
  });

  it('counts no job of lines between neighbours', () => {
    const { nodes, edges } = walk(2, 1) as { nodes: object[]; edges: object[] };
    const others = [edge('u0', 'u1', ['feed']), edge('u0', 'd0', ['aside'])];
    const map = miniMap({ nodes, edges: [...edges, ...others] } as never, 'f', 880);
    expect([map.up.via, map.down.via]).toEqual(['build', 'job d0']);
  });

  it('folds what does not fit and keeps the focus level with the middle', () => {
    const map = miniMap(walk(1, 6), 'f', 880);
    expect(map.down.parts.map((p) => p.members.length)).toEqual([0, 0, 0, 3]);
    expect(map.up.parts[0]?.middle).toBe(map.centre.middle);
    expect(map.centre.x).toBe(346);
  });
});

describe('lineage URL', () => {
  const read = (query: string) => readLineage(new URLSearchParams(query));

  it('survives a round trip', () => {
    const query =
      'ref=resource%3Aa%2Fb&dir=down&hops=3&grain=dataset&asof=2026-11-01T05%3A00&window=30&open=resource%3Aa%2Fc&layer=2';
    expect(writeLineage(read(query)).toString()).toBe(query);
  });

  it('bounds and defaults', () => {
    expect(read('hops=99').hops).toBe(20);
    expect(read('hops=x&asof=yesterday&dir=left&window=-4')).toMatchObject({
      hops: null,
      asof: null,
      dir: 'both',
      window: 0,
    });
    expect([hopsOf(read('')), hopsOf(read('grain=dataset'))]).toEqual([2, 1]);
  });

  it('becomes the variables of one walk', () => {
    expect(toVariables(read('open=b&open=f&asof=2026-11-01T05:00&dir=up'), 'f')).toEqual({
      refs: ['f', 'b'],
      direction: 'UPSTREAM',
      maxHops: 2,
      limit: 250,
      grain: 'FULL',
      windowDays: 0,
      asOf: '2026-11-01T05:00:00Z',
    });
  });

  it('holds what is shown, the other end of a way, and what it is compared with', () => {
    const query = 'ref=f&show=impact&to=b&way=up&than=2026-11-01T05%3A00';
    expect(writeLineage(read(query)).toString()).toBe(query);
    expect(toWays(read(query), 'f')).toEqual({ source: 'b', target: 'f', asOf: null });
    expect(toDifference(read(query), 'f')).toMatchObject({
      since: '2026-11-01T05:00:00Z',
      until: null,
    });
    expect(read('grain=team&to=b').to).toBeNull();
    expect([toWays(read(''), 'f'), toDifference(read(''), 'f')]).toEqual([null, null]);
  });

  it('opens a stub once, then grows by a hop', () => {
    const once = expand(read('ref=f'), 'a');
    expect(once.open).toEqual(['a']);
    expect(expand(once, 'a')).toMatchObject({ open: ['a'], hops: 3 });
    expect(recentre({ ...once, layers: [1] }, 'a')).toMatchObject({
      ref: 'a',
      open: [],
      layers: [],
    });
  });
});
