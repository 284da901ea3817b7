// The order of jobs, and what became of datasets.
const link = (entity) => ({
  ref: entity.ref,
  kind: entity.kind,
  title: entity.title,
  exists: true,
});

export function existence(estate, ref) {
  const since = new Date(estate.now - 3 * 86_400_000).toISOString();
  const job = estate.entities.find((e) => e.kind === 'JOB');
  const other = estate.entities.find((e) => e.ref === 'resource:royalties/payouts_daily');
  const told = (kind, former = null) => ({ kind, at: since, job: link(job), runId: null, former });
  if (/stream_counts_daily/.test(ref)) {
    const changes = [told('DROPPED'), told('TRUNCATED')];
    return { state: 'DROPPED', since, job: link(job), runId: null, renamedTo: null, changes };
  }
  if (/rates_by_territory/.test(ref)) {
    const changes = [told('RENAMED', link(other))];
    return {
      state: 'RENAMED',
      since,
      job: link(job),
      runId: null,
      renamedTo: link(other),
      changes,
    };
  }
  return { state: 'LIVE', since: null, job: null, runId: null, renamedTo: null, changes: [] };
}

export function controlFlow(estate, ref) {
  const [job, other] = estate.entities.filter((e) => e.kind === 'JOB');
  const said = (one, rules) => ({
    job: link(one),
    runId: null,
    type: 'IMPLICIT_DEPENDENCY',
    sequenceRule: null,
    statusRule: null,
    ...rules,
    toldBy: link(job),
    firstSeenAt: new Date(estate.now - 30 * 86_400_000).toISOString(),
    lastSeenAt: new Date(estate.now - 86_400_000).toISOString(),
  });
  if (ref !== job?.ref || !other) return { triggerRule: null, runsAfter: [], runsBefore: [] };
  const before = said(other, { type: 'DIRECT_INVOCATION', sequenceRule: 'FINISH_TO_START' });
  return { triggerRule: 'ALL_SUCCESS', runsAfter: [before], runsBefore: [said(other)] };
}
