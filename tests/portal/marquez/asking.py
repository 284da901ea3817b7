"""How the tests ask the Marquez door: as a token that may read the catalog and events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.test import Client

from portal.tokens import token_create
from tests.builders import T0

READ = ("catalog:read", "events:read")


def reader(*scopes: str) -> Client:
    """A client with a token of these scopes."""
    _, secret = token_create(name="-".join(scopes or READ), scopes=list(scopes or READ))
    return Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)


class Door:
    """GET below /api/v1, names percent-encoded as stock clients do it."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or reader()

    def answer(self, path: str, *names: str, **query: Any) -> Any:
        """The response; `{}` in the path are names."""
        return self.client.get("/api/v1/" + path.format(*(quote(name, safe="") for name in names)), query)

    def get(self, path: str, *names: str, **query: Any) -> Any:
        """The JSON of an answer that is 200."""
        response = self.answer(path, *names, **query)
        assert response.status_code == 200, response.content
        return response.json()

    def fault(self, path: str, *names: str, **query: Any) -> tuple[int, str]:
        """(status, message) of an error."""
        response = self.answer(path, *names, **query)
        body = response.json()
        assert sorted(body) == ["code", "message"]
        assert body["code"] == response.status_code
        return response.status_code, body["message"]

    def lineage(self, node: str, **query: Any) -> dict[str, tuple[list[str], list[str]]]:
        """Of each node of a graph the nodes before and after it."""
        graph = self.get("lineage", nodeId=node, **query)["graph"]
        for item in graph:
            assert all(edge["destination"] == item["id"] for edge in item["inEdges"])
            assert all(edge["origin"] == item["id"] for edge in item["outEdges"])
        return {
            item["id"]: ([e["origin"] for e in item["inEdges"]], [e["destination"] for e in item["outEdges"]])
            for item in graph
        }


def minutes_ago(minutes: float) -> float:
    """For builders.event: minutes from T0 to a moment before now, for what the door tells of the last days."""
    return (datetime.now(UTC) - timedelta(minutes=minutes) - T0).total_seconds() / 60


def at(minutes: float) -> str:
    """T0 + minutes as the door writes it."""
    return (T0 + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
