"""From evidence and assertions to owners: the only place where it is concluded who owns what.

Writer of ResolvedOwnership, and of owner_ref and owner_state of Entity. The queue is OwnershipRequest. A batch locks its
entities first, reads everything in a constant number of statements, and writes only what differs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError, transaction
from prometheus_client import Counter

from catalog.answers import OwnerRole
from catalog.database import RETRIED_STATES, execute, records, recordset, retrying, rows, sqlstate
from catalog.names import NEVER_OWNED, Kind
from catalog.ownership.directory import PERSON, TEAM, directory_load
from catalog.ownership.evidence import evidence_replace
from catalog.ownership.facts import facts_load
from catalog.ownership.inference import NAMED
from catalog.ownership.memberships import memberships_refresh
from catalog.ownership.registry import signals_installed
from catalog.ownership.resolver import Resolution, resolve
from catalog.queues import HEALTH, OWNERSHIP, STITCH

BATCH = 500
PEOPLE = (Kind.TEAM.value, Kind.PERSON.value)
ROLE = OwnerRole.ACCOUNTABLE.value
SIGNAL_FAILURES = Counter(
    "headwater_ownership_signal_failures", "Times that a signal failed, and kept what it said before.", ["signal"]
)
log = logging.getLogger(__name__)
_COLUMNS = {
    "owner_ref": "text",
    "state": "text",
    "accepted": "boolean",
    "text": "text",
    "hidden_ref": "text",
    "stale_reasons": "jsonb",
    "ledger": "jsonb",
    "suggestions": "jsonb",
    "algorithm": "text",
    "digest": "uuid",
}
_GIVEN = {"id": "bigint", **_COLUMNS}


class _Subject(NamedTuple):
    id: int
    ref: str
    kind: str
    owner_ref: str | None
    owner_state: str | None
    is_gone: bool

    @property
    def is_ownable(self) -> bool:
        return not self.is_gone and self.kind not in NEVER_OWNED


class _Outcome(NamedTuple):
    """What a batch changed, and whom it makes worth another look."""

    changed: set[int]
    near: set[int]


def ownership_pending(*, seconds: float = float("inf")) -> int:
    """Resolve every entity that asks for it; how many."""
    return OWNERSHIP.work_off(BATCH, ownership_resolve, seconds=seconds)


def ownership_resolve(entity_ids: Sequence[int]) -> set[int]:
    """Resolve these entities now, in the caller's transaction, and ask for those that depend on them; which changed."""
    outcome = _resolve(entity_ids)
    OWNERSHIP.ask(outcome.near - _waiting(outcome.near))
    return outcome.changed


def _waiting(entity_ids: Iterable[int]) -> set[int]:
    """Those that nobody resolved yet and nobody resolves now: they wait, or never have an owner. Locked, so that who takes them
    next sees what this transaction wrote; nobody is waited for."""
    found = rows(
        "SELECT id FROM catalog_entity WHERE id = ANY(%s) AND owner_state IS NULL FOR NO KEY UPDATE SKIP LOCKED",
        [sorted(entity_ids)],
    )
    return {row[0] for row in found}


def ownership_sweep() -> int:
    """Resolve all entities, batch by batch; how many changed. Can be stopped and started again at any time.

    Teams and people come first, then pipelines, so that the rest finds them as they are. What depends on an owner that
    changed is looked at in a second pass; what that one changes goes the way of the queue.
    """
    changed: set[int] = set()
    near: set[int] = set()
    others = [kind.value for kind in Kind if kind.value not in (*PEOPLE, Kind.PIPELINE.value)]
    for kinds in ([*PEOPLE], [Kind.PIPELINE.value], others):
        after = 0
        while ids := _ids_of(kinds, after):
            outcome = _resolve_alone(ids)
            changed |= outcome.changed
            near |= outcome.near
            after = ids[-1]
    again = sorted(near)
    for start in range(0, len(again), BATCH):
        outcome = _resolve_alone(again[start : start + BATCH])
        OWNERSHIP.ask(outcome.near)
        changed |= outcome.changed
    return len(changed)


