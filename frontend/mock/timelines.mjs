// Runs of jobs and pipelines: a good one a day, a failed and retried one, one under way; and what they lead to.
import { page } from './page.mjs';

const HOUR = 3_600_000;
const link = ({ ref, kind, title }) => ({ ref, kind, title, exists: true });

/** Minutes before now at which the last run of each job started, and how long it took; null while it runs. */
const LAST = {
  sessionize_streams: [300, 71, 'SUCCESS'],
  stream_counts: [225, 30, 'FAILED'],
  payouts_build: [40, null, 'RUNNING'],
  loss_audit: [120, 12, 'SUCCESS'],
  'royalties-payouts': [300, null, 'RUNNING'],
};

function runsOf(entity, now) {
  const last = LAST[entity.name];
  if (!last) return [];
  const iso = (minutes) => new Date(now - minutes * 60_000).toISOString();
  const run = (suffix, start, length, state, slot) => ({
    ...{ id: `run_${entity.name}_${suffix}`, state, nominalStartAt: iso(slot + 1440) },
    ...{ nominalEndAt: iso(slot), startedAt: iso(start) },
    endedAt: length === null ? null : iso(start - length),
    error: state === 'FAILED' ? 'Out of memory' : null,
  });
  const [start, length, state] = last;
  const runs = [
    run('before', start + 1440, length ?? 40, 'SUCCESS', start + 1446),
    run('last', start, length, state, start + 9),
  ];
  return state === 'FAILED'
    ? [...runs, run('again', start - length - 20, 38, 'SUCCESS', start + 9)]
    : runs;
}

export function timelineRoot(estate, named) {
  const jobs = estate.entities.filter((e) => e.kind === 'JOB' || e.kind === 'PIPELINE');
  const one = (name) => jobs.find((entity) => entity.name === name);
  const at = (minutes) => new Date(estate.now - minutes * 60_000).toISOString();
  const step = (name, start, end, wait, slack) => ({
    ...{ job: link(one(name)), startedAt: at(start), endedAt: at(end) },
    ...{ waitSeconds: wait * 60, runSeconds: (start - end) * 60, slackSeconds: slack * 60 },
  });
  return {
    timelines: ({ refs, filter, since, until, ...args }) => {
      const inPipeline = filter?.or !== undefined;
      const wanted = jobs.filter((entity) =>
        refs ? refs.includes(entity.ref) : inPipeline || entity.kind === 'PIPELINE',
      );
      const rows = wanted.map((entity) => ({
        entity: named(entity),
        runs: runsOf(entity, estate.now).filter(
          (run) => run.startedAt < until && (run.endedAt ?? until) >= since,
        ),
        usualSeconds: LAST[entity.name] ? 3000 : null,
        truncated: false,
      }));
      return page(rows, args);
    },
    criticalPath: ({ ref }) => ({
      ...{ entity: link(jobs.find((entity) => entity.ref === ref)), runId: null },
      ...{ startedAt: at(300), endedAt: at(137) },
      steps: [step('sessionize_streams', 300, 229, 0, 0), step('stream_counts', 225, 137, 4, 0)],
      others: [step('loss_audit', 120, 108, 109, 29)],
      ...{ shorten: link(one('sessionize_streams')), gainSeconds: 4260 },
      ...{ unfinishedCount: 1, truncated: false },
    }),
    delays: ({ ref }) => {
      const revenue = estate.entities.find((e) => e.ref === 'resource:finance/revenue_daily');
      const rollup = one('revenue_rollup');
      const delay = (entity, minutes, due) => ({
        ...{ entity: named(entity), promised: true, slackSeconds: (due - minutes - 10) * 60 },
        ...{ predictedAt: at(-minutes), predictedP90At: at(-minutes - 10), deadline: at(-due) },
        ...{ breach: minutes > due, waitsFor: null, team: null },
      });
      return {
        ...{ entity: link(estate.entities.find((e) => e.ref === ref)), asOf: at(0) },
        ...{ arrivesAt: new Date(estate.now + HOUR / 6).toISOString(), basis: 'RUNNING' },
        delays: [delay(revenue, 50, 30), delay(rollup, 40, 60)],
        ...{ breachCount: 1, unforecastCount: 2, unforecast: [], truncated: false },
      };
    },
  };
}
