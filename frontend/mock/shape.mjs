// The graph as a whole: what nobody uses, what everybody does, what is made from itself, and promises.
import { page } from './page.mjs';

const link = ({ ref, kind, title }) => ({ ref, kind, title, exists: true });

export function shapeRoot(estate, named) {
  const mine = (filter) => (entity) => !filter?.owners || filter.owners.includes(entity.owner?.ref);
  const datasets = estate.entities.filter((entity) => entity.kind === 'DATASET');
  const one = (path) => estate.byRef(`resource:${path}`);
  const path = (entity) => entity.ref.replace('resource:', '');
  const reads = (entity) => estate.edges.filter(([from]) => from === path(entity)).length;
  const writes = (entity) => estate.edges.filter(([, , to]) => to === path(entity)).length;
  const lacking = (entity) =>
    reads(entity) > 0
      ? writes(entity) > 0
        ? null
        : 'UNWRITTEN'
      : writes(entity) > 0
        ? 'UNREAD'
        : 'ISOLATED';
  const promise = (entity, hours, p95, bottleneck) => ({
    ...{ entity: named(entity), withinSeconds: hours * 3600, team: entity.owner, path: [] },
    ...{ deadline: entity.expectedBy, p95At: entity.expectedBy, p95Seconds: p95 && p95 * 3600 },
    ...{ slackSeconds: p95 && (hours - p95) * 3600, keepable: p95 && hours >= p95 },
    bottleneck: bottleneck && link(bottleneck),
  });
  return {
    cycles: () => ({
      ...{ asOf: new Date(estate.now).toISOString(), totalCount: 1 },
      cycles: [
        {
          ...{ size: 4, hiddenCount: 1 },
          members: ['royalties/payouts_daily', 'royalties/label_splits'].map((key) =>
            link(one(key)),
          ),
        },
      ],
    }),
    orphans: ({ kinds, filter, ...args }) => {
      const found = datasets.filter(mine(filter)).map((entity) => [entity, lacking(entity)]);
      const rows = found
        .filter(([, kind]) => kind && (!kinds || kinds.includes(kind)))
        .map(([entity, kind]) => ({ entity: named(entity), kind }));
      return page(rows, args);
    },
    hubs: ({ direction, filter }) => {
      const rows = datasets.filter(mine(filter)).map((entity) => ({
        ...{ entity: named(entity), upstreamCount: writes(entity), downstreamCount: reads(entity) },
      }));
      const size = (hub) => (direction === 'UPSTREAM' ? hub.upstreamCount : hub.downstreamCount);
      return rows.filter((hub) => size(hub) > 0).sort((a, b) => size(b) - size(a));
    },
    deadlines: ({ filter, keepable, ...args }) => {
      const rows = [
        promise(one('royalties/payouts_daily'), 26, 29, one('listening/stream_events_hourly')),
        promise(one('royalties/stream_counts_daily'), 26, 25, one('ingest/playback_events')),
        promise(one('fx/ecb_rates_daily'), 30, null, null),
      ];
      const wanted = rows.filter((row) => mine(filter)(row.entity));
      return page(
        keepable == null ? wanted : wanted.filter((row) => row.keepable === keepable),
        args,
      );
    },
  };
}
