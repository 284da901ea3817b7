// Everything in reach, ways, two instants compared, and the evidence of one edge.
import { link } from './owners.mjs';
import { page } from './page.mjs';
import { walk } from './walk.mjs';

const EVERYTHING = { maxHops: 20, limit: 1000 };
const DAY = 86_400_000;
const iso = (estate, days) => new Date(estate.now - days * DAY).toISOString();

/** All on one side, without the start itself. */
function reached(estate, refs, direction, grain = 'FULL') {
  return walk(estate, { refs, direction, grain, ...EVERYTHING }).nodes.filter((n) => n.hop !== 0);
}

function facet(nodes, field, valueOf) {
  const values = new Map();
  for (const { entity, hop } of nodes.filter((node) => node.entity)) {
    const [value, title] = valueOf(entity);
    const old = values.get(value) ?? { value, title, count: 0, hop: Math.abs(hop) };
    values.set(value, { ...old, count: old.count + 1 });
  }
  return { field, values: [...values.values()].sort((a, b) => b.count - a.count), moreCount: 0 };
}

function reach(estate, { refs, direction }) {
  const nodes = reached(estate, refs, direction);
  return {
    asOf: iso(estate, 0),
    direction,
    totalCount: nodes.length,
    hiddenCount: nodes.filter((node) => node.hidden).length,
    maxHop: Math.max(0, ...nodes.map((node) => Math.abs(node.hop))),
    facets: [
      facet(nodes, 'OWNER', (e) => [e.owner?.ref ?? null, e.owner?.title ?? 'Nobody']),
      facet(nodes, 'TIER', (e) => [e.tier === null ? null : String(e.tier), `${e.tier}`]),
    ],
  };
}

/** The first way found from one down to another, as keys in order; null when there is none. */
function wayDown(estate, source, target) {
  const { edges } = walk(estate, {
    refs: [source],
    direction: 'DOWNSTREAM',
    grain: 'FULL',
    ...EVERYTHING,
  });
  const queue = [[source]];
  for (let way = queue.shift(); way; way = queue.shift()) {
    const end = way.at(-1);
    if (end === target) return way;
    queue.push(...edges.filter((edge) => edge.source === end).map((edge) => [...way, edge.target]));
  }
  return null;
}

function impacts(estate, named, { ref, direction, ...args }) {
  const rows = reached(estate, [ref], direction)
    .filter((node) => node.entity)
    .sort((a, b) => Math.abs(a.hop) - Math.abs(b.hop))
    .map(({ entity, hop }) => {
      const ends = direction === 'UPSTREAM' ? [entity.ref, ref] : [ref, entity.ref];
      const keys = wayDown(estate, ...ends) ?? [];
      const path = keys.map((key) => link(estate.byRef(key))).filter(Boolean);
      return {
        entity: named(entity),
        hop: Math.abs(hop),
        path: direction === 'UPSTREAM' ? path.reverse() : path,
        columns: [],
        exact: true,
        lastReadAt: entity.kind === 'DATASET' ? iso(estate, 0.4) : null,
      };
    });
  return page(rows, args);
}

function contacts(estate, ref) {
  const owned = new Map();
  for (const node of reached(estate, [ref], 'DOWNSTREAM').filter((one) => one.entity)) {
    const team = node.entity.owner?.ref ?? '';
    owned.set(team, [...(owned.get(team) ?? []), node]);
  }
  return [...owned]
    .map(([team, nodes]) => ({
      team: link(estate.byRef(team)) ?? null,
      channel: team && team !== 'group:default/ads' ? `${team.split('/')[1]}@tonic.example` : null,
      leads: estate.entities
        .filter((one) => one.member?.team === team && one.member.role === 'lead')
        .map(link),
      count: nodes.length,
      exactCount: nodes.length,
      entities: nodes.slice(0, 20).map(({ entity }) => link(entity)),
      topTier: Math.min(...nodes.map(({ entity }) => entity.tier)),
      hop: Math.min(...nodes.map(({ hop }) => hop)),
    }))
    .sort((a, b) => a.topTier - b.topTier || b.count - a.count);
}