def _ids_of(kinds: list[str], after: int) -> list[int]:
    return [
        row[0]
        for row in rows(
            "SELECT id FROM catalog_entity WHERE kind = ANY(%s) AND id > %s ORDER BY id LIMIT %s", [kinds, after, BATCH]
        )
    ]


def _resolve_alone(entity_ids: Sequence[int]) -> _Outcome:
    return retrying(transaction.atomic(lambda: _resolve(entity_ids)))


def _resolve(entity_ids: Sequence[int]) -> _Outcome:
    subjects = [
        _Subject(*row)
        for row in rows(
            "SELECT id, ref, kind, owner_ref, owner_state, stub OR deleted_at IS NOT NULL FROM catalog_entity "
            "WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [list(entity_ids)],
        )
    ]
    # After the locks: later than anything that another worker wrote of the same entities.
    now: datetime = rows("SELECT clock_timestamp()")[0][0]
    memberships_refresh([subject.id for subject in subjects if subject.kind in PEOPLE], now)
    ownable = [subject.id for subject in subjects if subject.is_ownable]
    _observe(ownable)
    facts = facts_load(ownable)
    directory = directory_load(ref for found in facts.values() for ref in found.named())
    resolved = {entity_id: resolve(found, directory, now) for entity_id, found in facts.items()}
    changed = _write(subjects, resolved, now)
    moved = _write_cards(subjects, resolved)
    return _Outcome(changed, _spread(moved) | _judged_anew(subjects))


def _observe(entity_ids: Sequence[int]) -> None:
    """Every signal in a savepoint of its own: one that fails keeps what it said before, and stops nobody else."""
    for name, signal in signals_installed().items():
        with _apart(name), transaction.atomic():
            evidence_replace(name, entity_ids, signal().observe(entity_ids))


def _spread(entity_ids: Sequence[int]) -> set[int]:
    near: set[int] = set()
    for name, signal in signals_installed().items() if entity_ids else ():
        with _apart(name), transaction.atomic():
            near.update(signal().spread(entity_ids))
    return near


