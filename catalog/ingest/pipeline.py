"""One sync of one source, from its connector to claims: streamed, with progress, and safe when it breaks half way.

A failed or partial read deletes nothing, and many removals wait for approval. A descriptor that breaks a rule becomes an
issue; the others load, and what the source last said of the broken one stays.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from catalog.answers import SyncState
from catalog.database import Row, retrying, rows, unhurried
from catalog.errors import HeadwaterError
from catalog.ingest.claims import claims_seen, identities_attach, openlineage_name
from catalog.ingest.connector import ConnectorConfigError, ConnectorReadError
from catalog.ingest.registry import connector_make
from catalog.ingest.sources import issues_mended, issues_record, issues_resolve, source_heartbeat
from catalog.ingest.standing import Standing
from catalog.ingest.stitch import stitch_pending
from catalog.ingest.sync_plan import (
    applied,
    changes_forget,
    is_held,
    left,
    planned_next,
    plans_equal,
    put,
    removals_apply,
    removals_share,
    stage,
    stage_removals,
    unmoved,
    written_ref,
)
from catalog.ingest.syncs import (
    OpenSync,
    sync_applied,
    sync_begin,
    sync_broken,
    sync_decide,
    sync_finish,
    sync_progress,
    syncs_approved,
    syncs_waiting,
)
from catalog.names import OpenLineageName
from catalog.ownership.codeowners import CodeOwners
from catalog.ownership.owners_file import owners_file_replace
from catalog.ownership.refresh import ownership_pending
from catalog.records import (
    CursorRecord,
    EntityRecord,
    IssueRecord,
    OwnersFileRecord,
    ProgressRecord,
    Record,
    UnchangedRecord,
)

log = logging.getLogger(__name__)
BATCH = 500
PEOPLE_KINDS = {"group", "user"}
Progress = Callable[[int, int | None, str], None]


@dataclass(slots=True)
class _Reading:
    """What a sync has seen so far; `waits`: all of it is a plan; `is_held`: removals are."""

    waits: bool
    is_held: bool = False
    seen: dict[str, int] = field(default_factory=dict)
    locators: dict[str, str] = field(default_factory=dict)
    issues: list[IssueRecord] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"created": 0, "updated": 0, "deleted": 0, "same": 0})
    read: int = 0
    owners_file: OwnersFileRecord | None = None
    is_unchanged: bool = False
    cursor: CursorRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOutcome:
    """How a sync ended: its id (syn_...); succeeded, partial, failed, or planned or held, which wait for approval;
    counts of claims; issues found."""

    id: str
    state: str
    counts: dict[str, int]
    read_count: int
    issues: tuple[IssueRecord, ...]
    error: str | None = None


def source_sync(
    key: str, *, plan: bool = False, progress: Progress | None = None, sent: Iterator[Record] | None = None
) -> SyncOutcome:
    """Read a source and put what it says into the catalog; never raises for what the source does wrong. `sent`: somebody
    says it, in place of its connector.

    With `plan`, or where the source asks for it (`review`), nothing is changed: what would be waits for approval. Otherwise
    only removals wait, when they are many (sync_plan.is_held).
    """
    sync = sync_begin(key)
    reading = _Reading(waits=plan or sync.review)
    try:
        if sync.broken_reason:
            raise ConnectorReadError(sync.broken_reason)
        for batch in _batches(_records(sync) if sent is None else sent):
            _take(sync, reading, batch, progress)
    except (ConnectorReadError, ConnectorConfigError, HeadwaterError) as error:
        reading.issues.append(IssueRecord(item=sync.key, code="source.unreadable", message=str(error)))
        return _end(sync, reading, "failed", str(error))
    except BaseException:
        _end(sync, reading, "failed", "The sync stopped on a defect; the log has the details.")
        raise
    complete = reading.cursor is not None and reading.cursor.complete
    if complete and reading.is_unchanged:
        return _end(sync, reading, "succeeded", None)
    if complete:
        retrying(lambda: _remove(sync, reading))
        issues_resolve(sync.source_id, keep=reading.issues)
    state = _state(sync, reading, complete)
    if (complete or reading.owners_file is not None) and state != "planned":
        retrying(lambda: owners_file_replace(sync.source_id, reading.owners_file))
    return _end(sync, reading, state, None)


def _state(sync: OpenSync, reading: _Reading, complete: bool) -> str:
    """How the sync ends. What waited of earlier ones is out of date then, unless this one found just the same."""
    waits_for = [name for name in ("created", "updated", "deleted") if reading.waits or name == "deleted"]
    waits = reading.is_held or (reading.waits and any(reading.counts[name] for name in waits_for))
    for earlier in syncs_waiting(sync.source_id, before=sync.id):
        if waits and plans_equal(earlier, sync.id):
            left(sync.id)
            reading.counts.update(dict.fromkeys(waits_for, 0))
            waits = False
        elif complete:
            sync_decide(earlier, SyncState.SUPERSEDED)
            left(earlier)
    if waits:
        return "planned" if reading.waits else "held"
    return "succeeded" if complete else "partial"


def plans_apply() -> int:
    """Apply the plans that were approved, batch by batch; how many. One that was cut short goes on where it stopped; one that
    cannot be applied ends as failed, and holds up neither the others nor any reading."""
    waiting = syncs_approved()
    for sync in waiting:
        try:
            _apply_plan(sync)
        except Exception:  # whatever a plan does, it must not stop the others
            log.exception("the plan syn_%s could not be applied", sync.uid)
            left(sync.id)
            sync_broken(sync, "The plan could not be applied whole; the log has the details.")
    return len(waiting)


def _apply_plan(sync: OpenSync) -> None:
    while retrying(lambda: _apply_planned(sync)):
        stitch_pending()
    retrying(lambda: removals_apply(sync.id, sync.source_id, kept_too=True))
    left(sync.id)  # what moved on since
    _refold()
    sync_applied(sync)


@transaction.atomic
def _apply_planned(sync: OpenSync) -> bool:
    """Apply the next changes that no other worker has; whether there were any."""
    planned = planned_next(sync.id, BATCH)
    still = unmoved(sync.source_id, {ref: digest for ref, (_, digest) in planned.items()})
    records = {ref: record for ref, (record, _) in planned.items() if ref in still}
    ids = put(sync.source_id, records)
    issues_record(sync.source_id, _attach_identities(sync, records, ids))
    applied(sync.id, still, skipped=planned.keys() - still)
    return bool(planned)


def _records(sync: OpenSync) -> Iterator[Record]:
    """What the connector yields; all of it when it says that nothing changed since a read that was not taken whole."""
    connector = connector_make(sync.kind, sync.config)
    for record in connector.read(sync.cursor):
        if isinstance(record, UnchangedRecord) and not sync.is_settled:
            yield from connector.read(None)
            return
        yield record


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    yield batch


def _take(sync: OpenSync, reading: _Reading, batch: list[Record], progress: Progress | None) -> None:
    entities: list[EntityRecord] = []
    note, total = "", None
    for record in batch:
        if isinstance(record, EntityRecord):
            reading.read += 1
            entities.append(record)
        elif isinstance(record, OwnersFileRecord):
            reading.owners_file = record
            reading.issues.extend(_owners_issues(record))
        elif isinstance(record, IssueRecord):
            reading.issues.append(record)
        elif isinstance(record, UnchangedRecord):
            reading.is_unchanged = True
        elif isinstance(record, ProgressRecord):
            note, total = record.note, record.total
        elif isinstance(record, CursorRecord):
            reading.cursor = record
    if entities:
        kept = _accepted(sync, reading, entities)
        retrying(lambda: _apply(sync, reading, kept))
    _sign_of_life(sync, reading, total)
    if progress is not None:
        progress(reading.read, total, note)


@transaction.atomic
def _sign_of_life(sync: OpenSync, reading: _Reading, total: int | None) -> None:
    unhurried()
    sync_progress(sync.id, read_count=reading.read, total_count=total)
    source_heartbeat(sync.source_id)


def _owners_issues(record: OwnersFileRecord) -> Iterator[IssueRecord]:
    for line, message in CodeOwners(record.text).problems:
        yield IssueRecord(item=f"{record.path}:{line}", code="codeowners.line", message=message)


def _accepted(sync: OpenSync, reading: _Reading, records: list[EntityRecord]) -> dict[str, EntityRecord]:
    """By lower-cased ref what is taken of these; the rest becomes issues."""
    kept: dict[str, EntityRecord] = {}
    for record in records:
        ref = str(written_ref(record.descriptor))
        problem = _refusal(sync, reading, ref, record)
        if problem is not None:
            reading.issues.append(problem)
            continue
        kept[ref] = record
        reading.locators[ref] = record.locator
    return kept


@transaction.atomic
def _apply(sync: OpenSync, reading: _Reading, kept: dict[str, EntityRecord]) -> None:
    unhurried()  # the end of the sync, without which all is read again, waits for the disk
    staged = stage(sync.id, sync.source_id, kept, applied=not reading.waits)
    ids = staged.known
    if reading.waits:
        put(sync.source_id, {ref: kept[ref] for ref in staged.moved})
    else:
        differing = staged.created | staged.updated | staged.moved
        ids = staged.known | put(sync.source_id, {ref: kept[ref] for ref in differing})
        reading.issues.extend(_attach_identities(sync, kept, ids))
    reading.seen.update({ref: ids[ref] for ref in kept if ref in ids})
    reading.counts["created"] += len(staged.created)
    reading.counts["updated"] += len(staged.updated)
    reading.counts["same"] += len(kept) - len(staged.created) - len(staged.updated)


def _refusal(sync: OpenSync, reading: _Reading, ref: str, record: EntityRecord) -> IssueRecord | None:
    """Why a valid descriptor is not taken: its ref was seen before, or its kind needs a trusted source (T25)."""
    first = reading.locators.get(ref)
    if first is not None and first != record.locator:
        return IssueRecord(
            item=record.locator,
            code="descriptor.duplicate",
            message=f"{ref} is described already at {first}; the first one counts. Remove one of the two.",
            ref=ref,
        )
    return None if sync.trusted_for_owners else untrusted_issue(record, ref)


def untrusted_issue(record: EntityRecord, ref: str) -> IssueRecord | None:
    """Why a source that is not trusted for owners may not say this; None when it may."""
    if record.descriptor["kind"].lower() not in PEOPLE_KINDS:
        return None
    message = f"{ref}: people and teams are read only from sources with trusted_for_owners: true."
    return IssueRecord(item=record.locator, code="kind.untrusted", message=message, ref=ref)


def _attach_identities(sync: OpenSync, kept: Mapping[str, EntityRecord], ids: dict[str, int]) -> list[IssueRecord]:
    """Give entities the OpenLineage names that their descriptors claim; an issue for each that another one has."""
    claimants: dict[OpenLineageName, list[str]] = {}
    for text, record in kept.items():
        name = openlineage_name(record.descriptor["kind"], record.descriptor)
        if name is not None:
            claimants.setdefault(name, []).append(text)
    issues: list[IssueRecord] = []
    while claimants:  # the first to claim each name, then the second, who is told about the first
        text_of = {name: texts.pop(0) for name, texts in claimants.items()}
        taken = identities_attach(sync.source_id, {name: ids[text] for name, text in text_of.items()})
        for name, holder in taken.items():
            issues.append(_taken(name, holder, kept[text_of[name]].locator, text_of[name]))
        claimants = {name: texts for name, texts in claimants.items() if texts}
    return issues


def _taken(name: OpenLineageName, holder: int, locator: str, ref: str) -> IssueRecord:
    holder_ref, restricted = rows("SELECT ref, restricted FROM catalog_entity WHERE id = %s", [holder])[0]
    return IssueRecord(
        item=locator,
        code="identity.taken",
        message=f"The OpenLineage name {name.name!r} in {name.namespace!r} belongs to "
        f"{'a restricted entity' if restricted else holder_ref} already.",
        ref=ref,
    )


@transaction.atomic
def _remove(sync: OpenSync, reading: _Reading) -> None:
    """Plan to remove the claims that a complete read did not see, but for those whose file or ref has an issue; and do it,
    unless that waits."""
    claims_seen(sync.source_id, reading.seen.values())
    standing = Standing(reading.locators, reading.issues)
    kept = {entity_id for entity_id, ref, locator, _ in _claims(sync) if standing.keeps(ref, locator)}
    removals = stage_removals(sync.id, sync.source_id, keep=kept | set(reading.seen.values()))
    reading.counts["deleted"] = removals
    if not removals or reading.waits:
        return
    share = removals_share(sync.source_id, removals=removals, created=reading.counts["created"])
    if is_held(removals=removals, share=share, hold_share=sync.hold_share):
        reading.is_held = True
    else:
        reading.is_held = removals_apply(sync.id, sync.source_id, kept_too=False) < removals


def _claims(sync: OpenSync) -> list[Row]:
    """(entity id, ref, locator, files that it leads to) of all that the source claims."""
    return rows(
        "SELECT c.entity_id, e.ref, c.locator, c.leads_to FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id "
        "WHERE c.source_id = %s",
        [sync.source_id],
    )


def _tell(sync: OpenSync, reading: _Reading) -> None:
    """Record the issues, each with the entities that it is told of."""
    if reading.cursor is None or not reading.cursor.complete:  # a complete read resolved what it did not see
        issues_mended(sync.source_id, reading.locators, told=reading.issues)
    if reading.issues:
        standing = Standing(reading.locators, reading.issues)
        issues_record(sync.source_id, reading.issues, told_of=standing.told_of(claim[1:] for claim in _claims(sync)))


def _refold() -> None:
    """Fold what changed, then owners that come of it, then what they change."""
    stitch_pending()
    ownership_pending()
    stitch_pending()


def _end(sync: OpenSync, reading: _Reading, state: str, error: str | None) -> SyncOutcome:
    _refold()
    _tell(sync, reading)
    if state == "failed":
        left(sync.id)
    sync_finish(
        sync,
        state=state,
        counts=reading.counts if state != "failed" else None,
        read_count=reading.read,
        issue_count=len(reading.issues),
        cursor=reading.cursor.cursor if reading.cursor else None,
        error=error,
    )
    changes_forget(sync.source_id)
    return SyncOutcome(
        id=f"syn_{sync.uid}",
        state=state,
        counts=dict(reading.counts),
        read_count=reading.read,
        issues=tuple(reading.issues),
        error=error,
    )
