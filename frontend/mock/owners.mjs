// Owners of the mock estate and their edits; an edit really changes it.
const DAY = 86_400_000;

export const link = (entity) =>
  entity && { ref: entity.ref, kind: entity.kind, title: entity.title, exists: true };

/** States worth looking at; everything else is declared, or an orphan without an owner. */
const STATES = {
  payouts_daily: 'CONTESTED',
  rates_by_territory: 'STALE',
  payouts_build: 'CONFIRMED',
};

export function ownerState(entity) {
  if (entity.kind === 'TEAM' || entity.kind === 'PERSON') return null;
  return STATES[entity.name] ?? (entity.owner ? 'DECLARED' : 'ORPHAN');
}

const problem = (code, field, message) => ({ code, field: field && ['input', field], message });

function evidence(estate, entity, at) {
  const line = (tier, source, family, owner, outcome, reason, text, extra = {}) => ({
    ...{ tier, source, family, owner, outcome, reason, text },
    ...{ role: 'ACCOUNTABLE', strength: 1, eventAt: at(80), observedAt: at(80), url: null },
    ...extra,
  });
  const finance = link(estate.byRef('group:default/finance'));
  const said = estate.assertions.get(entity.ref);
  const lost = said ? 'A person decided otherwise.' : null;
  return [
    said &&
      line(0, 'people', 'person', said.owner, 'WON', null, `${said.by} set it: ${said.reason}`),
    entity.declared &&
      line(
        ...[2, 'descriptors-github', 'descriptor', entity.declared],
        ...(said ? ['LOST', lost] : ['WON', null]),
        'Its descriptor names the team at royalties/payouts.yaml:7.',
        { url: 'https://git.example.org/tonic/royalties-dbt/catalog-info.yaml#L7' },
      ),
    line(
      ...[2, 'dbt-royalties', 'facet', finance, 'LOST', lost ?? 'The descriptor is newer.'],
      'meta.owner in payouts_daily.yml names group:default/finance.',
      { eventAt: at(300), observedAt: at(290) },
    ),
    line(
      ...[2, 'descriptors-github', 'codeowners', null, 'IGNORED', 'A catch-all line is no claim.'],
      'CODEOWNERS line 1 names @tonic/data-platform for everything.',
    ),
    line(
      ...[3, 'headwater', 'lineage', finance, 'LOST', 'What is declared counts more.'],
      'group:default/finance owns 3 of 5 readers.',
      { strength: 0.42 },
    ),
  ].filter(Boolean);
}

export function ownership(estate, ref) {
  const entity = estate.byRef(ref);
  const at = (days) => new Date(estate.now - days * DAY).toISOString();
  const said = estate.assertions.get(ref);
  const state = entity.ownerState;
  const finance = link(estate.byRef('group:default/finance'));
  return {
    entity: link(entity),
    asOf: at(0),
    accountable: entity.owner,
    state,
    since: at(80),
    accepted: Boolean(said) || state === 'CONFIRMED',
    roles: entity.owner
      ? [
          {
            role: 'ACCOUNTABLE',
            owner: entity.owner,
            source: said ? 'people' : 'descriptors-github',
          },
        ]
      : [],
    suggestions:
      entity.kind === 'DATASET'
        ? [
            {
              team: finance,
              band: 'medium',
              families: ['lineage', 'facet'],
              reasons: ['group:default/finance owns 3 of 5 readers.'],
            },
          ]
        : [],
    evidence: evidence(estate, entity, at),
    assertions: said ? [said] : [],
    staleReasons: state === 'STALE' ? ['The team has had no member since 12 Sep.'] : [],
    hiddenDeclaration: said && entity.declared ? entity.declared : null,
    mentions: [finance, entity.declared ?? entity.owner].filter(Boolean),
    algorithm: '2',
  };
}

export function periods(estate, ref) {
  const entity = estate.byRef(ref);
  const at = (days) => new Date(estate.now - days * DAY).toISOString();
  const one = (owner, state, text, since, until) => ({
    ...{ role: 'ACCOUNTABLE', owner, state, text, since, until },
  });
  const finance = link(estate.byRef('group:default/finance'));
  return [
    one(entity.owner, entity.ownerState, 'As it is now.', at(80), null),
    one(finance, 'DECLARED', 'meta.owner in payouts_daily.yml.', at(320), at(80)),
  ];
}

const side = (entity, text) => ({
  owner: entity.owner?.ref ?? null,
  state: entity.ownerState.toLowerCase(),
  text,
});

/** What a command would leave behind. */
function outcome(estate, command, input, entity) {
  const team = input.owner && link(estate.byRef(input.owner));
  const by = 'Ines Marek';
  if (command === 'owner_set') {
    return { owner: team, ownerState: 'OVERRIDDEN', text: `${by} set it: ${input.reason}` };
  }
  if (command === 'owner_confirm') {
    return { owner: entity.owner, ownerState: 'CONFIRMED', text: `${by} confirmed it.` };
  }
  if (command === 'owner_waive') {
    return { owner: null, ownerState: 'UNOWNED_OK', text: `${by}: ${input.reason}` };
  }
  if (command === 'owner_decline') {
    return { owner: null, ownerState: 'ORPHAN', text: `${by} declined it: ${input.reason}` };
  }
  const owner = entity.declared ?? null;
  return { owner, ownerState: owner ? 'DECLARED' : 'ORPHAN', text: 'The sources decide again.' };
}

