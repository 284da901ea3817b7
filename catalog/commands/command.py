"""What all commands have in common: a refusal is audited, and the answer is read anew."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from catalog.answers import OwnerPayload
from catalog.commands.audit import AuditLine, audit_write
from catalog.database import retrying, rows
from catalog.errors import ForbiddenError
from catalog.queries.change_sets import change_sets_by_uid
from catalog.queries.ownership import ownership_by_ids
from catalog.viewers import Viewer

P = ParamSpec("P")
T = TypeVar("T")


def attempt(viewer: Viewer, stem: str, work: Callable[[], T]) -> T:
    """Do the work of a command, again where PostgreSQL asks for it; that it was refused is audited."""
    try:
        return retrying(work)
    except ForbiddenError as error:
        audit_write(viewer, [AuditLine(action=stem, target=None, allowed=False, reason=error.message)])
        raise


def answered_by(
    stem: str, answer: Callable[[Viewer, uuid.UUID], T]
) -> Callable[[Callable[Concatenate[Viewer, P], uuid.UUID]], Callable[Concatenate[Viewer, P], T]]:
    """A function that makes a change and gives the uid of its change set, as a command that answers what became of it."""

    def decorate(work: Callable[Concatenate[Viewer, P], uuid.UUID]) -> Callable[Concatenate[Viewer, P], T]:
        def run(viewer: Viewer, /, *args: P.args, **kwargs: P.kwargs) -> T:
            return answer(viewer, attempt(viewer, stem, lambda: work(viewer, *args, **kwargs)))

        run.__name__, run.__doc__ = work.__name__, work.__doc__
        return run

    return decorate


def command(
    stem: str,
) -> Callable[[Callable[Concatenate[Viewer, P], uuid.UUID]], Callable[Concatenate[Viewer, P], OwnerPayload]]:
    """A command on owners."""
    return answered_by(stem, _answer)


def _answer(viewer: Viewer, uid: uuid.UUID) -> OwnerPayload:
    ids = [
        row[0]
        for row in rows(
            "SELECT i.entity_id FROM catalog_changeset s JOIN catalog_changeitem i ON i.change_set_id = s.id "
            "WHERE s.uid = %s ORDER BY 1",
            [uid],
        )
    ]
    return OwnerPayload(
        change_set=change_sets_by_uid(viewer, [uid])[0],
        user_errors=(),
        client_mutation_id=None,
        ownership=ownership_by_ids(viewer, ids)[0] if len(ids) == 1 else None,
    )
