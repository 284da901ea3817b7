// Teams, people and their figures.
import { link } from './owners.mjs';
import { page } from './page.mjs';

const DAY = 86_400_000;

const PEOPLE = [
  ['ines.marek', 'Ines Marek', 'royalties', 'lead'],
  ['tobias.renn', 'Tobias Renn', 'royalties', 'member'],
  ['priya.sandhu', 'Priya Sandhu', 'listening-events', 'lead'],
];

export function people(now) {
  return PEOPLE.map(([name, title, team, role]) => ({
    kind: 'PERSON',
    ref: `user:default/${name}`,
    namespace: 'default',
    name,
    title,
    type: 'person',
    tags: [],
    summary: null,
    updatedAt: new Date(now - 40 * DAY).toISOString(),
    email: `${name}@tonic.example`,
    member: { team: `group:default/${team}`, role },
  }));
}

const count = (rows) =>
  ['NONE', 'BRONZE', 'SILVER', 'GOLD'].map((level) => ({
    level,
    count: rows.filter((row) => row.level === level).length,
  }));

function median(rows) {
  const known = rows.flatMap((row) => row.condition ?? []).sort((a, b) => a - b);
  return known.length > 0 ? known[Math.floor(known.length / 2)] : null;
}

function teamOf(estate, ref) {
  const entity = estate.byRef(ref);
  if (entity?.kind !== 'TEAM') return null;
  const owned = estate.entities.filter((one) => one.owner?.ref === ref);
  const tiers = [...new Set(owned.map((one) => one.tier))].sort();
  const top = 'group:default/finance';
  return {
    ...entity,
    parent: ref === 'group:default/royalties' ? link(estate.byRef(top)) : null,
    children: ref === top ? [link(estate.byRef('group:default/royalties'))] : [],
    members: estate.entities
      .filter((one) => one.member?.team === ref)
      .map((one) => ({ person: link(one), role: one.member.role })),
    report: {
      owned: owned.length,
      stale: owned.filter((one) => ['STALE', 'CONTESTED'].includes(one.ownerState)).length,
      late: owned.filter((one) => ['LATE', 'MISSED', 'STOPPED'].includes(one.freshness)).length,
      medianCondition: median(owned),
      levels: count(owned),
      tiers: tiers.map((tier) => {
        const rows = owned.filter((one) => one.tier === tier);
        return { tier, count: rows.length, levels: count(rows) };
      }),
    },
  };
}

function personOf(estate, ref) {
  const entity = estate.byRef(ref);
  if (entity?.kind !== 'PERSON') return null;
  const team = link(estate.byRef(entity.member.team));
  const since = new Date(estate.now - 400 * DAY).toISOString();
  return { ...entity, teams: [{ team, role: entity.member.role, since, until: null }] };
}

function scorecard(estate) {
  const teams = new Map();
  for (const entity of estate.entities) {
    if (!entity.owner) continue;
    teams.set(entity.owner.ref, [...(teams.get(entity.owner.ref) ?? []), entity]);
  }
  const rows = [...teams].map(([value, owned]) => ({
    value,
    title: owned[0].owner.title,
    count: owned.length,
    levels: count(owned),
    medianCondition: median(owned),
    medianConditionBefore: (median(owned) ?? 0) + 4,
  }));
  rows.sort((a, b) => (a.medianCondition ?? 101) - (b.medianCondition ?? 101));
  return { rows, failing: [], rulesVersion: 14 };
}

/** Questions about people: teams, edits, the audit, who is asking. */
export function teamRoot(estate) {
  return {
    scorecard: () => scorecard(estate),
    team: ({ ref }) => teamOf(estate, ref),
    person: ({ ref }) => personOf(estate, ref),
    changeSet: ({ id }) => estate.changeSets.find((one) => one.id === id) ?? null,
    changeSets: ({ ref, states, ...args }) =>
      page(
        estate.changeSets.filter(
          (one) =>
            (!states || states.includes(one.state)) &&
            (!ref || one.changes.some((change) => change.entity.ref === ref)),
        ),
        args,
      ),
    auditEntries: ({ target, by, actions, allowed, ...args }) =>
      page(
        estate.audit.filter(
          (line) =>
            (!target || line.target === target) &&
            (!by || line.by === by) &&
            (!actions || actions.includes(line.action)) &&
            (allowed == null || line.allowed === allowed),
        ),
        args,
      ),
    viewer: () => ({
      signedIn: true,
      name: 'Ines Marek',
      role: 'ADMIN',
      scopes: [
        'catalog:read',
        'catalog:write',
        'ownership:write',
        'audit:read',
        'events:read',
        'events:write',
      ],
      teams: ['royalties', 'finance'].map((name) => {
        const { ref, kind, title } = estate.byRef(`group:default/${name}`);
        return { ref, kind, title, exists: true };
      }),
    }),
  };
}
