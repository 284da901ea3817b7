"""Who asks: the first argument of every question and command. Made by portal/auth.py alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from catalog.words import Word


class Role(Word):
    """What a person may do in general; owning teams may do more on what they own."""

    VIEWER = "viewer", "May read."
    EDITOR = "editor", "May edit documents."
    ADMIN = "admin", "May do everything."


class ViewerKind(StrEnum):
    """How the viewer showed who it is."""

    ANONYMOUS = "anonymous"
    PERSON = "person"
    TOKEN = "token"
    SYSTEM = "system"


class Door(Word):
    """Way by which a request came in."""

    UI = "ui", "Web UI."
    REST = "rest", "REST."
    GRAPHQL = "graphql", "GraphQL."
    BACKSTAGE = "backstage", "Backstage catalog API."
    INTAKE = "intake", "Machine write door."
    ADMIN = "admin", "Django admin."
    CLI = "cli", "Command line."
    SYSTEM = "system", "Headwater itself."


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """`key` is stable and safe to log; `namespaces` are the OpenLineage namespace patterns a token is bound to.

    `teams` are the refs of the person's teams and of all teams above them; `door` and `request_id` go into the audit.
    """

    kind: ViewerKind
    key: str
    name: str | None = None
    role: Role | None = None
    scopes: frozenset[str] = frozenset()
    namespaces: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    person_ref: str | None = None
    source: str | None = None
    door: Door = Door.SYSTEM
    request_id: str | None = None


ANONYMOUS = Viewer(kind=ViewerKind.ANONYMOUS, key="anonymous")
SYSTEM = Viewer(kind=ViewerKind.SYSTEM, key="system", name="Headwater", role=Role.ADMIN)
