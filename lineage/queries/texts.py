"""Texts of producers as far as a viewer may read them."""

from __future__ import annotations

from functools import cached_property

from catalog.answers import TextState
from catalog.permissions import allowed
from catalog.viewers import Viewer
from lineage.answers import RestrictedText
from lineage.queries.names import Hidden


class Texts:
    """What one viewer may read."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._may_read = allowed(viewer, "event.read")

    @cached_property
    def _hidden(self) -> Hidden:
        """Asked for when there is a text to read: most answers have none."""
        return Hidden(self._viewer)

    def plain(self, text: str | None) -> str | None:
        """A text that says nothing secret; None when it names something hidden."""
        return None if text is None or self._hidden.in_text(text) else text

    def restricted(self, text: str | None) -> RestrictedText:
        """A text for who may read events, and that names nothing hidden from them."""
        if text is None:
            return RestrictedText(text=None, state=TextState.ABSENT)
        if not self._may_read or self._hidden.in_text(text):
            return RestrictedText(text=None, state=TextState.REDACTED)
        return RestrictedText(text=text, state=TextState.AVAILABLE)
