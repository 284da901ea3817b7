"""What is told to whoever writes where Marquez lets one write: the way that there is."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

from portal.api.faults import json_response

_EVENTS = "POST /api/v1/lineage"
# The first that fits the path below /api/v1/.
_WAYS = (
    (
        r"tags(/|$)|namespaces/.+/tags/[^/]+$",
        f"Tags come from the tags facet of events ({_EVENTS}) or from metadata.tags of a descriptor (manage.py sync).",
    ),
    (
        r"jobs/runs/|namespaces/.+/jobs/.+/runs$",
        f"Runs come from events: {_EVENTS} with eventType START, RUNNING, COMPLETE, ABORT or FAIL.",
    ),
    (r"sources", f"Sources come from the dataSource facet of datasets: {_EVENTS}."),
    (
        r"namespaces/.+/datasets/",
        f"Datasets come from events ({_EVENTS}) and descriptors (manage.py sync); a lifecycleStateChange facet DROP says "
        "that one is gone.",
    ),
    (r"namespaces/.+/jobs/", f"Jobs come from events ({_EVENTS}) and descriptors (manage.py sync)."),
    (r"namespaces", f"Namespaces are there because events name them: {_EVENTS}."),
    (r"", f"This path is read with GET; events go to {_EVENTS}."),
)


def refusal(request: HttpRequest) -> HttpResponse:
    """405, with the door or command to use instead."""
    path = request.path_info.removeprefix("/api/v1/")
    way = next(text for pattern, text in _WAYS if re.match(pattern, path))
    message = f"{request.method} is not answered at {request.path_info}. {way}"
    response = json_response({"code": 405, "message": message}, 405)
    response["Allow"] = "GET, HEAD, POST" if path == "lineage" else "GET, HEAD"
    return response
