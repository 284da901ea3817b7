// A small music-streaming estate, hand-written, with the awkward cases the UI must survive.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gone } from './flow.mjs';
import { card } from './health.mjs';
import { ownerState } from './owners.mjs';
import { people } from './teams.mjs';
import { parked } from './intake.mjs';
import { waiting } from './plans.mjs';
import { variants } from './review.mjs';
import { term, TERMS } from './terms.mjs';

const here = dirname(fileURLToPath(import.meta.url));

// Rows: things are [namespace, name, kind, platform, tier, owner, minutes since arrival, summary].
const tables = JSON.parse(readFileSync(join(here, 'estate.json'), 'utf8'));
const TEAMS = tables.teams;
const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

const ref = (kind, ns, name) => `${kind}:${ns}/${name}`;
const team = (name) => ref('group', 'default', name);

const DESCRIPTION = `The amount Tonic **owes** per payee, territory and royalty day.

- A royalty day runs from 05:00 to 05:00 UTC.
- Late plays are added by the *adjustment run* of the next day.

Read the [runbook](https://runbooks.example.org/payouts) before a rerun. <script>alert(1)</script> [no](javascript:alert(1))

| state | meaning |
`;

function entities(now) {
  const at = (minutes) => (minutes === null ? null : new Date(now - minutes * MIN).toISOString());
  const link = (key) => key && { ref: team(key), kind: 'TEAM', title: TEAMS[key], exists: true };
  const things = tables.things.map(
    ([namespace, name, kind, platform, tier, owner, ago, summary], i) => ({
      kind,
      namespace,
      name,
      ref: ref(
        kind === 'DATASET' || kind === 'DASHBOARD' ? 'resource' : 'component',
        namespace,
        name,
      ),
      title:
        name === 'stream-health'
          ? 'Stream Health'
          : namespace === 'default'
            ? name
            : `${namespace}.${name}`,
      type:
        name === 'playback_events' ? 'topic' : kind === 'DATASET' ? 'table' : kind.toLowerCase(),
      platform,
      tier,
      summary,
      owner: link(owner),
      lifecycle: name === 'label_splits' ? 'experimental' : 'production',
      tags: tier === 1 ? ['sox'] : [],
      glossaryTerms: name === 'payouts_daily' ? [term(TERMS[0])] : [],
      system:
        namespace === 'royalties'
          ? { ref: 'system:default/payouts', kind: 'SYSTEM', title: 'Payouts', exists: false }
          : null,
      lastArrivalAt: at(ago),
      updatedAt: at(600 + i * 977),
    }),
  );
  const filler = Array.from({ length: 80 }, (_, i) => ({
    ...things[i % 15],
    namespace: 'archive',
    name: `partition_${String(i + 1).padStart(2, '0')}`,
    ref: ref('resource', 'archive', `partition_${String(i + 1).padStart(2, '0')}`),
    title: `archive.partition_${String(i + 1).padStart(2, '0')}`,
    summary: 'Cold copy, kept for seven years',
    tier: 5,
    tags: ['cold'],
    glossaryTerms: [],
    owner: null,
    system: null,
  }));
  const teams = Object.keys(TEAMS).map((key) => ({
    ...link(key),
    namespace: 'default',
    name: key,
    type: 'team',
    tags: [],
    summary: null,
    updatedAt: at(90_000),
  }));
  const terms = TERMS.map(term).map(({ ref: termRef, title, definition }) => ({
    ...{ ref: termRef, kind: 'OTHER', title, summary: definition, type: null, tags: [] },
    ...{ namespace: 'default', name: termRef.split('/')[1], updatedAt: at(90_000) },
  }));
  return [...things, ...filler, ...teams, ...terms, ...people(now)].map((entity, i) => ({
    platform: null,
    tier: null,
    lifecycle: null,
    owner: null,
    system: null,
    domain: null,
    lastArrivalAt: null,
    glossaryTerms: [],
    ...entity,
    id: `ent_${entity.ref}`,
    createdAt: at(400_000),
    version: 3,
    url: '',
    declared: entity.owner ?? null,
    ownerState: ownerState(entity),
    ...card(entity, i, now),
    ...gone(entity, now),
  }));
}

