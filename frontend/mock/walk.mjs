/** Hops over the written edges; jobs are nodes in FULL and folded into `via` elsewhere. */
export function walk(estate, { refs, direction, maxHops, limit, grain }) {
  const data = (path) => `resource:${path}`;
  const job = (name) => `component:default/${name}`;
  const byRef = new Map(estate.entities.map((e) => [e.ref, e]));
  const pairs = estate.edges.flatMap(([from, via, to]) =>
    grain === 'FULL'
      ? [
          [data(from), job(via), null],
          [job(via), data(to), null],
        ]
      : [[data(from), data(to), job(via)]],
  );
  const hops = new Map(refs.filter((ref) => byRef.has(ref)).map((ref) => [ref, 0]));
  const spread = (sign) => {
    let edge = [...hops.keys()].filter((key) => hops.get(key) === 0);
    for (let hop = 1; hop <= maxHops; hop += 1) {
      const next = edge.flatMap((key) =>
        pairs.filter(([a, b]) => (sign > 0 ? a : b) === key).map(([a, b]) => (sign > 0 ? b : a)),
      );
      edge = [...new Set(next)].filter((key) => !hops.has(key));
      edge.forEach((key) => hops.set(key, sign * hop));
    }
  };
  if (direction !== 'UPSTREAM') spread(1);
  if (direction !== 'DOWNSTREAM') spread(-1);
  const keys = [...hops.keys()].slice(0, limit);
  const known = new Set(keys);
  const outside = (side, key) =>
    new Set(pairs.filter((p) => p[side] === key && !known.has(p[1 - side])).map((p) => p[1 - side]))
      .size;
  const nodes = keys.map((key) => {
    const entity = byRef.get(key) ?? null;
    const broken = key.includes('sessionize');
    return {
      key,
      entity,
      kind: entity?.kind ?? 'DATASET',
      hidden: entity === null,
      stub: key.includes('label_splits'),
      gone: entity !== null && entity.existenceState !== 'LIVE',
      hop: hops.get(key),
      moreUpstream: outside(1, key),
      moreDownstream: outside(0, key),
      lastRunState: entity?.kind === 'JOB' ? (broken ? 'FAILED' : 'SUCCESS') : null,
      lastRunAt: entity?.lastArrivalAt ?? null,
    };
  });
  const iso = (days) => new Date(estate.now - days * 86_400_000).toISOString();
  const merged = new Map();
  for (const [a, b, via] of pairs.filter(([x, y]) => known.has(x) && known.has(y))) {
    const old = merged.get(`${a} ${b}`) ?? { source: a, target: b, jobs: new Set() };
    if (via) old.jobs.add(via);
    merged.set(`${a} ${b}`, old);
  }
  const evidence = (basis, source, n) => ({
    basis,
    source,
    age: 'FRESH',
    firstSeenAt: iso(120),
    lastSeenAt: iso(0.2),
    count: n,
    runId: null,
    url: null,
  });
  return {
    asOf: new Date(estate.now).toISOString(),
    windowDays: 0,
    grain,
    nodes,
    edges: [...merged.values()].map(({ source, target, jobs }) => ({
      source,
      target,
      basis: 'INPUT_OUTPUT',
      count: ['PIPELINE', 'SYSTEM', 'DOMAIN', 'TEAM'].includes(grain) ? 214 : 1,
      age: 'FRESH',
      evidence: [
        evidence('INPUT_OUTPUT', 'openlineage-events', 2904),
        evidence('PARSED', 'dbt-royalties', 31),
      ],
      via: [...jobs].map((ref) => ({ ref, kind: 'JOB', title: ref.split('/')[1], exists: true })),
      validFrom: iso(120),
      validTo: null,
    })),
    truncated: hops.size > limit,
    totalCount: hops.size,
    totalCountState: 'EXACT',
    hiddenCount: nodes.filter((node) => node.hidden).length,
  };
}
