"""portal.web and portal.gateway: a worker on a socket that somebody else owns, through granian's private interface."""

from __future__ import annotations

import ast
import http.client
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from portal.listener import bind
from tests.product import free_port

EVENTS = "/api/v1/lineage"
MIB = 1024 * 1024
PROGRAM = """
import sys, time
from portal.web import serve

def application(environ, start_response):
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/environ":
        start_response("200 OK", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [repr({k: v for k, v in environ.items() if isinstance(v, str)}).encode()]
    if environ["PATH_INFO"] == "/slow":
        sys.stdout.write("slow\\n"); sys.stdout.flush()
        sys.stdin.readline()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(body)).encode()]

serve(application, int(sys.argv[1]), threads=2)
print("left", flush=True)
"""


@dataclass
class Web:
    port: int
    process: subprocess.Popen[str]

    def ask(self, path: str = EVENTS, body: bytes | Iterable[bytes] = b"") -> str:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("POST", path, body)
            return link.getresponse().read().decode()
        finally:
            link.close()

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def web() -> Iterator[Web]:
    port = free_port()
    with bind("127.0.0.1", port) as listener:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(listener.fileno())],
            pass_fds=[listener.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            yield Web(port, process)
            process.kill()


def test_it_works(web: Web) -> None:
    # The first connection was opened before the worker had started: it waits in the socket's queue.
    assert web.ask(body=b"x" * 3_000_000) == "3000000"


@pytest.mark.parametrize(
    ("path", "size", "read"),
    [
        ("/", 2 * MIB, 2 * MIB),
        ("/", 2 * MIB + 1, 2 * MIB + 1),
        (EVENTS, 32 * MIB + 1, 32 * MIB + 1),
    ],
)
def test_a_body_is_read_up_to_the_limit_of_its_door(web: Web, path: str, size: int, read: int) -> None:
    assert web.ask(path, b"x" * size) == str(read)


@pytest.mark.parametrize(("path", "length"), [("/", 2 * MIB + 2), (EVENTS, 32 * MIB + 2)])
def test_a_body_that_says_it_is_too_long_is_not_waited_for(web: Web, path: str, length: int) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=60) as link:
        link.sendall(f"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Length: {length}\r\n\r\n".encode())
        assert link.recv(4096).endswith(b"\r\n0")


@pytest.mark.parametrize(("path", "chunks", "read"), [("/", 3, 3000), ("/", 3000, 2 * MIB + 1)])
def test_a_body_in_chunks_has_the_length_that_came(web: Web, path: str, chunks: int, read: int) -> None:
    assert web.ask(path, (b"x" * 1000 for _ in range(chunks))) == str(read)


def test_senders_of_nothing_hold_nobody_up(web: Web) -> None:
    head = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\n"
    silent = [socket.create_connection(("127.0.0.1", web.port), timeout=60) for _ in range(8)]
    for one in silent:
        one.sendall(head)
    assert web.ask(body=b"four") == "4"
    silent[0].sendall(b"0123456789")
    assert silent[0].recv(4096).endswith(b"10")
    for one in silent:
        one.close()


def test_what_the_application_is_told(web: Web) -> None:
    link = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
    link.putrequest("GET", "/environ?a=%20b")
    for name, value in (("X-Two", "1"), ("X-Two", "2"), ("X_Two", "3"), ("Cookie", "a=1"), ("Cookie", "b=2")):
        link.putheader(name, value)
    link.endheaders()
    response = link.getresponse()
    told = ast.literal_eval(response.read().decode())
    link.close()
    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert told == {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/environ",
        "QUERY_STRING": "a=%20b",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(web.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "HTTP_HOST": f"127.0.0.1:{web.port}",
        "HTTP_ACCEPT_ENCODING": "identity",
        "HTTP_X_TWO": "1,2",
        "HTTP_COOKIE": "a=1; b=2",
    }


def test_request_under_way_is_finished_before_it_leaves(web: Web) -> None:
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(web.ask("/slow", b"four")))
    asking.start()
    assert web.line() == "slow"
    web.process.send_signal(signal.SIGTERM)
    assert web.process.stdin is not None
    web.process.stdin.write("\n")
    web.process.stdin.flush()
    asking.join(30)
    assert answers == ["4"]
    assert web.line() == "left"
    assert web.process.wait(30) == 0
