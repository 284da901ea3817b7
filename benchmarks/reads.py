"""Reads of a Backstage catalog API, whoever serves it: requests by scenario, sent over some connections for some seconds.

A small client of its own, since it runs beside the server that it measures: one process, about 30 microseconds a request.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks.descriptors import Descriptor

PAGE = 20
DEEP = 50


class Connection(asyncio.Protocol):
    """One HTTP/1.1 connection, one request in flight."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._done: asyncio.Future[tuple[int, bytes]] | None = None
        self._head = b""
        self.is_ended = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(ConnectionError(str(exc)))

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        """Status and body, once the whole answer is here."""
        assert self.transport is not None
        self._bytes, self._head = bytearray(), b""
        self._done = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._done

    def data_received(self, data: bytes) -> None:
        self._bytes += data
        if not self._head:
            end = self._bytes.find(b"\r\n\r\n")
            if end < 0:
                return
            self._head = bytes(self._bytes[:end]).lower()
            del self._bytes[: end + 4]
        self.is_ended = b"connection: close" in self._head
        body = self._chunks() if b"transfer-encoding: chunked" in self._head else self._whole()
        if body is not None and self._done is not None:
            self._done.set_result((int(self._head.split(b" ", 2)[1]), body))

    def _whole(self) -> bytes | None:
        _, _, rest = self._head.partition(b"content-length:")
        return bytes(self._bytes) if len(self._bytes) >= int(rest.split(b"\r\n")[0] or 0) else None

    def _chunks(self) -> bytes | None:
        if not self._bytes.endswith(b"0\r\n\r\n"):
            return None
        body, at = bytearray(), 0
        while True:
            end = self._bytes.find(b"\r\n", at)
            size = int(bytes(self._bytes[at:end]), 16) if end > 0 else -1
            if size < 0 or end + 2 + size + 2 > len(self._bytes):
                return None
            if size == 0:
                return bytes(body)
            body += self._bytes[end + 2 : end + 2 + size]
            at = end + 2 + size + 2


async def connected(host: str, port: int) -> Connection:
    """A new connection."""
    _, link = await asyncio.get_running_loop().create_connection(Connection, host, port)
    return link


class Asker:
    """Requests to one server, by its base such as http://127.0.0.1:7007/api/catalog."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._host = urlsplit(base).netloc
        self._path = urlsplit(base).path

    def request(self, path: str, body: Any = None) -> bytes:
        """The bytes of a GET, or of a POST when there is a body."""
        data = b"" if body is None else json.dumps(body).encode()
        head = [f"{'GET' if body is None else 'POST'} {self._path}{path} HTTP/1.1", f"Host: {self._host}"]
        if body is not None:
            head += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
        return "\r\n".join([*head, "Accept: application/json", "", ""]).encode() + data

    def get(self, path: str) -> Any:
        """The answer to one GET."""
        with urllib.request.urlopen(self.base + path, timeout=120) as answer:
            return json.load(answer)

    def cursor(self, page: int) -> str:
        """The cursor of a page of the list by name."""
        found = self.get(f"/entities/by-query?limit={PAGE}&orderField=metadata.name,asc")
        for _ in range(page - 2):
            found = self.get(
                f"/entities/by-query?limit={PAGE}&cursor={quote(found['pageInfo']['nextCursor'], safe='')}"
            )
        return quote(found["pageInfo"]["nextCursor"], safe="")

    def run(self, requests: list[bytes], *, connections: int, seconds: float) -> dict[str, Any]:
        """What came of asking one after the other on every connection for so long: per second, milliseconds, bytes, errors."""
        return asyncio.run(self._run(requests, connections, seconds))

    async def _run(self, requests: list[bytes], connections: int, seconds: float) -> dict[str, Any]:
        host, _, port = self._host.partition(":")
        took: list[float] = []
        sizes: list[int] = []
        bad: Counter[int] = Counter()
        numbers: Iterator[int] = itertools.count()
        begun = time.perf_counter()

        async def worker() -> None:
            link = await connected(host, int(port))
            while time.perf_counter() < begun + seconds:
                if link.is_ended:
                    link = await connected(host, int(port))
                sent = time.perf_counter()
                status, body = await link.ask(requests[next(numbers) % len(requests)])
                took.append(time.perf_counter() - sent)
                sizes.append(len(body))
                bad[status] += status != 200
            assert link.transport is not None
            link.transport.close()

        await asyncio.gather(*(worker() for _ in range(connections)))
        took_all = time.perf_counter() - begun
        took.sort()
        return {
            "per_second": len(took) / took_all,
            "p50_ms": 1000 * took[len(took) // 2],
            "p95_ms": 1000 * took[int(0.95 * len(took))],
            "bytes": statistics.mean(sizes),
            "errors": sum(bad.values()),
        }


def scenarios(asker: Asker, descriptors: list[Descriptor]) -> dict[str, list[bytes]]:
    """Requests by name of the scenario."""
    names = [(d["kind"].lower(), d["metadata"].get("namespace", "default"), d["metadata"]["name"]) for d in descriptors]
    refs = [f"{kind}:{namespace}/{name}".lower() for kind, namespace, name in names]
    some = [names[i * len(names) // 97] for i in range(97)]
    hundred = [refs[i * len(refs) // 100] for i in range(100)]
    owners = Counter(
        d["spec"]["owner"] for d in descriptors if str(d["spec"].get("owner")).startswith("group:default/team")
    )
    ranked = [owner for owner, _ in owners.most_common()]
    page = f"/entities/by-query?limit={PAGE}"
    component = f"{page}&filter=kind=component"
    by_name = "orderField=metadata.name,asc"
    text = "fullTextFilterFields=metadata.name,metadata.title,metadata.description&fullTextFilterTerm="
    counted = "/entity-facets?facet=spec.type&facet=metadata.tags"
    get = asker.request
    return {
        "by-name": [get(f"/entities/by-name/{kind}/{space}/{quote(name)}") for kind, space, name in some],
        "by-query, one kind": [get(component)],
        "by-query, one kind, no total": [get(f"{component}&totalItems=exclude")],
        "by-query, ordered": [get(f"{component}&{by_name}")],
        "by-query, full text": [
            get(f"{component}&{by_name}&{text}{t}") for t in ("ledger", "pay", "svc-0001", "fraud")
        ],
        "by-query, page 50 by cursor": [get(f"{page}&cursor={asker.cursor(DEEP)}")],
        "facets": [get(counted)],
        "facets, filtered": [get(f"{counted}&facet=metadata.namespace&filter=kind=component")],
        "by-refs, 100": [asker.request("/entities/by-refs", {"entityRefs": hundred})],
        "by-refs, 100, fields": [
            asker.request(
                "/entities/by-refs",
                {"entityRefs": hundred, "fields": ["kind", "metadata.name", "metadata.namespace", "metadata.title"]},
            )
        ],
        "of a middling owner": [get(f"/entities?filter=spec.owner={ranked[len(ranked) // 2]}")],
        "of the largest owner": [get(f"/entities?filter=spec.owner={ranked[0]}")],
        "of an owner, by relation": [get(f"/entities?filter=relations.ownedby={ranked[len(ranked) // 2]}")],
        "all, three fields": [get("/entities?fields=kind,metadata.name,metadata.namespace")],
    }
