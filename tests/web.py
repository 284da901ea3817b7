"""A web server on this machine whose pages a test writes, and the settings that let Headwater ask it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from catalog.outgoing import AllowedHost, OutgoingRules


@dataclass
class Page:
    """An answer; `tags` whether it has an ETag and is told unchanged by it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    tags: bool = True


@dataclass
class Web:
    """`pages` by path; `asked` are the requests: (path, status, headers as they came); it answers while `answers` is set."""

    url: str
    pages: dict[str, Page | str] = field(default_factory=dict)
    asked: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    answers: threading.Event = field(default_factory=threading.Event)

    @property
    def statuses(self) -> list[tuple[str, int]]:
        """What was asked since the last look, and the answers."""
        found = [(path, status) for path, status, _ in self.asked]
        self.asked.clear()
        return found


@contextmanager
def web() -> Iterator[Web]:
    """A server on 127.0.0.1 while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = served.pages.get(self.path, Page(status=404))
            page = Page(found.encode()) if isinstance(found, str) else found
            tag = f'"{hashlib.sha1(page.body).hexdigest()}"'
            status = 304 if page.tags and self.headers["If-None-Match"] == tag else page.status
            served.answers.wait()
            served.asked.append((self.path, status, dict(self.headers)))
            self.send_response(status)
            for name, value in {**({"ETag": tag} if page.tags else {}), **page.headers}.items():
                self.send_header(name, value)
            body = b"" if status == 304 else page.body
            self.send_header("Content-Length", str(len(body)))
            with suppress(ConnectionError):  # who asked has gone
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Web(f"http://127.0.0.1:{server.server_port}")
    served.answers.set()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        served.answers.set()
        server.shutdown()
        server.server_close()
        thread.join()


def rules(*hosts: str, private: tuple[str, ...] = ()) -> OutgoingRules:
    """As an operator would write them."""
    found = OutgoingRules(hosts=tuple(AllowedHost.parse(host) for host in hosts))
    for entry in private:
        found += OutgoingRules.private(entry)
    return found


def allowing(served: Web) -> OutgoingRules:
    """That server alone."""
    return rules(served.url, private=("127.0.0.1",))
