"""Locations: addresses that people give the catalog to read, beside the sources that the operator configured."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from catalog.commands.audit import AuditLine, audit_write
from catalog.commands.command import attempt
from catalog.database import rows
from catalog.errors import ConflictError, InvalidError, NotFoundError
from catalog.forges import raw_url
from catalog.ingest.descriptor import ref_of
from catalog.ingest.pipeline import untrusted_issue
from catalog.ingest.registered import registered_add, registered_change, registered_remove
from catalog.ingest.registry import connector_make
from catalog.ingest.sources import sources_reread
from catalog.outgoing import HOSTS_SETTING, OutgoingError, place_of, rules
from catalog.permissions import require
from catalog.queries.locations import Location, location_list
from catalog.records import EntityRecord, IssueRecord
from catalog.viewers import SYSTEM, Viewer

# Of an attempt, for which somebody waits.
TRY_FILES = 50
TRY_SECONDS = 10
TOLD_MAX = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLocation:
    """What would come of an address: the descriptors, and whether it is read already."""

    location: Location
    entities: tuple[dict[str, Any], ...]
    exists: bool


def location_add(viewer: Viewer, *, target: str, refreshes: bool = False) -> Location:
    """Register an address, which is read within seconds and every five minutes after that.

    Raises ConflictError when it is read already, or with `refreshes` makes it due and gives the one there is.
    """

    def work() -> uuid.UUID:
        _checked(target)
        known = _known(target)
        uid = registered_add(target) if known is None else None
        if uid is not None:
            audit_write(viewer, [AuditLine(action="location_add", target=target, after={"id": str(uid)})])
            return uid
        if known is None or not refreshes:
            raise ConflictError(f"Location url:{target} already exists")
        keys = sources_reread(row[0] for row in rows("SELECT id FROM catalog_source WHERE uid = %s", [known.id]))
        audit_write(viewer, [AuditLine(action="location_add", target=target, after={"refreshed": list(keys)})])
        return uuid.UUID(known.id)

    return _location(_changing(viewer, "location_add", work))


def location_try(viewer: Viewer, *, target: str) -> TriedLocation:
    """Read an address and what its Locations lead to now, and store nothing. Raises InvalidError with all that is wrong.

    Up to 50 files and 10 seconds: a web process waits for it.
    """

    def work() -> TriedLocation:
        require(viewer, "source.edit")
        _checked(target)
        known = _known(target)
        return TriedLocation(
            location=known or Location(id=f"url:{target}", type="url", target=target),
            entities=tuple(_read(target)),
            exists=known is not None,
        )

    return attempt(viewer, "location_try", work)


def location_change(viewer: Viewer, *, id: str, target: str) -> Location:
    """Give a registered location another address; raises NotFoundError, or ConflictError when that is read already."""

    def work() -> uuid.UUID:
        uid = _uid(id)
        _checked(target)
        known = _known(target)
        if known is not None and known.id != str(uid):
            raise ConflictError(f"Location url:{target} already exists")
        before, after = {"target": registered_change(uid, target)}, {"target": target}
        audit_write(viewer, [AuditLine(action="location_change", target=str(uid), before=before, after=after)])
        return uid

    return _location(_changing(viewer, "location_change", work))


def location_remove(viewer: Viewer, *, id: str) -> None:
    """Remove a registered location with all that it said; raises NotFoundError, or ConflictError when it is configured."""

    def work() -> uuid.UUID:
        uid = _uid(id)
        before = {"target": registered_remove(uid)}
        audit_write(viewer, [AuditLine(action="location_remove", target=str(uid), before=before)])
        return uid

    _changing(viewer, "location_remove", work)


def _changing(viewer: Viewer, stem: str, work: Callable[[], uuid.UUID]) -> uuid.UUID:
    @transaction.atomic
    def change() -> uuid.UUID:
        require(viewer, "source.edit")
        return work()

    return attempt(viewer, stem, change)


def _uid(id: str) -> uuid.UUID:
    try:
        return uuid.UUID(id)
    except ValueError as error:
        raise NotFoundError(f"Found no location with ID {id}") from error


def _checked(target: str) -> None:
    """Raises InvalidError unless the address is one that the operator allows; in Backstage's words for that."""
    try:
        place_of(target)
        place = place_of(raw_url(target))
    except OutgoingError as error:
        raise InvalidError.of("request/body/target", error.message) from error
    try:
        rules().check(place.scheme, place.host, place.port)
    except OutgoingError as error:
        raise InvalidError(
            f"Unable to read url, NotAllowedError: Reading from '{raw_url(target)}' is not allowed. "
            f"You may need to add its host to those that are allowed: {HOSTS_SETTING}"
        ) from error


def _known(target: str) -> Location | None:
    """The source that reads the address already; who may register may know that there is one."""
    return next((found for found in location_list(SYSTEM) if (found.type, found.target) == ("url", target)), None)


def _location(uid: uuid.UUID) -> Location:
    return next(found for found in location_list(SYSTEM) if found.id == str(uid))


def _read(target: str) -> list[dict[str, Any]]:
    config = {"targets": [target], "max_files": TRY_FILES, "timeout_seconds": TRY_SECONDS}
    entities: list[dict[str, Any]] = []
    wrong: list[str] = []
    for record in connector_make("url", config).read(None):
        issue = record if isinstance(record, IssueRecord) else None
        if isinstance(record, EntityRecord):
            entities.append(record.descriptor)
            issue = untrusted_issue(record, str(ref_of(record.descriptor)))
        if issue is not None:
            wrong.append(f"{issue.item}: {issue.message}")
    if wrong:
        more = f", and {len(wrong) - TOLD_MAX} more" if len(wrong) > TOLD_MAX else ""
        raise InvalidError(f"{'; '.join(wrong[:TOLD_MAX])}{more}")
    return entities
