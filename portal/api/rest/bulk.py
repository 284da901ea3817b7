"""The whole catalog out and in (docs/bulk.md): GET /export, POST /import."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from catalog.answers import ImportOutcome
from catalog.commands.imports import descriptor_import
from catalog.database import question
from catalog.errors import BodyTooLargeError
from catalog.ingest.sent import BulkFormat
from catalog.queries.exports import descriptor_export
from catalog.queries.filters import EntityFilter
from portal.api.faults import fault_of, fault_response, json_response
from portal.api.rest.arguments import Arguments
from portal.api.rest.negotiation import DoorView
from portal.api.rest.shapes import serializer_of
from portal.api.streams import stream_response
from portal.bulk import CONTENT_TYPES, written

BODY_MAX = 32 * 1024 * 1024
_TYPES = {kind.partition(";")[0]: format for format, kind in CONTENT_TYPES.items()}
_FORMAT = OpenApiParameter("format", str, enum=[*BulkFormat], default=BulkFormat.YAML.value)


class ExportView(DoorView):
    """Descriptors of everything that is seen, by ref."""

    @extend_schema(
        operation_id="descriptor_export",
        tags=["descriptor"],
        description="Descriptors of all that entity_search finds, by ref, as files have them: a stream that POST /import takes. "
        "An error half way ends it with what no parser takes.",
        parameters=[_FORMAT, OpenApiParameter("text", str), OpenApiParameter("filter", str)],
        responses={(200, kind): OpenApiResponse(OpenApiTypes.ANY) for kind in _TYPES},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """GET."""
        try:
            with question():
                return _exported(request._request)
        except Exception as error:
            return fault_response(request._request, fault_of(error))


def _exported(request: HttpRequest) -> StreamingHttpResponse:
    a = Arguments(request)
    format = a.word("format", BulkFormat, BulkFormat.YAML)
    text, wanted = a.text("text"), a.object("filter", EntityFilter)
    a.done()
    pages = descriptor_export(request.viewer, text=text, filter=wanted)  # type: ignore[attr-defined]
    first = next(pages, ())  # what is wrong in the question is told before anything is sent
    response = stream_response(written(chain([first], pages), format), content_type=CONTENT_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="catalog.{format}"'
    return response


class ImportView(DoorView):
    """What a source of kind import says, sent as a body."""

    @extend_schema(
        operation_id="descriptor_import",
        tags=["descriptor"],
        description=(descriptor_import.__doc__ or "").strip().partition("\n")[0],
        parameters=[
            OpenApiParameter("source", str, required=True),
            _FORMAT,
            OpenApiParameter("plan", bool, default=False),
        ],
        request=dict.fromkeys(_TYPES, OpenApiTypes.STR),
        responses={200: serializer_of(ImportOutcome)},
    )
    def post(self, request: Request) -> HttpResponseBase:
        """POST."""
        try:
            with question():
                return json_response(_imported(request._request))
        except Exception as error:
            return fault_response(request._request, fault_of(error))


def _imported(request: HttpRequest) -> Any:
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_MAX:
        raise BodyTooLargeError(f"The body has more than {BODY_MAX} bytes; manage.py import takes files of any length.")
    a = Arguments(request)
    format = a.word("format", BulkFormat, BulkFormat.YAML)
    source, plan = a.must("source"), a.flag("plan") or False
    a.done()
    return descriptor_import(
        request.viewer,  # type: ignore[attr-defined]
        source=source,
        name="body",
        readline=request.readline,
        format=format,
        plan=plan,
    )


export_view: Any = ExportView.as_view()
# Unlike DRF's own views it asks a session for its CSRF token.
import_view: Any = ImportView.as_view()
import_view.csrf_exempt = False
