"""Views of this door answer what they answer, whatever a client says it accepts: errors, streams and JSON are one thing each."""

from __future__ import annotations

from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.views import APIView


class AsItIs(BaseContentNegotiation):
    """No 406, and no meaning of a query key `format` but a view's own."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Bodies are read by the views."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """Used by DRF's own errors alone."""
        return renderers[0], renderers[0].media_type


class DoorView(APIView):
    """What every view below /api/portal/v1 is."""

    content_negotiation_class = AsItIs
