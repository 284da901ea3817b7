"""Questions about the asker, which only the roof can answer."""

from __future__ import annotations

from catalog.answers import ViewerCard
from catalog.permissions import PERMISSIONS, allowed
from catalog.queries.cards import links_of
from catalog.viewers import Viewer, ViewerKind


def viewer_get(viewer: Viewer) -> ViewerCard:
    """Who asks and what they may do; for a person the scopes are those a token of theirs could have."""
    scopes = set(viewer.scopes)
    if viewer.kind is ViewerKind.PERSON:
        scopes = {grant.scope for action, grant in PERMISSIONS.items() if grant.scope and allowed(viewer, action)}
    links = links_of(viewer, viewer.teams)
    return ViewerCard(
        name=viewer.name,
        signed_in=viewer.kind is ViewerKind.PERSON,
        person=None,
        role=viewer.role,
        scopes=tuple(sorted(scopes - {"public:read"})),
        teams=tuple(links[ref] for ref in viewer.teams if ref in links),
    )
