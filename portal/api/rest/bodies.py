"""Questions that are too long for an address: asked by POST, with a JSON object of the fields of an input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from catalog.answers import doc, given
from catalog.database import question
from catalog.errors import InvalidError
from catalog.viewers import Viewer
from lineage.answers import ColumnInput, SchemaVerdict
from lineage.queries.schema_check import schema_check
from portal.api.faults import fault_of, fault_response, json_response
from portal.api.rest.arguments import from_json
from portal.api.rest.negotiation import DoorView
from portal.api.rest.shapes import serializer_of


class BodyQuestionView(DoorView):
    """A question: `ask` gets the viewer and the input."""

    ask: Callable[[Viewer, Any], Any]
    given: type

    def post(self, request: Request) -> HttpResponse:
        """POST."""
        asked: HttpRequest = request._request
        try:
            found = from_json(self.given, orjson.loads(asked.body), "")
            with question():
                return json_response(type(self).ask(asked.viewer, found))  # type: ignore[attr-defined]
        except orjson.JSONDecodeError as error:
            return fault_response(asked, InvalidError.of("body", f"is not JSON: {error}"))
        except Exception as error:
            return fault_response(asked, fault_of(error))


def body_view(stem: str, ask: Callable[[Viewer, Any], Any], given: type, answer: type) -> Any:
    """A view of one question."""
    documented = extend_schema(
        operation_id=stem,
        tags=[stem.rpartition("_")[0]],
        description=(answer.__doc__ or "").split("\n")[0],
        request=serializer_of(given),
        responses={200: serializer_of(answer)},
    )
    view = type(f"{stem}_view", (BodyQuestionView,), {"ask": staticmethod(ask), "given": given})
    return extend_schema_view(post=documented)(view).as_view()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaCheckInput:
    """All columns of a dataset as they will be."""

    ref: str = doc("The dataset.")
    columns: tuple[ColumnInput, ...] = doc("All columns as they will be; at most 5,000.")
    commit: str | None = given("Commit the proposal is in.")
    max_hops: int = given("Hops looked at, 1 to 10.", default=6)


def ask_schema_check(viewer: Viewer, found: SchemaCheckInput) -> SchemaVerdict:
    """POST /schemas/check."""
    return schema_check(viewer, ref=found.ref, columns=found.columns, commit=found.commit, max_hops=found.max_hops)
