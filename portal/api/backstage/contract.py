"""GET /openapi.json: what is asked and answered below /api/catalog. The document beside this file is written by hand, and
tests/fuzz/test_api.py holds the door to it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.http import HttpRequest

from portal.api.backstage.door import door, known_parameters


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text())
    return found


@door(["GET", "HEAD"])
def openapi(request: HttpRequest) -> Any:
    """Where Backstage's own plug-ins have theirs."""
    known_parameters(request)
    return document()
