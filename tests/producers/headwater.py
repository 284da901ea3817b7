"""A running Headwater for one producer, asked as a user asks it: by GraphQL and by REST, with a token."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import requests

from tests.product import Product, scratch_product, wait_for

READ = ("catalog:read", "events:read", "graphql:adhoc")


class Headwater:
    """The doors of a product that runs."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.url = f"http://127.0.0.1:{product.port}"
        self.key = self._token("producer", "ingest:write")
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {self._token('reader', *READ)}"

    def _token(self, name: str, *scopes: str) -> str:
        asked = [part for scope in scopes for part in ("--scope", scope)]
        return self.product.manage("token", "create", "--name", name, *asked, "--quiet").strip()

    def graphql(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of a question that must succeed."""
        answer = self._session.post(f"{self.url}/graphql", json={"query": query, "variables": variables}).json()
        assert "errors" not in answer, answer["errors"]
        return dict(answer["data"])

    def pages(self, query: str, field: str) -> Iterator[dict[str, Any]]:
        """The nodes of all pages of a connection; the query takes $after."""
        after = None
        while True:
            page = self.graphql(query, after=after)[field]
            yield from page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def rest(self, path: str, *names: str, **asked: Any) -> Any:
        """The JSON of a GET below /api/v1 that must succeed; `{}` in the path are names."""
        answer = self._session.get(
            f"{self.url}/api/v1/{path.format(*(quote(name, safe='') for name in names))}", params=asked
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def intake(self) -> Counter[str]:
        """How many events were stored, refused, duplicate, ...: the counters of the one web process."""
        text = requests.get(f"{self.url}/metrics").text
        counted: Counter[str] = Counter()
        for outcome, count in re.findall(r'^headwater_intake_events_total\{.*outcome="(\w+)".*\} (\S+)$', text, re.M):
            counted[outcome] += int(float(count))
        return counted

    def settle(self) -> None:
        """Return when every event is applied and no queue holds anything, twice in a row: work of one queue may put
        something into another between two looks."""

        def is_idle() -> bool:
            tasks = self.graphql("{ tasks { backlog } intakes { waiting } }")
            return not any(
                task["backlog"] for task in tasks["tasks"] + [{"backlog": i["waiting"]} for i in tasks["intakes"]]
            )

        wait_for(lambda: is_idle() and is_idle(), "everything is applied", seconds=180, pause=0.2)


@contextlib.contextmanager
def running_headwater() -> Iterator[Headwater]:
    """A whole product of its own: database, broker, one web process (so that its counters are all there is), worker."""
    with scratch_product(HEADWATER_WEB_PROCESSES="1") as product:
        product.start_and_wait()
        yield Headwater(product)