function refusal(estate, command, input, entity) {
  if (!entity) return problem('NOT_FOUND', 'entities', 'Nothing has that ref.');
  if (input.expectedVersion != null && input.expectedVersion !== entity.version) {
    return problem('CONFLICT', null, `${entity.ref} changed since you read it. Look at it again.`);
  }
  if (command === 'owner_set' && estate.byRef(input.owner)?.kind !== 'TEAM') {
    return problem('NOT_FOUND', 'owner', `no team has the ref ${input.owner}.`);
  }
  if (command !== 'owner_confirm' && !input.reason) {
    return problem('INVALID', 'reason', 'is missing: say why, for whoever reads the history');
  }
  return null;
}

const payload = (changeSet, userErrors = []) => ({ changeSet, userErrors, ownership: null });

function log(estate, changeSet, allowed = true) {
  const [change] = changeSet.changes;
  estate.audit.unshift({
    id: `aud_${estate.audit.length + 1}`,
    at: new Date(estate.now).toISOString(),
    by: changeSet.by,
    door: 'UI',
    action: changeSet.command,
    target: change.entity.ref,
    allowed,
    reason: changeSet.reason,
    before: change.before,
    after: change.after,
    changeSetId: changeSet.id,
    requestId: 'req-7f3c91d0',
  });
}

function command(estate, name) {
  return ({ input }) => {
    const entity = estate.byRef(input.entities.refs[0]);
    const refused = refusal(estate, name, input, entity);
    if (refused) return payload(null, [refused]);
    const next = outcome(estate, name, input, entity);
    const changeSet = {
      id: `chg_${estate.changeSets.length + 1}`,
      state: 'PLANNED',
      command: name,
      by: 'Ines Marek',
      door: 'UI',
      reason: input.reason ?? null,
      createdAt: new Date(estate.now).toISOString(),
      appliedAt: null,
      expiresAt: new Date(estate.now + 3_600_000).toISOString(),
      entityCount: 1,
      skipped: [],
      undoable: false,
      undoneBy: null,
      undoes: null,
      changes: [
        {
          entity: link(entity),
          field: 'owner.accountable',
          text: `${entity.owner?.ref ?? 'nobody'} to ${next.owner?.ref ?? 'nobody'}`,
          before: side(entity, 'Its descriptor names the team.'),
          after: side(next, next.text),
        },
      ],
      was: { owner: entity.owner, ownerState: entity.ownerState },
      next,
    };
    estate.changeSets.unshift(changeSet);
    return payload(changeSet);
  };
}

function put(estate, changeSet, { owner, ownerState: state }) {
  const { entity: target } = changeSet.changes[0];
  const entity = estate.byRef(target.ref);
  entity.declared ??= changeSet.was.owner;
  Object.assign(entity, { owner, ownerState: state, version: entity.version + 1 });
  if (state === 'OVERRIDDEN') {
    estate.assertions.set(target.ref, {
      id: `ast_${changeSet.id}`,
      kind: 'OVERRIDE',
      role: 'ACCOUNTABLE',
      owner,
      by: changeSet.by,
      reason: changeSet.reason,
      createdAt: changeSet.createdAt,
      reviewAt: new Date(estate.now + 180 * DAY).toISOString(),
      revokedAt: null,
      redundant: false,
    });
  } else estate.assertions.delete(target.ref);
}

export function ownerRoot(estate) {
  return {
    ownership: ({ ref }) => ownership(estate, ref),
    ownershipPeriods: ({ ref }) => periods(estate, ref),
    ownerSet: command(estate, 'owner_set'),
    ownerClear: command(estate, 'owner_clear'),
    ownerConfirm: command(estate, 'owner_confirm'),
    ownerDecline: command(estate, 'owner_decline'),
    ownerWaive: command(estate, 'owner_waive'),
    changeSetApply: ({ input }) => {
      const planned = estate.changeSets.find((one) => one.id === input.id);
      if (planned?.state !== 'PLANNED') {
        return payload(null, [problem('WRONG_STATE', 'id', 'The plan is no longer valid.')]);
      }
      put(estate, planned, planned.next);
      Object.assign(planned, { state: 'APPLIED', undoable: true });
      log(estate, planned);
      return payload(planned);
    },
    changeSetUndo: ({ input }) => {
      const applied = estate.changeSets.find((one) => one.id === input.id);
      if (!input.reason) return payload(null, [problem('INVALID', 'reason', 'is missing')]);
      if (!applied?.undoable) {
        return payload(null, [problem('WRONG_STATE', 'id', 'Something newer stands on it.')]);
      }
      put(estate, applied, applied.was);
      Object.assign(applied, { state: 'UNDONE', undoable: false });
      const [change] = applied.changes;
      const undo = {
        ...applied,
        id: `chg_${estate.changeSets.length + 1}`,
        state: 'APPLIED',
        command: 'change_set_undo',
        reason: input.reason,
        undoes: applied.id,
        changes: [{ ...change, before: change.after, after: change.before }],
      };
      estate.changeSets.unshift(undo);
      log(estate, undo);
      return payload(undo);
    },
  };
}