function runs(now) {
  const midnight = Math.floor(now / DAY) * DAY;
  return Array.from({ length: 84 }, (_, i) => {
    const slot = midnight - i * DAY;
    const running = i === 0;
    const failed = [14, 47].includes(i);
    const delay = failed ? 6.3 : 5.95 + (((i * 37) % 17) / 17) * 0.42 + (i === 30 ? 1.9 : 0);
    const minutes = 23 + ((i * 53) % 8);
    const start = running ? now - 12 * MIN : slot + delay * HOUR - minutes * MIN;
    return {
      id: `run_${i + 1}`,
      runId: `0192f3c4-0000-7000-8000-${String(i).padStart(12, '0')}`,
      job: {
        ref: 'component:default/payouts_build',
        kind: 'JOB',
        title: 'payouts_build',
        exists: true,
      },
      state: running ? 'RUNNING' : failed ? 'FAILED' : i === 60 ? 'ABORTED' : 'SUCCESS',
      nominalStartAt: new Date(slot - DAY).toISOString(),
      nominalEndAt: new Date(slot).toISOString(),
      startedAt: new Date(start).toISOString(),
      endedAt: running ? null : new Date(start + minutes * MIN).toISOString(),
      durationSeconds: running ? 720 : minutes * 60 + ((i * 7) % 60),
      error: failed ? 'ResourcesExceeded: query needs 3,000 slots, 2,000 granted' : null,
      parentId: null,
      url: 'https://dbt.example.org/runs/1',
      source: 'openlineage-events',
    };
  });
}

function sources(now) {
  const at = (minutes) => new Date(now - minutes * MIN).toISOString();
  return tables.sources.map(
    ([key, kind, state, every, beat, entityCount, issueCount, sync, plan]) => ({
      id: `src_${key}`,
      key,
      title: key,
      kind,
      state,
      intervalSeconds: every,
      nextSyncAt: every && state !== 'PAUSED' ? at(-every / 60) : null,
      failureCount: state === 'BACKING_OFF' ? 6 : sync === 'FAILED' ? 1 : 0,
      heartbeatAt: at(beat),
      lagSeconds: beat * 60,
      entityCount,
      issueCount,
      trustedForOwners: kind === 'git',
      precedence: 10,
      configState: 'REDACTED',
      lastSync: {
        id: `syn_${key}`,
        source: key,
        state: sync,
        startedAt: at(beat + 2),
        endedAt: sync === 'RUNNING' ? null : at(beat),
        readCount: entityCount,
        issueCount,
        error: sync === 'FAILED' ? '401 from the dbt service: the token expired' : null,
        plan: plan && {
          createCount: plan[0],
          updateCount: plan[1],
          deleteCount: plan[2],
          sameCount: plan[3],
          deleteShare: 0,
          waitingCount: 0,
          approvalsNeeded: 0,
          approvals: [],
        },
      },
    }),
  );
}

function issues(now) {
  const at = (minutes) => new Date(now - minutes * MIN).toISOString();
  const one = (n, source, item, code, message, about) => ({
    id: `iss_${n}`,
    source,
    item,
    code,
    message,
    state: 'OPEN',
    firstSeenAt: at(9000 * n),
    lastSeenAt: at(50 + n),
    count: 4 * n,
    url: null,
    entity: about,
  });
  const payouts = {
    ref: 'resource:royalties/payouts_daily',
    kind: 'DATASET',
    title: 'royalties.payouts_daily',
    exists: true,
  };
  return [
    one(
      1,
      'descriptors-github',
      'ads/legacy.yaml:14',
      'descriptor.invalid',
      'spec.owner must name a group; “bob” is a person. Name his team.',
      null,
    ),
    one(
      2,
      'descriptors-github',
      'royalties/payouts.yaml:3',
      'ref.unknown',
      'spec.system names system:default/payouts, which no source claims.',
      payouts,
    ),
    one(
      3,
      'bigquery-prod',
      'tonic-prod.tmp.backfill_1',
      'table.unreadable',
      'The service account may not read this table.',
      null,
    ),
  ];
}

export function makeEstate(now = Date.now()) {
  const all = entities(now);
  return {
    now,
    entities: all,
    byRef: (wanted) => all.find((entity) => entity.ref === wanted),
    /** What people decided, by ref; edits of the mock write here. */
    assertions: new Map(),
    changeSets: [],
    audit: [],
    edges: tables.edges,
    columns: tables.columns,
    description: DESCRIPTION,
    runs: runs(now),
    sources: sources(now),
    issues: issues(now),
    parked: parked(now),
    waiting: waiting(now),
    variants: variants(now),
    /** Why people declared edges, by both ends. */
    declared: new Map(),
    /** Names that were split off, by key. */
    split: new Set(),
    /** What people say, by ref and path; of columns under the ref and ` columns`. */
    edits: new Map(),
  };
}
