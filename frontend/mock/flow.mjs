// The order of jobs, and what became of datasets.
const link = (entity) => ({
  ref: entity.ref,
  kind: entity.kind,
  title: entity.title,
  exists: true,
});

/** What the card says of it. */
export function gone({ ref }, now) {
  const state = /stream_counts_daily/.test(ref)
    ? 'DROPPED'
    : /rates_by_territory/.test(ref)
      ? 'RENAMED'
      : 'LIVE';
  const goneAt = state === 'LIVE' ? null : new Date(now - 3 * 86_400_000).toISOString();
  return { existenceState: state, goneAt };
}

export function existence(estate, ref) {
  const { existenceState: state, goneAt: since } = gone({ ref }, estate.now);
  const job = link(estate.entities.find((e) => e.kind === 'JOB'));
  const other = link(estate.entities.find((e) => e.ref === 'resource:royalties/payouts_daily'));
  const told = (kind, former = null) => ({ kind, at: since, job, runId: null, former });
  if (state === 'DROPPED') {
    const changes = [told('DROPPED'), told('TRUNCATED')];
    return { state, since, job, runId: null, renamedTo: null, changes };
  }
  if (state === 'RENAMED') {
    const changes = [told('RENAMED', other)];
    return { state, since, job, runId: null, renamedTo: other, changes };
  }
  return { state, since, job: null, runId: null, renamedTo: null, changes: [] };
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
