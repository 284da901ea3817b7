// Health of the mock estate: cards for every list, one full report, tasks.
import { link } from './owners.mjs';

const DAY = 86_400_000;
const LINED = ['DATASET', 'JOB', 'PIPELINE', 'DASHBOARD', 'MODEL'];

/** Card fields by place in the estate; the first few carry the states a page must survive. */
export function card(entity, i, now) {
  if (!LINED.includes(entity.kind)) {
    return { condition: null, care: null, level: 'NONE', freshness: 'UNKNOWN', expectedBy: null };
  }
  const late = ['payouts_daily', 'payouts_build'].includes(entity.name);
  const fresh = {
    earnings_cache: 'MISSED',
    stream_after_search: 'IRREGULAR',
    label_splits: 'UNKNOWN',
  };
  const freshness = late ? 'LATE' : (fresh[entity.name] ?? 'ON_TIME');
  const condition = late ? 67 : (i * 37) % 45;
  return {
    condition: entity.name === 'label_splits' ? null : late ? 67 : 100 - condition,
    care: entity.name === 'label_splits' ? null : 92 - ((i * 11) % 50),
    level: ['NONE', 'BRONZE', 'SILVER', 'GOLD'][i % 4],
    freshness,
    expectedBy:
      freshness === 'UNKNOWN' || freshness === 'IRREGULAR'
        ? null
        : new Date(
            now + (late ? -11 : freshness === 'MISSED' ? -1500 : 400) * 60_000,
          ).toISOString(),
  };
}

const verdict = (check, title, state, lostPoints, text, extra = {}) => ({
  ...{ check, title, state, lostPoints, text },
  dimension: check.split('.')[0],
  score: null,
  weight: 5,
  severity: check === 'freshness.on_time' ? 'BLOCKER' : 'NORMAL',
  evidence: {},
  observedAt: null,
  since: new Date(0).toISOString(),
  remedy: null,
  attributedTo: null,
  ...extra,
});

function verdicts(estate) {
  const since = new Date(estate.now - 3 * 3_600_000).toISOString();
  const cause = estate.byRef('component:default/sessionize_streams');
  return [
    verdict('freshness.on_time', 'Arrives on time', 'FAIL', 20.5, 'Due 07:00, not landed.', {
      ...{ since, observedAt: since },
      evidence: {
        deadline_at: since,
        sample_count: 56,
        period_seconds: 86_392.5,
        readers: ['finance', 'ads'],
      },
      attributedTo: { ref: cause.ref, kind: 'JOB', title: cause.title, exists: true },
    }),
    verdict(
      'upstream.condition',
      'What it is made from is well',
      'WARN',
      7.4,
      'One parent is at 69.',
      {
        since,
      },
    ),
    verdict('quality.tests', 'Its tests pass', 'NO_DATA', 0, 'It has no tests.', { since }),
    verdict('reliability.success_rate', 'Its runs succeed', 'PASS', 0.6, '29 of 30 succeeded.', {
      since,
    }),
    verdict('freshness.slo', 'Keeps its promise', 'NOT_APPLICABLE', 0, 'None declared.', { since }),
    verdict('documentation.columns', 'Columns are described', 'FAIL', 12.5, '6 of 10 described.', {
      since,
    }),
    verdict('ownership.valid', 'Has a valid owner', 'PASS', 0, 'Royalties answers.', { since }),
    verdict('documentation.runbook', 'Has a runbook', 'EXEMPT', 0, 'Until 31 Jan.', { since }),
  ];
}

function history(estate) {
  const at = (days) => new Date(estate.now - days * DAY).toISOString();
  const marks = [
    [88, 91, 70, 13],
    [60, 66, 70, 13],
    [58, 92, 74, 13],
    [30, 88, 80, 14],
    [9, null, 80, 14],
    [7, 93, 83, 14],
    [0.2, 67, 83, 14],
  ];
  return marks.map(([days, condition, care, rulesVersion], i) => ({
    since: at(days),
    until: marks[i + 1] ? at(marks[i + 1][0]) : null,
    ...{ condition, care, rulesVersion },
    level: 'SILVER',
  }));
}

