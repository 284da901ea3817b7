"""What a sync changes, claim by claim: planned while the source is read, then applied, held, or taken back.

Writer of SyncChange. A plan touches nothing: the same rows are the plan before, and the record of what was done after.
What somebody or another sync changed since a plan was made is left alone when it is applied.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.answers.sources import HOLD_LEAST
from catalog.database import execute, json_array, rows
from catalog.ingest.claims import (
    ClaimPatch,
    claims_keep,
    claims_put,
    claims_standing,
    claims_told,
    claims_withdraw,
    entities_by_ref,
    entities_named,
)
from catalog.names import EntityRef
from catalog.records import EntityRecord

# What a sync changed can be looked at, and removals be taken back, for so long.
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What a source states of some refs, against what it said before: entity ids of the known ones; refs that are new, that
    changed, that say the same at another place in the source."""

    known: dict[str, int]
    created: set[str]
    updated: set[str]
    moved: set[str]


def stage(sync_id: int, source_id: int, stated: Mapping[str, EntityRecord], *, applied: bool) -> Staged:
    """Write down what is new or changed, by lower-cased ref; `applied` when it is done in the same transaction. A descriptor that
    only moved by some lines is no change."""
    known = entities_by_ref(stated)
    standing = claims_standing(source_id, known.values())
    digests = {ref: _patch(source_id, 0, record).digest for ref, record in stated.items()}
    created = {ref for ref in stated if known.get(ref) not in standing}
    differing = {ref for ref in stated.keys() - created if standing[known[ref]] != digests[ref]}
    before = claims_told(source_id, (known[ref] for ref in differing))
    moved = {ref for ref in differing if before[known[ref]] == stated[ref].descriptor}
    updated = differing - moved
    told = sorted(updated | created)
    execute(
        """
        INSERT INTO catalog_syncchange (sync_id, ref, kind, state, locator, url, before, before_digest, after, leads_to)
        SELECT %s, g.ref, CASE WHEN c.id IS NULL THEN 'create' ELSE 'update' END, %s, g.locator, g.url,
          c.descriptor, c.digest, g.after, ARRAY(SELECT jsonb_array_elements_text(g.leads_to))
        FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[], %s::jsonb[], %s::jsonb[])
          AS g(ref, entity_id, locator, url, after, leads_to)
        LEFT JOIN catalog_claim c ON c.source_id = %s AND c.entity_id = g.entity_id
        ON CONFLICT (sync_id, ref) DO NOTHING
        """,
        [
            sync_id,
            "applied" if applied else "planned",
            told,
            [known.get(ref) for ref in told],
            [stated[ref].locator for ref in told],
            [stated[ref].url for ref in told],
            # What was created now says the claim itself: a first load would be stored twice.
            json_array(None if applied and ref in created else stated[ref].descriptor for ref in told),
            json_array(stated[ref].leads_to for ref in told),
            source_id,
        ],
        beside=True,
    )
    return Staged(known=known, created=created, updated=updated, moved=moved)


def written_ref(descriptor: Mapping[str, Any]) -> EntityRef:
    """The ref of a valid descriptor, as it is written there."""
    metadata = descriptor["metadata"]
    return EntityRef(descriptor["kind"], metadata.get("namespace", "default"), metadata["name"])


def put(source_id: int, stated: Mapping[str, EntityRecord]) -> dict[str, int]:
    """Make claims of what the source states, by lower-cased ref; the entity ids by ref."""
    refs = {ref: written_ref(record.descriptor) for ref, record in stated.items()}
    ids = entities_named(refs, {ref: record.descriptor for ref, record in stated.items()})
    claims_put([_patch(source_id, ids[ref], record) for ref, record in stated.items()])
    return ids


def _patch(source_id: int, entity_id: int, record: EntityRecord) -> ClaimPatch:
    return ClaimPatch(
        source_id=source_id,
        entity_id=entity_id,
        descriptor=record.descriptor,
        locator=record.locator,
        url=record.url,
        leads_to=record.leads_to,
    )


def stage_removals(sync_id: int, source_id: int, *, keep: Collection[int]) -> int:
    """Write down that the source says no more of all other entities; how many. Only after a complete read."""
    return execute(
        "INSERT INTO catalog_syncchange (sync_id, ref, kind, state, locator, url, before, before_digest, leads_to) "
        "SELECT %s, e.ref, 'delete', 'planned', c.locator, c.url, c.descriptor, c.digest, c.leads_to "
        "FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id WHERE c.source_id = %s AND c.entity_id <> ALL(%s)",
        [sync_id, source_id, sorted(keep)],
    )


def removals_share(source_id: int, *, removals: int, created: int) -> float:
    """Removals as a share of what the source claimed before this sync, 0 to 1."""
    standing = rows("SELECT count(*) FROM catalog_claim WHERE source_id = %s", [source_id])[0][0] - created
    return removals / standing if standing > 0 else 0.0


