"""The client of the Backstage project (npm @backstage/catalog-client), unchanged, in a Node process of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "client"
# Steps inside the client, which its own methods take.
INNER = {"queryEntitiesByPredicate", "getEntityFacetsByPredicate", "requestIgnored", "requestRequired"} | {
    "requestOptional",
    "getFilterValue",
}


class Client:
    """Asks one server, with a token or with headers of a session; after the first call it knows which methods there are."""

    def __init__(self, url: str, token: str | None, headers: dict[str, str] | None = None) -> None:
        self._url, self._token, self._headers = url, token, headers or {}
        self.methods: set[str] = set()

    def outcomes(self, *calls: tuple[Any, ...]) -> list[dict[str, Any]]:
        """What became of each call: {"value": ...}, without the key where it was undefined, or {"error": ...}."""
        assert (FOLDER / "node_modules").is_dir(), "Backstage's client is not installed: run `make build`"
        asked = json.dumps({"url": self._url, "token": self._token, "headers": self._headers, "calls": calls})
        done = subprocess.run(["node", FOLDER / "ask.mjs"], input=asked, capture_output=True, text=True, check=True)
        told = json.loads(done.stdout)
        self.methods = set(told["methods"]) - INNER
        found: list[dict[str, Any]] = told["outcomes"]
        return found

    def values(self, *calls: tuple[Any, ...]) -> list[Any]:
        """What the calls gave; None for undefined."""
        found = self.outcomes(*calls)
        assert [outcome["error"] for outcome in found if "error" in outcome] == []
        return [outcome.get("value") for outcome in found]

    def error(self, *call: Any) -> tuple[int, str, str]:
        """(status, name, message) of what a call is refused with."""
        (outcome,) = self.outcomes(call)
        error = outcome["error"]
        return error["status"], error["body"]["name"], error["body"]["message"]