export function health(estate, ref) {
  const entity = estate.byRef(ref);
  const judged = LINED.includes(entity.kind);
  const dimension = (key, condition, weight, score, coverage) => ({
    ...{ key, condition, weight, score, coverage },
  });
  const remedy = (check, text, gain, effortMinutes, own) => ({
    ...{ check, text, gain, effortMinutes, own },
  });
  return {
    asOf: new Date(estate.now).toISOString(),
    condition: entity.condition,
    care: entity.care,
    conditionConfidence: entity.condition === null ? 0.3 : 0.94,
    careConfidence: entity.care === null ? 0.2 : 1,
    level: entity.level,
    nextLevel: ['Condition at least 90 over 28 days', 'freshness.slo has to pass'],
    cap:
      entity.freshness === 'LATE' ? 'freshness.on_time fails and is a blocker: at most 69.' : null,
    dimensions: judged
      ? [
          dimension('freshness', true, 25, 0.31, 1),
          dimension('reliability', true, 15, 0.97, 1),
          dimension('quality', true, 15, null, 0),
          dimension('upstream', true, 5, 0.69, 1),
          dimension('ownership', false, 12, 1, 1),
          dimension('documentation', false, 12, 0.66, 0.9),
        ]
      : [],
    verdicts: judged ? verdicts(estate) : [],
    mentions: [link(estate.byRef('component:default/sessionize_streams'))],
    remedies: judged
      ? [
          remedy('documentation.columns', 'Describe hold.reason and adj_code.', 12.5, 10, true),
          remedy('freshness.on_time', 'sessionize_streams has to land earlier.', 20.5, null, false),
          remedy('quality.tests', 'Add a test: that its key is unique.', 0, 10, true),
        ]
      : [],
    history: judged ? history(estate) : [],
    rulesVersion: 14,
    computedAt: new Date(estate.now - 60_000).toISOString(),
  };
}

export function checks() {
  return verdicts({ now: 0, byRef: () => ({ ref: '', title: '' }) }).map((one) => ({
    id: one.check,
    title: one.title,
    countsFor: ['ownership', 'documentation'].includes(one.dimension) ? 'CARE' : 'CONDITION',
  }));
}

/** name, title, state, interval, seconds ago, duration, rows, failures, backlog, age, error. */
const TASKS = [
  [
    'catalog.ownership_refresh',
    'Resolve owners of what changed',
    'OK',
    1,
    1,
    0.2,
    79,
    0,
    0,
    0,
    null,
  ],
  [
    'catalog.health_refresh',
    'Judge the health of what changed',
    'OK',
    1,
    1,
    1.3,
    355,
    0,
    1772,
    15,
    null,
  ],
  [
    ...['lineage.inbox_apply', 'Apply what the inbox holds', 'FAILING', 1, 4, 0.3, 0, 3, 1600, 420],
    'OperationalError: deadlock detected',
  ],
  [
    'catalog.sources_sync',
    'Sync sources that are due',
    'OVERDUE',
    10,
    90,
    12,
    6240,
    1,
    null,
    null,
    null,
  ],
  [
    'catalog.health_sweep',
    'Repair health that drifted',
    'WAITING',
    86_400,
    null,
    null,
    null,
    0,
    null,
    null,
    null,
  ],
];

export function tasks(estate) {
  const ago = (seconds) => new Date(estate.now - seconds * 1000).toISOString();
  return TASKS.map(
    ([
      name,
      title,
      state,
      every,
      last,
      durationSeconds,
      rowCount,
      failureCount,
      backlog,
      age,
      error,
    ]) => ({
      ...{ name, title, state, durationSeconds, rowCount, failureCount, backlog, error },
      intervalSeconds: every,
      startedAt: last === null ? null : ago(last),
      totalCount: (rowCount ?? 0) * 9,
      runCount: last === null ? 0 : 120,
      backlogSeconds: age,
      failedAt: error ? ago(300) : null,
    }),
  );
}
