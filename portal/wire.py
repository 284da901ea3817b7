"""What granian's network side hands over, as WSGI has it; and answers that need no thread."""

from __future__ import annotations

import io
import json
import sys
from typing import Any


def announced_of(scope: Any) -> str:
    """What the head says of a body: its length, or how it comes; empty when there is none."""
    length = scope.headers.get("content-length") or ""
    return "" if length == "0" else length or scope.headers.get("transfer-encoding") or ""


def unavailable(detail: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """503 that clients try again: status, headers, body."""
    headers = [("content-type", "application/problem+json"), ("retry-after", "2")]
    problem = {"title": "Unavailable", "status": 503, "code": "UNAVAILABLE", "detail": detail, "retry_after_seconds": 2}
    return 503, headers, json.dumps(problem).encode()


def refuse(proto: Any, detail: str) -> None:
    """503, and the end of the connection: its body was not read."""
    status, headers, body = unavailable(detail)
    proto.response_bytes(status, [*headers, ("connection", "close")], body)


def environ_of(scope: Any, body: bytes) -> dict[str, Any]:
    """WSGI's environment. The length is that of the body, also where it came in chunks, unless it was not read."""
    server, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # would look like the header with a dash, which a proxy may have set or removed
            continue
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ
