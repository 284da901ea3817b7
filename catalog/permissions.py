"""The permission table: who may do what. Deny by default: an action or role that has no row is refused.

One frozen table serves every door; tests walk it (tests/test_permission_matrix.py) and docs/permissions.md is made
from it. `visible` is the one predicate by which rows are hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog.errors import ForbiddenError, UnauthenticatedError
from catalog.viewers import Role, Viewer, ViewerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who may do one action. `anonymous` counts only where the operator made reads public; `owner_team`: so may people
    of the team that is concerned."""

    roles: frozenset[Role] = frozenset()
    scope: str | None = None
    anonymous: bool = False
    owner_team: bool = False
    text: str


_ALL = frozenset(Role)
_ADMIN = frozenset({Role.ADMIN})
_EDIT = frozenset({Role.EDITOR, Role.ADMIN})

PERMISSIONS: Mapping[str, Grant] = MappingProxyType(
    {
        "catalog.read": Grant(roles=_ALL, scope="catalog:read", anonymous=True, text="Read the catalog."),
        "lineage.read": Grant(roles=_ALL, scope="catalog:read", anonymous=True, text="Read lineage and runs."),
        "event.read": Grant(
            roles=_ALL, scope="events:read", text="Read events as they came, and the facets in them; secrets are out."
        ),
        "health.read": Grant(roles=_ALL, scope="catalog:read", anonymous=True, text="Read health."),
        "health.manage": Grant(roles=_ADMIN, text="Publish health rules."),
        "owner.set": Grant(roles=_ADMIN, scope="ownership:write", text="Set, clear and waive owners; set the tier."),
        "owner.answer": Grant(
            roles=_ADMIN, scope="ownership:write", owner_team=True, text="Confirm or decline ownership for a team."
        ),
        "owner.bulk": Grant(
            roles=_ADMIN,
            scope="ownership:bulk",
            text="Change more than 20 entities at once, or under a filter; undo what others did.",
        ),
        "audit.read": Grant(roles=_ADMIN, scope="audit:read", text="Read the audit."),
        "source.status": Grant(roles=_ALL, scope="catalog:read", anonymous=True, text="See how sources do."),
        "source.config": Grant(roles=_ADMIN, text="See how a source is configured; secrets are never shown."),
        "source.edit": Grant(
            roles=_ADMIN,
            scope="sources:write",
            text="Register, change and remove locations in Backstage's catalog API; import descriptors.",
        ),
        "source.run": Grant(roles=_ADMIN, scope="sources:run", text="Start a sync."),
        "sync.approve": Grant(
            roles=_ADMIN, text="Approve or decline what a sync would change or remove; bring back what it removed."
        ),
        "graphql.adhoc": Grant(roles=_ALL, scope="graphql:adhoc", text="Send GraphQL of one's own, and introspection."),
        "intake.write": Grant(scope="ingest:write", text="Send OpenLineage events within the token's namespaces."),
        "intake.read": Grant(
            roles=_ADMIN,
            scope="events:read",
            text="See what was wrong in events, producer by producer.",
        ),
        "event.manage": Grant(
            roles=_ADMIN, scope="events:write", text="Apply events again; drop those that could not be applied."
        ),
        "entity.edit": Grant(
            roles=_EDIT,
            scope="catalog:write",
            owner_team=True,
            text="Edit titles, descriptions, lifecycles, tags, terms, links and columns; a team those of what it owns.",
        ),
        "entity.delete": Grant(roles=_ADMIN, text="Delete entities; merge them, split them, keep them apart."),
        "token.manage": Grant(roles=_ADMIN, text="Create, list and revoke tokens."),
        "access.manage": Grant(roles=_ADMIN, text="Change roles and sign-in settings."),
        "metrics.read": Grant(roles=_ADMIN, scope="metrics:read", text="Read /metrics from another machine."),
    }
)
SCOPES = tuple(sorted({grant.scope for grant in PERMISSIONS.values() if grant.scope}))


def allowed(viewer: Viewer, action: str, *, public_reads: bool = False, team: str | None = None) -> bool:
    """Whether the table lets this viewer do the action (rows may still be hidden by `visible`); `team` is the one that
    is concerned."""
    grant = PERMISSIONS.get(action)
    if grant is None:
        return False
    if viewer.kind is ViewerKind.SYSTEM:
        return True
    if viewer.kind is ViewerKind.TOKEN:
        return grant.scope is not None and grant.scope in viewer.scopes
    if viewer.kind is ViewerKind.PERSON:
        return viewer.role in grant.roles or (grant.owner_team and team is not None and team in viewer.teams)
    return public_reads and grant.anonymous


def require(viewer: Viewer, action: str, *, team: str | None = None) -> None:
    """Raise unless the viewer may do the action: UNAUTHENTICATED for nobody, FORBIDDEN for somebody."""
    if allowed(viewer, action, public_reads="public:read" in viewer.scopes, team=team):
        return
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise UnauthenticatedError(f"{action} needs a signed-in person or a token.")
    grant = PERMISSIONS.get(action)
    holders = sorted(role.value for role in grant.roles) if grant else []
    if grant and grant.owner_team:
        holders.append(f"somebody of {team}" if team else "somebody of the team concerned")
    if grant and grant.scope:
        holders.append(f"a token with {grant.scope}")
    takers = " or ".join(part for part in (", ".join(holders[:-1]), *holders[-1:]) if part)
    raise ForbiddenError(f"{action} is not allowed for {viewer.key}; it takes {takers or 'nobody'}.")


def visible(viewer: Viewer, table: str = "e") -> tuple[str, list[object]]:
    """SQL condition and its parameters: the rows of the entity table (alias `table`) this viewer may see.

    A restricted entity is seen by the team that owns it and by admins; for everybody else it does not exist in lists,
    counts and facets, is NOT_FOUND by name, and is a nameless placeholder in a graph (T3, T4 of the threat model).
    """
    if viewer.kind is ViewerKind.SYSTEM or viewer.role is Role.ADMIN:
        return "TRUE", []
    # Never NULL, so that NOT of it is everything else: an entity without an owner has no team that may see it.
    return f"(NOT {table}.restricted OR coalesce({table}.owner_ref = ANY(%s::text[]), FALSE))", [list(viewer.teams)]


def visible_row(viewer: Viewer) -> tuple[str, list[object]]:
    """The same as `visible` says, of rows of catalog_facetrow f, which know restricted and owner too."""
    if not visible(viewer)[1]:
        return "TRUE", []
    own, params = owned_row(viewer)
    return (f"(NOT f.restricted OR {own})", params) if params else ("NOT f.restricted", [])


def owned_row(viewer: Viewer) -> tuple[str, list[object]]:
    """Rows of catalog_facetrow f that a team of the viewer owns."""
    owners = ", ".join(["catalog_facet('owner', %s)"] * len(viewer.teams))
    return (f"f.facets && ARRAY[{owners}]", list(viewer.teams)) if owners else ("FALSE", [])
