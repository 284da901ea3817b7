"""Questions about edits as REST asks them; the rest of the questions is in portal/api/rest/views.py."""

from __future__ import annotations

from catalog.answers import Patch
from catalog.queries.patches import patch_list
from catalog.viewers import Viewer
from portal.api.rest.arguments import Arguments


def ask_patches(viewer: Viewer, a: Arguments, path: dict[str, str]) -> tuple[Patch, ...]:
    """GET /patches."""
    refs, change_set = a.many("refs"), a.text("change_set")
    a.done()
    return patch_list(viewer, refs=refs, change_set=change_set)
