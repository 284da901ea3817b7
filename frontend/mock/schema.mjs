// Versions of one schema, what changed between them, and the columns around a column.
import { page } from './page.mjs';

function columns(estate, version) {
  return estate.columns
    .filter(([path]) => version === 3 || path !== 'adj_code')
    .map(([path, type, nullable, description, tags, upstreamCount, downstreamCount], i) => ({
      path,
      type: version < 3 && path === 'amount_usd' ? 'FLOAT64' : type,
      nullable,
      description,
      tags,
      position: i + 1,
      upstreamCount,
      downstreamCount,
    }));
}

function withEdit(edit, column) {
  if (!edit) return { ...column, edit: null };
  const said = { by: 'Ines Marek', at: edit.at, declared: column.description };
  return {
    ...column,
    description: edit.value,
    edit: { ...said, redundant: column.description === edit.value, hidesNewer: false },
  };
}

export function schemaVersion(estate, ref, version) {
  const edits = estate.edits.get(`${ref} columns`) ?? {};
  const day = (n) => new Date(estate.now - n * 86_400_000).toISOString();
  const list = columns(estate, version).map((one) => withEdit(edits[one.path], one));
  return {
    version,
    validFrom: day([0, 300, 60, 8][version]),
    validTo: version === 3 ? null : day([0, 60, 8][version]),
    columns: list,
    columnCount: list.length,
    source: 'bigquery-prod',
  };
}

/** A column that is read from two jobs, masked on the way, and shown in a report that is hidden. */
function columnsAround(ref, path) {
  const link = (name) => ({
    ref: `resource:royalties/${name}`,
    kind: 'DATASET',
    title: name,
    exists: true,
  });
  const node = (key, dataset, name, hop) => ({
    ...{ key, dataset, path: name, hop, type: null, hidden: !dataset },
  });
  const edge = (source, target, more) => ({
    ...{ source, target, transformation: 'DIRECT', subtype: null, description: null },
    ...{ masking: false, job: link('payouts_build'), evidence: [], ...more },
  });
  return {
    nodes: [
      node('here', { ...link('payouts_daily'), ref }, path, 0),
      node('rates', link('rates_by_territory'), 'rate', -1),
      node('counts', link('stream_counts_daily'), '*', -2),
      node('hidden-1', null, null, 1),
    ],
    edges: [
      edge('rates', 'here', { subtype: 'AGGREGATION', masking: true }),
      edge('counts', 'rates', { transformation: 'INDIRECT', subtype: 'FILTER' }),
      edge('here', 'hidden-1', { transformation: 'UNKNOWN', job: null }),
    ],
    ...{ truncated: true, hiddenCount: 1, asOf: '2026-11-24T07:11:08Z' },
  };
}

function schemaChanges(estate, since, until) {
  const [before, after] = [since, until].map((at) =>
    [1, 2, 3].map((n) => schemaVersion(estate, '', n)).find(({ validFrom }) => validFrom === at),
  );
  const find = (list, path) => list.find((one) => one.path === path) ?? null;
  const changes = [
    ...after.columns.map((column) => [find(before.columns, column.path), column]),
    ...before.columns.filter(({ path }) => !find(after.columns, path)).map((one) => [one, null]),
  ]
    .filter(([was, now]) => was?.type !== now?.type)
    .map(([was, now]) => ({
      ...{ path: (now ?? was).path, before: was, after: now },
      ...(was === null
        ? { kind: 'ADDED', compatibility: 'OK' }
        : { kind: now ? 'RETYPED' : 'REMOVED', compatibility: 'BREAKING' }),
    }));
  const worst = changes.some(({ kind }) => kind !== 'ADDED') ? 'BREAKING' : 'OK';
  return { before, after, changes, compatibility: worst };
}

/** What changes between the schema that is there and a proposed one, and that somebody reads what goes. */
function verdict(estate, { ref, columns: proposed }) {
  const now = columns(estate, 3);
  const after = new Map(proposed.map((column) => [column.renamedFrom ?? column.path, column]));
  const gone = now.filter((column) => !after.has(column.path));
  const report = { compatibility: gone.length > 0 ? 'BREAKING' : 'OK', passed: gone.length === 0 };
  const team = { ref: 'group:default/finance', kind: 'TEAM', title: 'Finance Data', exists: true };
  const changes = gone.map((before) => ({
    ...{ kind: 'REMOVED', path: before.path, before, after: null, compatibility: 'BREAKING' },
  }));
  const breaks = gone.map(({ path }) => ({
    ...{ path, kind: 'REMOVED', compatibility: 'BREAKING', column: path, exact: false, hop: 2 },
    ...{ tier: 1, lastReadAt: new Date(estate.now - 7_200_000).toISOString(), team },
    entity: {
      ref: 'resource:finance/revenue_daily',
      kind: 'DATASET',
      title: 'revenue_daily',
      exists: true,
    },
  }));
  return {
    ...{ ...report, dataset: { ref }, changes, breaks, breakCount: breaks.length },
    ...{ breakCountState: 'EXACT', hiddenCount: 0, report: '# Report', commit: null },
    requiredTeams: gone.length > 0 ? [team] : [],
  };
}

export function schemaRoot(estate) {
  return {
    schemaCheck: (args) => verdict(estate, args),
    schema: ({ ref, version }) =>
      /payouts_daily/.test(ref) && (version ?? 3) <= 3
        ? schemaVersion(estate, ref, version ?? 3)
        : null,
    schemas: ({ ref, ...args }) =>
      page(
        /payouts_daily/.test(ref) ? [3, 2, 1].map((v) => schemaVersion(estate, ref, v)) : [],
        args,
      ),
    columnWalk: ({ ref, columns: [path] }) => columnsAround(ref, path),
    schemaCompare: ({ since, until }) => schemaChanges(estate, since, until),
  };
}
