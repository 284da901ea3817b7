"""What the OpenAPI document of REST says of errors: every operation may end in one, each is a problem+json of one shape."""

from __future__ import annotations

from typing import Any

from portal.api.faults import STATUS

# By status what it means; a question and a command say which of them they may answer.
TEXTS = {
    "400": "An argument is not accepted; `errors` names it.",
    "401": "No session or token that is valid.",
    "403": "The right is missing, or the CSRF token of a session.",
    "404": "Nothing visible has the name.",
    "409": "Changed since it was read, taken, or not possible in this state.",
    "413": "The body is above its limit.",
    "503": "The database is away; try again.",
    "504": "Stopped after the time limit; ask for less.",
}
OF_BODIES = ("409", "413")
_TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "description": "An error of the product.",
    "required": [
        "type",
        "title",
        "status",
        "detail",
        "code",
        "instance",
        "request_id",
        "errors",
        "retry_after_seconds",
    ],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": {"type": "string", "enum": sorted(STATUS)},
        "instance": _TEXT,
        "request_id": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {"field": _TEXT, "code": _TEXT, "message": _TEXT},
            },
        },
        "retry_after_seconds": {"type": "integer", "nullable": True},
    },
}


def errors_told(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    result["components"]["responses"] = {
        f"Problem{status}": {
            "description": text,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, text in TEXTS.items()
    }
    for path in result["paths"].values():
        for verb, operation in path.items():
            for status in TEXTS:
                if verb != "get" or status not in OF_BODIES:
                    operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
    return result
