"""Every address of the web UI is one that the server knows: a reload there is no 404."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import resolve

ROUTER = Path(__file__).parents[2] / "frontend/src/routes/router.tsx"


def test_the_server_knows_every_route_of_the_ui():
    paths = re.findall(r"path: '(/[^']*)'", ROUTER.read_text())
    assert len(paths) == 14
    known = {path: resolve(re.sub(r":\w+", "x", path)).url_name for path in paths}
    assert known == dict.fromkeys(paths, "ui") | {"/": "ui-root", "/graphql": "graphql"}
