// Names that may mean one thing. A decision really takes a pair off the list, and undoing it brings it back.
import { page } from './page.mjs';

const at = (now, hours) => new Date(now - hours * 3_600_000).toISOString();

const side = (now, namespace, name, more = {}) => ({
  entity: {
    ref: `resource:variants/${name.toLowerCase().replace(/[^a-z0-9.-]/g, '')}`,
    kind: 'DATASET',
    title: name,
    exists: true,
  },
  namespace,
  name,
  sources: ['airflow'],
  described: false,
  runCount: 12,
  edgeCount: 3,
  lastSeenAt: at(now, 5),
  ...more,
});

export function variants(now) {
  const warehouse = 'postgres://warehouse:5432';
  const one = (n, kinds, goes, stays) => {
    goes.entity.ref += '-2';
    return { id: `var_${n}`, kinds, foundAt: at(now, n), goes, stays };
  };
  return [
    one(
      3,
      ['QUOTING', 'CASE'],
      side(now, warehouse, '"TONIC"."ROYALTIES"."RATES"', { sources: ['sqlmesh'], runCount: 1 }),
      side(now, warehouse, 'tonic.royalties.rates', {
        described: true,
        sources: ['airflow', 'dbt'],
      }),
    ),
    one(
      2,
      ['PATH', 'SCHEME'],
      side(now, 's3a://tonic-lake', '/plays/raw/', { lastSeenAt: null, runCount: 0, sources: [] }),
      side(now, 's3://tonic-lake', 'plays/raw'),
    ),
    one(
      1,
      ['PARTITION'],
      side(now, 's3://tonic-lake', 'plays/day/dt=2026-11-23'),
      side(now, 's3://tonic-lake', 'plays/day/dt=2026-11-22'),
    ),
  ];
}

/** The other name of one dataset of the estate: a person merged it. */
export function mergedNames(estate, entity) {
  const key = `bigquery\n${entity.title.toUpperCase()}`;
  if (entity.name !== 'payouts_daily' || estate.split.has(key)) return [];
  return [
    {
      scheme: 'openlineage.dataset',
      key,
      namespace: 'bigquery',
      name: `tonic-prod.${entity.title.toUpperCase()}`,
      source: 'openlineage-events',
      since: at(estate.now, 60),
      mergedFrom: 'resource:bigquery/tonic-prod.payouts-daily',
      mergedBy: 'Ines Marek',
      mergedAt: at(estate.now, 50),
      mergedReason: 'The names differ in case alone.',
    },
  ];
}

const REFUSED = { field: ['input', 'reason'], code: 'INVALID', message: 'is missing: say why' };

export function reviewRoot(estate, { changeSetUndo }) {
  const undo = new Map();
  const done = (input, act, back) => {
    if (!input.reason.trim()) return { changeSet: null, userErrors: [REFUSED], entity: null };
    act();
    const id = `chg_name_${undo.size + 1}`;
    undo.set(id, back);
    return { changeSet: { id }, userErrors: [], clientMutationId: null, entity: null };
  };
  const decide = ({ input }) => {
    const before = estate.variants;
    const left = before.filter(({ goes }) => goes.entity.ref !== input.ref);
    return done(
      input,
      () => (estate.variants = left),
      () => (estate.variants = before),
    );
  };
  return {
    variants: ({ kinds, ...args }) =>
      page(
        estate.variants.filter((one) => !kinds || one.kinds.some((kind) => kinds.includes(kind))),
        args,
      ),
    entityMerge: decide,
    variantDismiss: decide,
    aliasDetach: ({ input }) =>
      done(
        input,
        () => estate.split.add(input.key),
        () => estate.split.delete(input.key),
      ),
    changeSetUndo: (args) => {
      const back = undo.get(args.input.id);
      if (!back) return changeSetUndo(args);
      back();
      return { changeSet: { id: 'chg_undo' }, userErrors: [], ownership: null };
    },
  };
}
