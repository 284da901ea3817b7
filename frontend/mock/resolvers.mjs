// Answers the contract from the estate; only what the UI's own documents ask for.
import { GraphQLError } from 'graphql';
import { editRoot, withEdits } from './edits.mjs';
import { causes, controlFlow, existence } from './flow.mjs';
import { checks, health, tasks } from './health.mjs';
import { intakeRoot } from './intake.mjs';
import { ownerRoot } from './owners.mjs';
import { page } from './page.mjs';
import { planRoot } from './plans.mjs';
import { reachRoot } from './reach.mjs';
import { mergedNames, reviewRoot } from './review.mjs';
import { schemaRoot, schemaVersion } from './schema.mjs';
import { shapeRoot } from './shape.mjs';
import { teamRoot } from './teams.mjs';
import { timelineRoot } from './timelines.mjs';
import { walk } from './walk.mjs';

const TYPES = { API: 'Api' };
const typeName = (kind) => TYPES[kind] ?? kind.charAt(0) + kind.slice(1).toLowerCase();

const FIELDS = {
  KIND: (e) => [[e.kind, e.kind]],
  PLATFORM: (e) => [[e.platform, e.platform]],
  OWNER: (e) => [[e.owner?.ref, e.owner?.title]],
  TIER: (e) => [[e.tier && String(e.tier), String(e.tier)]],
  TAG: (e) => e.tags.map((tag) => [tag, tag]),
  TERM: (e) => e.glossaryTerms.map((term) => [term.ref, term.title]),
  LIFECYCLE: (e) => [[e.lifecycle, e.lifecycle]],
  SYSTEM: (e) => [[e.system?.ref, e.system?.title]],
  OWNER_STATE: (e) => [[e.ownerState?.toLowerCase(), e.ownerState?.toLowerCase()]],
  LEVEL: (e) => [[e.level.toLowerCase(), e.level.toLowerCase()]],
  TYPE: (e) => [[e.type, e.type]],
  DOMAIN: () => [],
  EXISTENCE: (e) => [[e.existenceState.toLowerCase(), e.existenceState.toLowerCase()]],
  FRESHNESS: (e) => [[e.freshness.toLowerCase(), e.freshness.toLowerCase()]],
};

/** Nothing in the mock ever gains; what is low now has lost. */
const changeOf = (entity) => (entity.condition ?? 100) - 95;

const tierFits = (tier, f) =>
  (f.eq ?? tier) === tier && (tier ?? 0) >= (f.gte ?? 0) && (tier ?? 99) <= (f.lte ?? 99);

const LISTS = [
  ['KIND', 'kinds', (e) => [e.kind]],
  ['PLATFORM', 'platforms', (e) => [e.platform]],
  ['OWNER', 'owners', (e) => [e.owner?.ref]],
  ['LIFECYCLE', 'lifecycles', (e) => [e.lifecycle]],
  ['SYSTEM', 'systems', (e) => [e.system?.ref]],
  ['TAG', 'tags', (e) => e.tags],
  ['TERM', 'glossaryTerms', (e) => e.glossaryTerms.map((term) => term.ref)],
  ['OWNER_STATE', 'ownerStates', (e) => [e.ownerState]],
  ['TYPE', 'types', (e) => [e.type]],
  ['EXISTENCE', 'existence', (e) => [e.existenceState]],
  ['LEVEL', 'levels', (e) => [e.level]],
  ['FRESHNESS', 'freshness', (e) => [e.freshness]],
];

function matches(entity, filter, skip) {
  if (!filter) return true;
  const inLists = LISTS.every(
    ([field, key, values]) =>
      skip === field || !filter[key] || values(entity).some((one) => filter[key].includes(one)),
  );
  const lost = filter.conditionChange?.lte;
  return (
    inLists &&
    (skip === 'TIER' || !filter.tier || tierFits(entity.tier, filter.tier)) &&
    (skip === 'TIER' || !filter.or || filter.or.some((part) => matches(entity, part))) &&
    (!filter.failingChecks || (entity.condition ?? 100) < 70) &&
    (lost == null || changeOf(entity) <= lost) &&
    (!filter.and || filter.and.every((part) => matches(entity, part, skip)))
  );
}