function trace(estate, named, { source, target }) {
  const way = wayDown(estate, source, target);
  const { nodes, edges } = walk(estate, {
    refs: [source],
    direction: 'DOWNSTREAM',
    grain: 'FULL',
    ...EVERYTHING,
  });
  const path = way && {
    hops: way.length - 1,
    nodes: way.map((key) => nodes.find((node) => node.key === key)),
    edges: way
      .slice(1)
      .map((key, i) => edges.find((edge) => edge.source === way[i] && edge.target === key)),
  };
  const withNames = path && {
    ...path,
    nodes: path.nodes.map((node) => ({ ...node, entity: node.entity && named(node.entity) })),
  };
  return { asOf: iso(estate, 0), paths: withNames ? [withNames] : [], complete: true };
}

/** The first edge is new, the second is changed, and one from a cold copy is gone. */
function compare(estate, named, { refs, since, until, ...args }) {
  const { nodes, edges } = walk(estate, { refs, ...args });
  const [added, changed] = edges;
  const cold = estate.byRef('resource:archive/partition_01');
  const gone = { ...nodes[0], key: cold.ref, entity: cold, kind: 'DATASET', hop: -1, gone: false };
  const removed = added && { ...added, source: cold.ref, target: refs[0], via: [] };
  return {
    since,
    until: until ?? iso(estate, 0),
    nodes: [...nodes, gone].map((n) => ({ ...n, entity: n.entity && named(n.entity) })),
    added: added ? [added] : [],
    removed: removed ? [removed] : [],
    changed: changed ? [changed] : [],
    schemas: [
      {
        dataset: link(estate.byRef(refs[0])),
        before: null,
        after: null,
        compatibility: 'BREAKING',
        changes: [
          {
            kind: 'REMOVED',
            path: 'adj_code',
            before: null,
            after: null,
            compatibility: 'BREAKING',
          },
        ],
      },
    ],
    truncated: false,
  };
}

const declaredKey = ({ source, target }) => `${source} ${target}`;

function edge(estate, { source, target }) {
  const job = link(estate.entities.find((e) => e.kind === 'JOB'));
  const proof = (basis, by, age, more) => ({
    ...{ basis, source: by, age, job, count: 2904, runId: null, url: null, note: null },
    ...{ firstSeenAt: iso(estate, 120), lastSeenAt: iso(estate, 0.2), validTo: null, holds: true },
    ...more,
  });
  const said = estate.declared.get(declaredKey({ source, target }));
  const declared =
    said &&
    proof('DECLARED', 'people', 'FRESH', {
      job: null,
      count: 1,
      url: 'user:default/ines.marek',
      note: said,
    });
  return {
    asOf: iso(estate, 0),
    source: link(estate.byRef(source)),
    target: link(estate.byRef(target)),
    basis: 'INPUT_OUTPUT',
    evidence: [
      proof('INPUT_OUTPUT', 'openlineage-events', 'FRESH'),
      declared,
      proof('PARSED', 'dbt-royalties', 'STALE', { count: 31, lastSeenAt: iso(estate, 40) }),
      proof('DECLARED', 'descriptors-github', 'ENDED', {
        job: null,
        count: 1,
        lastSeenAt: iso(estate, 61),
        validTo: iso(estate, 60),
        holds: false,
        url: 'https://git.example.org/tonic/catalog-info.yaml',
      }),
    ].filter(Boolean),
  };
}

const refused = (field, message) => ({
  source: null,
  target: null,
  userErrors: [{ field: ['input', field], code: 'INVALID', message }],
});

function declare(estate, { input }) {
  if (input.source === input.target) return refused('target', 'is the source itself');
  estate.declared.set(declaredKey(input), input.reason);
  return {
    source: link(estate.byRef(input.source)),
    target: link(estate.byRef(input.target)),
    userErrors: [],
  };
}

function retract(estate, { input }) {
  estate.declared.delete(declaredKey(input));
  return {
    source: link(estate.byRef(input.source)),
    target: link(estate.byRef(input.target)),
    userErrors: [],
  };
}

export function reachRoot(estate, named) {
  return {
    lineageCount: (args) => reach(estate, args),
    impacts: (args) => impacts(estate, named, args),
    contacts: ({ ref }) => contacts(estate, ref),
    lineageTrace: (args) => trace(estate, named, args),
    lineageCompare: (args) => compare(estate, named, args),
    edge: (args) => edge(estate, args),
    edgeDeclare: (args) => declare(estate, args),
    edgeRetract: (args) => retract(estate, args),
  };
}