def is_held(*, removals: int, share: float, hold_share: float) -> bool:
    """Whether so many removals wait for approval; a few are never held for their share alone."""
    return removals > HOLD_LEAST and share > hold_share


def removals_apply(sync_id: int, source_id: int, *, kept_too: bool) -> int:
    """Remove what is planned to be removed and still says what it said; how many. `kept_too`: also what somebody brought back
    once, which otherwise stays planned."""
    found = rows(
        "SELECT x.ref, e.id, x.before_digest FROM catalog_syncchange x JOIN catalog_entity e ON e.ref = x.ref "
        "JOIN catalog_claim c ON c.entity_id = e.id AND c.source_id = %s "
        "WHERE x.sync_id = %s AND x.kind = 'delete' AND x.state = 'planned' AND (%s OR c.kept_at IS NULL) ORDER BY e.id",
        [source_id, sync_id, kept_too],
    )
    gone = claims_withdraw(source_id, standing={entity_id: digest for _, entity_id, digest in found})
    _told(sync_id, [ref for ref, entity_id, _ in found if entity_id in gone], "applied")
    return len(gone)


def planned_next(sync_id: int, limit: int) -> dict[str, tuple[EntityRecord, uuid.UUID | None]]:
    """The next claims that a plan makes or changes, with the digest of the claim that it was made against; locked, without those
    that another worker has."""
    return {
        ref: (EntityRecord(descriptor=after, locator=locator, url=url, leads_to=tuple(leads_to)), digest)
        for ref, after, locator, url, leads_to, digest in rows(
            "SELECT ref, after, locator, url, leads_to, before_digest FROM catalog_syncchange "
            "WHERE sync_id = %s AND kind IN ('create', 'update') AND state = 'planned' ORDER BY id LIMIT %s "
            "FOR UPDATE SKIP LOCKED",
            [sync_id, limit],
        )
    }


def unmoved(source_id: int, planned: Mapping[str, uuid.UUID | None]) -> set[str]:
    """Those of the refs of which the source still claims what it did when the plan was made."""
    known = entities_by_ref(planned)
    standing = claims_standing(source_id, known.values())
    return {ref for ref, digest in planned.items() if standing.get(known.get(ref, 0)) == digest}


def applied(sync_id: int, refs: Collection[str], *, skipped: Collection[str]) -> None:
    """These changes are done; those of `skipped` are left, since they moved on."""
    _told(sync_id, refs, "applied")
    _told(sync_id, skipped, "skipped")


_PLANNED = "SELECT ref, kind, before_digest, after FROM catalog_syncchange WHERE sync_id = %s AND state = 'planned'"
_DIFFERENCE = f"SELECT EXISTS (({_PLANNED} EXCEPT ALL {_PLANNED}) UNION ALL ({_PLANNED} EXCEPT ALL {_PLANNED}))"


def plans_equal(one: int, other: int) -> bool:
    """Whether what two syncs of a source still plan is the same."""
    found = rows(_DIFFERENCE, [one, other, other, one])
    return not found[0][0]


def changes_count(sync_id: int, state: str) -> dict[str, int]:
    """Changes of a sync in this state, by kind."""
    return dict(
        rows(
            "SELECT kind, count(*) FROM catalog_syncchange WHERE sync_id = %s AND state = %s GROUP BY 1",
            [sync_id, state],
        )
    )


def left(sync_id: int) -> None:
    """What is still planned will not be done."""
    execute("UPDATE catalog_syncchange SET state = 'skipped' WHERE sync_id = %s AND state = 'planned'", [sync_id])


def removals_undo(sync_id: int, source_id: int) -> int:
    """Bring back what a sync removed and the source has not said otherwise since; how many. It stays until the source says it
    again, or somebody approves that it goes."""
    removed = {
        ref: EntityRecord(descriptor=before, locator=locator, url=url, leads_to=tuple(leads_to))
        for ref, before, locator, url, leads_to in rows(
            "SELECT ref, before, locator, url, leads_to FROM catalog_syncchange "
            "WHERE sync_id = %s AND kind = 'delete' AND state = 'applied' ORDER BY id FOR UPDATE",
            [sync_id],
        )
    }
    back = {ref: removed[ref] for ref in unmoved(source_id, dict.fromkeys(removed))}
    ids = put(source_id, back)
    claims_keep(source_id, (ids[ref] for ref in back))
    _told(sync_id, back, "undone")
    return len(back)


def changes_forget(source_id: int) -> None:
    """Drop the changes of syncs of long ago, but for those that wait."""
    execute(
        "DELETE FROM catalog_syncchange WHERE sync_id IN (SELECT id FROM catalog_sync WHERE source_id = %s "
        "AND state NOT IN ('planned', 'held', 'approved') AND started_at < now() - make_interval(days => %s))",
        [source_id, KEPT_DAYS],
    )


def _told(sync_id: int, refs: Iterable[str], state: str) -> None:
    execute(
        "UPDATE catalog_syncchange SET state = %s WHERE sync_id = %s AND ref = ANY(%s)", [state, sync_id, sorted(refs)]
    )