function find(estate, text, filter, skip) {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return estate.entities.filter(
    (e) =>
      words.every((word) => `${e.title} ${e.summary ?? ''}`.toLowerCase().includes(word)) &&
      matches(e, filter, skip),
  );
}

const PLAIN = { by: null, redundant: false, hidesNewer: false, losers: [] };

/** The field that has the words, with them marked, as the server does. */
function why(text) {
  const words = (text ?? '').split(/\s+/).filter(Boolean);
  const mark = (value) => value.replace(new RegExp(`(${words.join('|')})`, 'gi'), '\u2068$1\u2069');
  return (entity) => {
    if (words.length === 0) return { matchedField: null, snippet: null };
    const inTitle = words.every((word) => entity.title.toLowerCase().includes(word.toLowerCase()));
    return inTitle
      ? { matchedField: 'title', snippet: mark(entity.title) }
      : { matchedField: 'description', snippet: mark(entity.summary ?? '') };
  };
}

function detail(estate, entity) {
  const said = new Date(estate.now - 8 * 86_400_000).toISOString();
  const main = entity.name === 'payouts_daily';
  return {
    description: main ? estate.description : entity.summary,
    links: main
      ? [
          {
            url: 'https://runbooks.example.org/payouts',
            title: 'Runbook',
            icon: null,
            type: 'runbook',
          },
        ]
      : [],
    annotations: [],
    labels: [],
    aliases:
      entity.kind === 'DATASET'
        ? [
            {
              scheme: 'openlineage.dataset',
              key: `bigquery\n${entity.title}`,
              namespace: 'bigquery',
              name: `tonic-prod.${entity.title}`,
              source: 'openlineage-events',
              since: said,
              mergedFrom: null,
              mergedBy: null,
              mergedAt: null,
              mergedReason: null,
            },
            ...mergedNames(estate, entity),
          ]
        : [],
    provenance: [
      {
        field: 'spec.owner',
        source: 'descriptors-github',
        at: said,
        url: null,
        ...PLAIN,
        losers: [{ source: 'codeowners', value: 'group:default/finance', at: said, url: null }],
      },
      { field: 'metadata.description', source: 'bigquery-prod', at: said, url: null, ...PLAIN },
    ],
    descriptor: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: { namespace: entity.namespace, name: entity.name, title: entity.title },
      spec: { type: entity.type, owner: entity.owner?.ref },
    },
    issues: estate.issues.filter((issue) => issue.entity?.ref === entity.ref),
  };
}

/** Names that make the server fail in each way the UI must show. */
const FAULTS = {
  'fault timeout': 'TIMEOUT',
  'fault costly': 'TOO_COSTLY',
  'fault internal': 'INTERNAL',
  'fault auth': 'UNAUTHENTICATED',
};

