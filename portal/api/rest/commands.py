"""Every command as a REST view: POST with the input as a snake_case body, answered by the payload."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from catalog.database import question
from catalog.errors import InvalidError
from portal.api.commands import COMMANDS
from portal.api.faults import fault_of, fault_response, json_response
from portal.api.rest.arguments import from_json
from portal.api.rest.negotiation import DoorView
from portal.api.rest.shapes import serializer_of


class CommandView(DoorView):
    """A command of the table; an error is answered with the status of its code, and nothing was changed."""

    stem: str

    def post(self, request: Request) -> HttpResponse:
        """POST."""
        try:
            body = orjson.loads(request._request.body or b"null")
            command = COMMANDS[self.stem]
            given = from_json(command.input, body, "")
            with question():
                return json_response(command.answered(request._request.viewer, given))  # type: ignore[attr-defined]
        except orjson.JSONDecodeError as error:
            return fault_response(request._request, InvalidError.of("body", f"is not JSON: {error}"))
        except Exception as error:
            return fault_response(request._request, fault_of(error))


def command_view(stem: str) -> Any:
    """The view of one command. Unlike DRF's own views it asks a session for its CSRF token."""
    command = COMMANDS[stem]
    documented = extend_schema(
        operation_id=stem,
        description=(command.run.__doc__ or "").strip(),
        tags=[stem.rpartition("_")[0]],
        request=serializer_of(command.input),
        responses={200: serializer_of(command.answer)},
    )
    made = extend_schema_view(post=documented)(type(stem, (CommandView,), {"stem": stem}))
    view = made.as_view()
    view.csrf_exempt = False
    return view
