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

/** A job that failed, and below it a dataset that is late; above both a dataset that nobody watches. */
export function causes(estate, named, ref) {
  const [job] = estate.entities.filter((e) => e.kind === 'JOB');
  const source = estate.entities.find((e) => /playback_events/.test(e.ref));
  const asked = estate.entities.find((e) => e.ref === ref);
  const since = new Date(estate.now - 5_400_000).toISOString();
  const report = { entity: link(asked), asOf: new Date(estate.now).toISOString(), since };
  const counts = { wrongCount: 4, unmonitoredCount: 1, hiddenCount: 0, truncated: false };
  if (!/payouts_daily/.test(ref)) {
    return { ...report, ...counts, sign: null, since: null, causes: [], unknown: [] };
  }
  const text = 'Its code is not that of the run before.';
  const cause = (entity, more) => ({
    entity: named(entity),
    monitored: true,
    onsetAt: since,
    explains: 4,
    changes: [],
    path: [link(entity), link(asked)],
    team: entity.owner,
    ...more,
  });
  const suspects = [
    cause(job, { score: 1, sign: 'FAILED', changes: [{ kind: 'CODE', at: since, text }] }),
    cause(source, { score: 0.9, sign: 'UNMONITORED', monitored: false }),
  ];
  return { ...report, ...counts, sign: 'LATE', causes: suspects, unknown: [] };
}
