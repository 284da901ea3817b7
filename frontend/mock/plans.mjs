// Syncs that wait for approval. A decision really takes one off the list.
import { page } from './page.mjs';

const at = (now, minutes) => new Date(now - minutes * 60_000).toISOString();

export function waiting(now) {
  return [
    {
      ...{ id: 'syn_held', source: 'bigquery-prod', state: 'HELD', error: null, issueCount: 0 },
      ...{ startedAt: at(now, 12), endedAt: at(now, 11), readCount: 9_410 },
      plan: {
        ...{ createCount: 2, updateCount: 31, deleteCount: 1_204, sameCount: 9_377 },
        ...{ deleteShare: 0.113, waitingCount: 1_204, approvalsNeeded: 2 },
        approvals: [
          { by: 'Ada Okafor', at: at(now, 4), reason: 'The old project is switched off.' },
        ],
      },
    },
    {
      ...{ id: 'syn_planned', source: 'descriptors-github', state: 'PLANNED', error: null },
      ...{ issueCount: 0, startedAt: at(now, 3), endedAt: at(now, 3), readCount: 18 },
      plan: {
        ...{ createCount: 0, updateCount: 1, deleteCount: 1, sameCount: 16 },
        ...{ deleteShare: 0.06, waitingCount: 2, approvalsNeeded: 1, approvals: [] },
      },
    },
  ];
}

const change = (kind, name, line, fields) => ({
  ref: `resource:default/${name}`,
  ...{ kind, state: 'PLANNED', url: null, fields, locator: `data/catalog-info.yaml:${line}` },
  entity: { ref: `resource:default/${name}`, kind: 'DATASET', title: name, exists: true },
});

const CHANGES = [
  change('DELETE', 'plays_legacy', 41, [{ path: 'spec.type', before: '"table"', after: null }]),
  change('UPDATE', 'payouts_daily', 12, [
    { path: 'metadata.title', before: '"Payouts"', after: '"Payouts, daily"' },
    { path: 'spec.lifecycle', before: null, after: '"production"' },
  ]),
];

function decided(estate, { id, reason }) {
  const wrong = (field, code, message) => ({
    ...{ sync: null, changeCount: 0, userErrors: [{ field, code, message }] },
    clientMutationId: null,
  });
  if (!reason.trim()) return wrong(['input', 'reason'], 'INVALID', 'is missing: say why');
  const sync = estate.waiting.find((one) => one.id === id);
  if (!sync) return wrong(null, 'WRONG_STATE', 'The sync is superseded.');
  estate.waiting = estate.waiting.filter((one) => one !== sync);
  return { sync, changeCount: sync.plan.waitingCount, userErrors: [], clientMutationId: null };
}

export function planRoot(estate) {
  return {
    syncs: ({ source, states, ...args }) => {
      const last = estate.sources.map((one) => one.lastSync);
      return page(
        (states ? estate.waiting : last).filter((one) => !source || one.source === source),
        args,
      );
    },
    syncChanges: (args) => page(CHANGES, args),
    syncApprove: ({ input }) => decided(estate, input),
    syncDecline: ({ input }) => decided(estate, input),
    syncUndo: ({ input }) =>
      input.reason.trim()
        ? { sync: null, changeCount: 3, userErrors: [], clientMutationId: null }
        : decided(estate, input),
  };
}
