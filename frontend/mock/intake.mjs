// Events on their way in: what waits, what is parked, what was wrong. Replay and drop really take an event off the list.
import { page } from './page.mjs';

const at = (now, minutes) => new Date(now - minutes * 60_000).toISOString();

export function parked(now) {
  const one = (n, jobName, reason, attempts) => ({
    id: `evt_${n}`,
    source: 'openlineage-events',
    producer: jobName && 'https://github.com/OpenLineage/OpenLineage/tree/1.54.0/integration/dbt',
    jobNamespace: jobName && 'dbt-prod',
    jobName,
    receivedAt: at(now, n % 100),
    parkedAt: at(now, (n % 100) - 1),
    type: 'RUN',
    state: 'PARKED',
    eventType: 'COMPLETE',
    eventAt: at(now, n % 100),
    runId: null,
    warnings: [],
    byteCount: 2048,
    attempts,
    reason,
  });
  return [
    one(48_120, 'finance.invoices_monthly', 'DataError: value out of range for type bigint', 5),
    one(48_107, null, 'not an event: run.runId: must be a text that is not empty', 1),
  ];
}

/** A run that ended on a machine whose clock is ahead, and lost a secret when it began. */
function ofRun(now, runId) {
  const one = (n, eventType, warnings) => ({
    ...parked(now)[0],
    ...{ id: `evt_${n}`, state: 'APPLIED', attempts: null, reason: null, parkedAt: null },
    ...{ eventType, runId, warnings, eventAt: at(now, 60 - n), receivedAt: at(now, 60 - n) },
  });
  return [
    one(2, 'COMPLETE', [
      { kind: 'AHEAD', path: '/eventTime', rule: 'clock more than an hour ahead' },
    ]),
    one(1, 'START', [{ kind: 'REDACTED', path: '/run/facets/env/0/value', rule: 'key' }]),
  ];
}

function settled(estate, { ids, reason }) {
  const wrong = (field, message) => ({
    events: [],
    skipped: [],
    userErrors: [{ field, code: field ? 'INVALID' : 'NOT_FOUND', message }],
    clientMutationId: null,
  });
  if (!reason.trim()) return wrong(['input', 'reason'], 'is missing: say why');
  const events = estate.parked.filter((event) => ids.includes(event.id));
  if (events.length === 0) return wrong(null, 'None of these events is parked.');
  estate.parked = estate.parked.filter((event) => !ids.includes(event.id));
  return { events, skipped: [], userErrors: [], clientMutationId: null };
}

export function intakeRoot(estate) {
  const { now } = estate;
  const warnings = [
    {
      source: 'openlineage-events',
      producer: 'https://airflow.apache.org',
      kind: 'REDACTED',
      rule: 'key',
      count: 1204,
      lastSeenAt: at(now, 3),
      example: '/run/facets/environmentVariables/environmentVariables/0/value',
    },
    {
      source: 'openlineage-events',
      producer: null,
      kind: 'REJECTED',
      rule: 'eventTime',
      count: 7,
      lastSeenAt: at(now, 64),
      example: 'eventTime',
    },
  ];
  return {
    intakes: () => [
      {
        source: 'openlineage-events',
        title: 'OpenLineage events',
        lastEventAt: at(now, 1),
        waiting: 12,
        lagSeconds: 2,
        parked: estate.parked.length,
        rejectedToday: 7,
        redactedToday: 204,
        droppedToday: 0,
      },
    ],
    events: ({ runId, source, ...args }) =>
      page(
        runId ? ofRun(now, runId) : estate.parked.filter((one) => !source || one.source === source),
        args,
      ),
    event: ({ id }) => ({ id, payload: { text: `{"eventType":"${id}"}`, state: 'AVAILABLE' } }),
    intakeWarnings: ({ source, ...args }) =>
      page(
        warnings.filter((one) => !source || one.source === source),
        args,
      ),
    eventReplay: ({ input }) => settled(estate, input),
    eventDrop: ({ input }) => settled(estate, input),
  };
}
