"""What a change reaches, as REST asks it: pages, or all of it as a stream (docs/lineage.md)."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from catalog.database import question
from catalog.queries.filters import EntityFilter
from catalog.viewers import Viewer
from lineage import answers as lin
from lineage.queries.contacts import contact_list
from lineage.queries.impact import impact_export, impact_list
from portal.api.faults import fault_of, fault_response
from portal.api.rest.arguments import Arguments
from portal.api.rest.negotiation import DoorView
from portal.api.rest.shapes import page_of
from portal.api.rest.views import answer_response, page_arguments
from portal.api.streams import cut_cell, cut_object, stream_response
from portal.impact_lines import CONTENT_TYPES, ImpactFormat, impacts_written

_TYPES = {kind.partition(";")[0]: format for format, kind in CONTENT_TYPES.items()}
_RESPONSES: Any = {
    (200, "application/json"): page_of(lin.Impact),
    **{(200, kind): OpenApiResponse(OpenApiTypes.STR) for kind in _TYPES},
}
_PARAMS = ("columns", "max_hops", "direction", "filter", "as_of", "first", "after")


class ImpactsView(DoorView):
    """GET /impacts: a page, or with `format`, or an Accept header that names one, everything."""

    @extend_schema(
        operation_id="impact_list",
        tags=["impact"],
        description="Everything that a change reaches, nearest first. As JSON Lines or CSV it is sent whole, without `first` and "
        "`after`; an error half way ends it with what no parser takes.",
        parameters=[
            OpenApiParameter("ref", str, required=True),
            *(OpenApiParameter(name, str) for name in _PARAMS),
            OpenApiParameter("format", str, enum=[*ImpactFormat]),
        ],
        responses=_RESPONSES,
    )
    def get(self, request: Request) -> HttpResponseBase:
        """GET."""
        try:
            with question():
                return _impacts(request._request)
        except Exception as error:
            return fault_response(request._request, fault_of(error))


def _impacts(request: HttpRequest) -> HttpResponseBase:
    a = Arguments(request)
    format = a.word("format", ImpactFormat) or _accepted(request)
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    given: dict[str, Any] = {
        **_affected(a),
        "direction": a.word("direction", lin.Direction, lin.Direction.DOWNSTREAM),
    }
    if format is None:
        return answer_response(request, impact_list(viewer, **given, **page_arguments(a)))
    a.done()
    pages = impact_export(viewer, **given)
    first = next(pages, ())  # what is wrong in the question is told before anything is sent
    response = stream_response(
        impacts_written(chain([first], pages), format),
        content_type=CONTENT_TYPES[format],
        cut=cut_cell if format is ImpactFormat.CSV else cut_object,
    )
    response["Content-Disposition"] = f'attachment; filename="impacts.{format}"'
    return response


def _accepted(request: HttpRequest) -> ImpactFormat | None:
    """The first of the streams that the Accept header names."""
    named = (part.partition(";")[0].strip().lower() for part in request.headers.get("Accept", "").split(","))
    return next((_TYPES[kind] for kind in named if kind in _TYPES), None)


def _affected(a: Arguments) -> dict[str, Any]:
    return {
        "ref": a.must("ref"),
        "columns": a.many("columns"),
        "max_hops": a.number("max_hops"),
        "filter": a.object("filter", EntityFilter),
        "as_of": a.time("as_of"),
    }


def ask_contacts(viewer: Viewer, a: Arguments, path: dict[str, str]) -> tuple[lin.Contact, ...]:
    """GET /contacts."""
    given = _affected(a)
    a.done()
    return contact_list(viewer, **given)