export function makeRoot(estate) {
  const named = (entity) => ({
    ...entity,
    __typename: typeName(entity.kind),
    detail: () => withEdits(estate, entity, detail(estate, entity)),
    schema: () => (entity.kind === 'DATASET' ? schemaVersion(estate, entity.ref, 3) : null),
  });
  const review = reviewRoot(estate, ownerRoot(estate));
  const edited = { ...review, ...editRoot(estate, review) };
  const runsOf = (ref) => (/payouts/.test(ref) ? estate.runs : []);
  return {
    entity: ({ ref }) => {
      const entity = estate.entities.find((e) => e.ref === ref);
      return entity ? named(entity) : null;
    },
    entitySearch: ({ text, filter, order, ...args }) => {
      const code = FAULTS[text];
      if (code)
        throw new GraphQLError('The mock was asked to fail', {
          extensions: { code, requestId: 'req-7f3c91d0' },
        });
      const found = find(estate, text, filter).map(named);
      if (order?.by === 'NAME') found.sort((a, b) => (a.title < b.title ? -1 : 1));
      const by = {
        TIER: (e) => e.tier ?? 99,
        CONDITION: (e) => e.condition ?? 999,
        CONDITION_CHANGE: changeOf,
      }[order?.by];
      if (by) found.sort((a, b) => by(a) - by(b));
      if (order?.by === 'UPDATED_AT') found.sort((a, b) => (a.updatedAt > b.updatedAt ? -1 : 1));
      return page(found, args, why(text));
    },
    entityCount: ({ by, text, filter }) =>
      by.map((field) => {
        const counts = new Map();
        for (const entity of find(estate, text, filter, field)) {
          for (const [value, title] of FIELDS[field](entity)) {
            if (value)
              counts.set(value, { value, title, count: (counts.get(value)?.count ?? 0) + 1 });
          }
        }
        const values = [...counts.values()].sort((a, b) => b.count - a.count);
        return {
          field,
          values: values.slice(0, 50),
          moreCount: Math.max(0, values.length - 50),
          exact: true,
        };
      }),
    columnSearch: ({ text, first }) => {
      const datasets = estate.entities.filter((e) => e.kind === 'DATASET').slice(0, first);
      const hits = datasets.map(({ ref, title, kind }) => ({
        dataset: { ref, title, kind, exists: true },
        path: `${text}_id`,
        snippet: `\u2068${text}\u2069_id`,
        column: null,
      }));
      return page(hits, { first });
    },
    lineageWalk: (args) => {
      const graph = walk(estate, args);
      return {
        ...graph,
        nodes: graph.nodes.map((n) => ({ ...n, entity: n.entity && named(n.entity) })),
      };
    },
    code: () => null,
    runs: ({ ref, filter, ...args }) =>
      page(
        runsOf(ref ?? '').filter((run) => !filter?.states || filter.states.includes(run.state)),
        args,
      ),
    run: ({ id }) => {
      const run = estate.runs.find((one) => one.id === id);
      const data = (name, rowCount, byteCount) => ({
        dataset: {
          ref: `resource:royalties/${name}`,
          kind: 'DATASET',
          title: `royalties.${name}`,
          exists: true,
        },
        rowCount,
        byteCount,
        fileCount: null,
        version: null,
        change: name === 'payouts_daily' ? 'OVERWRITTEN' : null,
      });
      return run
        ? {
            ...run,
            detail: {
              inputs: [
                data('stream_counts_daily', 48_120_554, 9_120_000_000),
                data('rates_by_territory', 1204, null),
              ],
              outputs: [data('payouts_daily', 2_914_402, 412_000_000)],
              errorText: run.error
                ? { state: 'AVAILABLE', text: `${run.error}\n  at payouts_build.sql:112` }
                : { state: 'ABSENT', text: null },
              children: [],
              parameters: [{ key: 'target', value: 'prod' }],
              facets: { processing_engine: { name: 'spark', version: '3.5.1' } },
            },
          }
        : null;
    },
    facets: ({ ref }) => ({
      facets: /payouts_daily/.test(ref) ? { storage: { storageLayer: 'iceberg' } } : {},
    }),
    existence: ({ ref }) => existence(estate, ref),
    controlFlow: ({ ref }) => controlFlow(estate, ref),
    causes: ({ ref }) => causes(estate, named, ref),
    relations: ({ ref, ...args }) => {
      const entity = estate.entities.find((e) => e.ref === ref);
      const rows = [
        entity?.owner && { type: 'ownedBy', target: entity.owner, source: 'descriptors-github' },
        entity?.system && { type: 'partOf', target: entity.system, source: 'descriptors-github' },
      ];
      return page(rows.filter(Boolean), args);
    },
    sources: (args) => page(estate.sources, args),
    ...planRoot(estate),
    issues: ({ source, ...args }) =>
      page(
        estate.issues.filter((i) => !source || i.source === source),
        args,
      ),
    ...ownerRoot(estate),
    ...edited,
    health: ({ ref }) => health(estate, ref),
    checks,
    tasks: () => tasks(estate),
    ...intakeRoot(estate),
    ...reachRoot(estate, named),
    ...schemaRoot(estate),
    ...shapeRoot(estate, named),
    ...teamRoot(estate),
    ...timelineRoot(estate, named),
  };
}
