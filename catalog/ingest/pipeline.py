"""One sync of one source, from its connector to claims: streamed, with progress, and safe when it breaks half way.

A failed or partial read deletes nothing. A descriptor that breaks a rule becomes an issue; the others load, and what the
source last said of the broken one stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from catalog.database import retrying, rows
from catalog.errors import HeadwaterError
from catalog.ingest.claims import (
    ClaimPatch,
    claims_put,
    claims_withdraw,
    entities_named,
    identities_attach,
    openlineage_name,
)
from catalog.ingest.connector import ConnectorConfigError, ConnectorReadError
from catalog.ingest.registry import connector_make
from catalog.ingest.sources import (
    OpenSync,
    issues_record,
    issues_resolve,
    source_heartbeat,
    sync_begin,
    sync_finish,
    sync_progress,
)
from catalog.ingest.stitch import stitch_pending
from catalog.names import EntityRef, OpenLineageName
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

BATCH = 200
PEOPLE_KINDS = {"group", "user"}
Progress = Callable[[int, int | None, str], None]


@dataclass(slots=True)
class _Reading:
    """What a sync has seen so far."""

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
    """How a sync ended: succeeded, partial or failed; counts of claims; issues found."""

    state: str
    counts: dict[str, int]
    read_count: int
    issues: tuple[IssueRecord, ...]
    error: str | None = None


def source_sync(key: str, *, progress: Progress | None = None) -> SyncOutcome:
    """Read a source and put what it says into the catalog; never raises for what the source does wrong."""
    sync = sync_begin(key)
    reading = _Reading()
    try:
        if sync.broken_reason:
            raise ConnectorReadError(sync.broken_reason)
        for batch in _batches(_records(sync)):
            _take(sync, reading, batch, progress)
    except (ConnectorReadError, ConnectorConfigError, HeadwaterError) as error:
        return _end(sync, reading, "failed", str(error))
    except BaseException:
        _end(sync, reading, "failed", "The sync stopped on a defect; the log has the details.")
        raise
    complete = reading.cursor is not None and reading.cursor.complete
    if complete and reading.is_unchanged:
        return _end(sync, reading, "succeeded", None)
    if complete or reading.owners_file is not None:
        retrying(lambda: owners_file_replace(sync.source_id, reading.owners_file))
    if complete:
        reading.counts["deleted"] = retrying(lambda: _withdraw(sync, reading))
        issues_resolve(sync.source_id, keep=reading.issues)
    return _end(sync, reading, "succeeded" if complete else "partial", None)


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
        retrying(lambda: _apply(sync, reading, entities))
        stitch_pending()
    sync_progress(sync.id, read_count=reading.read, total_count=total)
    source_heartbeat(sync.source_id)
    if progress is not None:
        progress(reading.read, total, note)


def _owners_issues(record: OwnersFileRecord) -> Iterator[IssueRecord]:
    for line, message in CodeOwners(record.text).problems:
        yield IssueRecord(item=f"{record.path}:{line}", code="codeowners.line", message=message)


@transaction.atomic
def _apply(sync: OpenSync, reading: _Reading, records: list[EntityRecord]) -> None:
    refs: dict[str, EntityRef] = {}
    kept: dict[str, EntityRecord] = {}
    for record in records:
        metadata = record.descriptor["metadata"]
        ref = EntityRef(record.descriptor["kind"], metadata.get("namespace", "default"), metadata["name"])
        problem = _refusal(sync, reading, str(ref), kept, record)
        if problem is not None:
            reading.issues.append(problem)
            continue
        refs[str(ref)], kept[str(ref)] = ref, record
    ids = entities_named(refs, {text: record.descriptor for text, record in kept.items()})
    counts = claims_put(
        [
            ClaimPatch(
                source_id=sync.source_id,
                entity_id=ids[text],
                descriptor=record.descriptor,
                locator=record.locator,
                url=record.url,
            )
            for text, record in kept.items()
        ]
    )
    _attach_identities(sync, reading, kept, ids)
    for text, record in kept.items():
        reading.seen[text] = ids[text]
        reading.locators[text] = record.locator
    reading.counts["created"] += counts.created
    reading.counts["updated"] += counts.updated
    reading.counts["same"] += counts.same


def _refusal(
    sync: OpenSync, reading: _Reading, ref: str, kept: dict[str, EntityRecord], record: EntityRecord
) -> IssueRecord | None:
    """Why a valid descriptor is not taken: its ref was seen before, or its kind needs a trusted source (T25)."""
    first = reading.locators.get(ref) or (kept[ref].locator if ref in kept else None)
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


def _attach_identities(sync: OpenSync, reading: _Reading, kept: dict[str, EntityRecord], ids: dict[str, int]) -> None:
    claimants: dict[OpenLineageName, list[str]] = {}
    for text, record in kept.items():
        name = openlineage_name(record.descriptor["kind"], record.descriptor)
        if name is not None:
            claimants.setdefault(name, []).append(text)
    while claimants:  # the first to claim each name, then the second, who is told about the first
        text_of = {name: texts.pop(0) for name, texts in claimants.items()}
        taken = identities_attach(sync.source_id, {name: ids[text] for name, text in text_of.items()})
        for name, holder in taken.items():
            reading.issues.append(_taken(name, holder, kept[text_of[name]].locator, text_of[name]))
        claimants = {name: texts for name, texts in claimants.items() if texts}


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
def _withdraw(sync: OpenSync, reading: _Reading) -> int:
    """Delete claims that a complete read did not see, but for those whose file or ref has an issue."""
    broken_files = {issue.item.rpartition(":")[0] or issue.item for issue in reading.issues}
    broken_refs = {issue.ref for issue in reading.issues if issue.ref}
    kept = set(reading.seen.values())
    for entity_id, ref, locator in rows(
        "SELECT c.entity_id, e.ref, c.locator FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id "
        "WHERE c.source_id = %s",
        [sync.source_id],
    ):
        if ref in broken_refs or ref in reading.seen or locator.rpartition(":")[0] in broken_files:
            kept.add(entity_id)
    return claims_withdraw(sync.source_id, keep=kept)


def _end(sync: OpenSync, reading: _Reading, state: str, error: str | None) -> SyncOutcome:
    stitch_pending()
    ownership_pending()
    stitch_pending()
    issues_record(sync.source_id, reading.issues)
    sync_finish(
        sync,
        state=state,
        counts=reading.counts if state != "failed" else None,
        read_count=reading.read,
        issue_count=len(reading.issues),
        cursor=reading.cursor.cursor if reading.cursor else None,
        error=error,
    )
    counts: dict[str, Any] = dict(reading.counts)
    return SyncOutcome(state=state, counts=counts, read_count=reading.read, issues=tuple(reading.issues), error=error)