@contextmanager
def _apart(name: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # a plug-in may fail in any way
        if isinstance(error, DatabaseError) and sqlstate(error) in RETRIED_STATES:
            raise
        SIGNAL_FAILURES.labels(name).inc()
        log.exception("ownership signal %s failed; what it said before stays", name)


def _write(subjects: Sequence[_Subject], resolved: Mapping[int, Resolution], now: datetime) -> set[int]:
    """Begin and end stretches, or rewrite the ledger of the present one; which entities that touched."""
    present: dict[int, tuple[int, UUID, str | None, str]] = {
        row[0]: row[1:]
        for row in rows(
            "SELECT entity_id, id, digest, owner_ref, state FROM catalog_resolvedownership "
            "WHERE entity_id = ANY(%s) AND role = %s AND valid_to IS NULL",
            [[subject.id for subject in subjects], ROLE],
        )
    }
    begun, rewritten = [], []
    for entity_id, result in resolved.items():
        before = present.get(entity_id)
        if before is None or before[2:] != (result.owner_ref, result.state):
            begun.append(entity_id)
        elif before[1] != result.digest:
            rewritten.append(entity_id)
    lasting = resolved.keys() - set(begun)
    ended = [entity_id for entity_id in present if entity_id not in lasting]
    if ended:
        execute(
            "UPDATE catalog_resolvedownership SET valid_to = greatest(valid_from, %s) WHERE id = ANY(%s)",
            [now, [present[entity_id][0] for entity_id in ended]],
        )
    if begun:
        execute(
            f"INSERT INTO catalog_resolvedownership (role, valid_from, entity_id, {', '.join(_COLUMNS)}) "
            f"SELECT %s, %s, g.* FROM {recordset(_GIVEN)}",
            [ROLE, now, *_given({entity_id: resolved[entity_id] for entity_id in begun})],
            beside=True,
        )
    if rewritten:
        execute(
            f"UPDATE catalog_resolvedownership r SET {', '.join(f'{name} = g.{name}' for name in _COLUMNS)} "
            f"FROM {recordset(_GIVEN)} WHERE r.id = g.id",
            _given({present[entity_id][0]: resolved[entity_id] for entity_id in rewritten}),
        )
    return {*begun, *rewritten, *ended}


def _given(resolved: Mapping[int, Resolution]) -> list[str]:
    """The rows of _GIVEN, by the id that each is given."""
    return records(_GIVEN, ((id_, *(getattr(result, name) for name in _COLUMNS)) for id_, result in resolved.items()))


def _write_cards(subjects: Sequence[_Subject], resolved: Mapping[int, Resolution]) -> list[int]:
    """Bring owner and state of the cards up to date; entities whose neighbours see another decided owner."""
    moved: dict[int, tuple[str | None, str | None]] = {}
    near = []
    for subject in subjects:
        result = resolved.get(subject.id)
        after = (result.owner_ref, result.state.value) if result else (None, None)
        before = (subject.owner_ref, subject.owner_state)
        if after != before:
            moved[subject.id] = after
            if _decided(*after) != _decided(*before):
                near.append(subject.id)
    if moved:
        execute(
            "UPDATE catalog_entity e SET owner_ref = g.owner_ref, owner_state = g.owner_state "
            "FROM unnest(%s::int[], %s::text[], %s::text[]) AS g(id, owner_ref, owner_state) WHERE e.id = g.id",
            [list(moved), [owner for owner, _ in moved.values()], [state for _, state in moved.values()]],
        )
        STITCH.ask(moved.keys() - _served_already(subjects, moved))
        HEALTH.ask(moved)
    return near


def _served_already(subjects: Sequence[_Subject], moved: Mapping[int, tuple[str | None, str | None]]) -> set[int]:
    """Those that were never resolved before, and whose descriptor names the owner that they have: nothing is served otherwise."""
    new = [subject.id for subject in subjects if subject.id in moved and subject.owner_state is None]
    found = rows(
        "SELECT entity_id, array_agg(target_ref) FROM catalog_relation WHERE entity_id = ANY(%s) AND type = 'ownedBy' GROUP BY 1",
        [new],
    )
    return {entity_id for entity_id, served in found if served == [moved[entity_id][0]]}


def _decided(owner_ref: str | None, state: str | None) -> str | None:
    """The owner as the signals of tier 3 see it."""
    return owner_ref if state in NAMED else None


def _judged_anew(subjects: Iterable[_Subject]) -> set[int]:
    """What belongs to these teams and people, or to teams they are or were in, if the judgement of that owner is another
    one now: it has members again, or none any more."""
    refs = [subject.ref for subject in subjects if subject.kind in PEOPLE]
    if not refs:
        return set()
    teams = {row[0] for row in rows("SELECT team_ref FROM catalog_membership WHERE person_ref = ANY(%s)", [refs])}
    teams.update(ref for ref in refs if ref.startswith(TEAM))
    directory = directory_load(teams)
    sound = [ref for ref in teams if directory.fault(ref) is None]
    found = rows(
        "SELECT entity_id FROM catalog_resolvedownership WHERE valid_to IS NULL AND ("
        "owner_ref = ANY(%(sound)s) AND stale_reasons <> '[]' OR owner_ref = ANY(%(faulty)s) AND stale_reasons = '[]' "
        "OR owner_ref = ANY(%(people)s))",
        {
            "sound": sound,
            "faulty": list(teams.difference(sound)),
            "people": [ref for ref in refs if ref.startswith(PERSON)],
        },
    )
    return {row[0] for row in found}
