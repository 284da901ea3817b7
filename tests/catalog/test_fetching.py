"""The one HTTP client: redirects, limits of time and size, what of the environment does not count, TLS to a fixed address."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import threading
import zlib

import pytest

from catalog.fetching import Fetched, Validators, fetch
from catalog.outgoing import OutgoingError
from tests.web import Page, allowing, rules, web


@pytest.fixture
def site(settings):
    with web() as served:
        settings.OUTGOING = allowing(served)
        yield served


def refused(url, *, limit=1000, **options):
    with pytest.raises(OutgoingError) as caught:
        fetch(url, limit=limit, **options)
    return caught.value.message


def test_it_works(site):
    site.pages["/a?b=c"] = Page(b"text", headers={"Last-Modified": "yesterday"})
    fetched = fetch(f"{site.url}/a?b=c", limit=4)
    ((path, status, headers),) = site.asked
    assert (fetched.body, path, status) == (b"text", "/a?b=c", 200)
    assert fetched.validators == Validators('"372ea08cab33e71c02c651dbc83a474d32c676ea"', "yesterday")
    assert headers == {"Host": site.url.removeprefix("http://"), "User-Agent": "Headwater", "Accept-Encoding": "gzip"}
    known = fetched.validators
    assert fetch(f"{site.url}/a?b=c", limit=4, known=known) == Fetched(None, known)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["/fine", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd"])
def test_a_redirect_is_not_followed(site, status, to):
    site.pages |= {"/a": Page(status=status, headers={"Location": to}), "/fine": "fine"}
    assert refused(f"{site.url}/a") == (
        f"answered with a redirect ({status}); redirects are not followed: give the address that it leads to"
    )
    assert site.statuses == [("/a", status)]


@pytest.mark.parametrize("status", [201, 204, 206, 400, 401, 403, 404, 410, 418, 500, 503])
def test_other_answers(site, status):
    site.pages["/a"] = Page(status=status)
    with pytest.raises(OutgoingError) as caught:
        fetch(f"{site.url}/a", limit=10)
    assert (caught.value.message, caught.value.is_missing) == (
        f"answered {status}; accepted: 200",
        status in (404, 410),
    )


def test_304_is_an_answer_only_to_who_knew_something(site):
    site.pages["/a"] = Page(status=304)
    assert refused(f"{site.url}/a").startswith("answered with a redirect (304)")


def test_sizes(site):
    site.pages["/a"] = Page(b"x" * 1000)
    assert fetch(f"{site.url}/a", limit=1000).body == b"x" * 1000
    assert refused(f"{site.url}/a", limit=999) == "has more than 999 bytes; accepted: up to 999"


def test_gzip(site):
    site.pages["/a"] = Page(gzip.compress(b"text"), headers={"Content-Encoding": "gzip"})
    assert fetch(f"{site.url}/a", limit=4).body == b"text"


def test_a_bomb_goes_off_at_the_limit(site, monkeypatch):
    made: list[int] = []
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(512)) + packer.flush()  # 512 MiB from 0.5
    site.pages["/a"] = Page(bomb, headers={"Content-Encoding": "gzip"})
    real = bytearray.__iadd__
    monkeypatch.setattr("catalog.fetching.bytearray", _counting(made, real), raising=False)
    assert refused(f"{site.url}/a", limit=1 << 20) == "has more than 1048576 bytes; accepted: up to 1048576"
    assert sum(made) <= (1 << 20) + (1 << 16)


def _counting(made, real):
    class Counting(bytearray):
        def __iadd__(self, more):
            made.append(len(more))
            return real(self, more)

    return Counting


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "x"])
def test_encodings_that_were_not_asked_for(site, encoding):
    site.pages["/a"] = Page(b"text", headers={"Content-Encoding": encoding})
    assert refused(f"{site.url}/a") == "answered in an encoding that was not asked for; accepted: gzip or none"


def test_broken_gzip(site):
    site.pages["/a"] = Page(b"text", headers={"Content-Encoding": "gzip"})
    assert refused(f"{site.url}/a") == "broke off, or answered with something that is no HTTP"


@pytest.mark.parametrize("tag", ["x" * 501, "\xe4"])
def test_validators_that_are_not_sent_back(site, tag):
    site.pages["/a"] = Page(b"a", headers={"ETag": tag}, tags=False)
    assert fetch(f"{site.url}/a", limit=10).validators == Validators()


def test_proxies_and_netrc_of_the_environment_do_not_count(site, monkeypatch, tmp_path):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login canary password canary\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    site.pages["/a"] = "text"
    assert fetch(f"{site.url}/a", limit=10).body == b"text"
    assert "Authorization" not in site.asked[0][2]


@pytest.fixture
def raw(settings):
    """A server of one connection that does what a test says; its port and the way to say it."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)  # a test that fails before it connects must not hang
    port = listener.getsockname()[1]
    settings.OUTGOING = rules(f"http://127.0.0.1:{port}", f"localhost:{port}", private=("127.0.0.1", "localhost"))
    threads: list[threading.Thread] = []

    def serve(act):
        def run():
            with listener.accept()[0] as connection:
                act(connection)

        threads.append(threading.Thread(target=run))
        threads[0].start()
        return port

    yield serve
    for thread in threads:
        thread.join()
    listener.close()


def drip(head, gone, piece=b"x"):
    """Send a byte now and then until the other side is gone: no wait is ever longer than a moment."""

    def act(connection):
        connection.settimeout(0.02)
        connection.sendall(head)
        while True:
            try:
                connection.sendall(piece)
                if connection.recv(65536) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        gone.set()

    return act


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
    ],
    ids=["status", "header", "body without a length", "body"],
)
def test_who_answers_a_byte_at_a_time_is_cut_off(raw, head):
    gone = threading.Event()
    port = raw(drip(head, gone))
    assert refused(f"http://127.0.0.1:{port}/", limit=1 << 20, seconds=0.3) == "took more than 0.3 s to answer"
    assert gone.wait(10)


def test_a_handshake_that_never_ends_is_cut_off(raw):
    """A record of TLS that announces 16,000 bytes and brings them one by one."""
    gone = threading.Event()
    port = raw(drip(b"\x16\x03\x03\x3e\x80\x02", gone, piece=b"\x00"))
    assert refused(f"https://localhost:{port}/", seconds=0.3) == "took more than 0.3 s to answer"
    assert gone.wait(10)


def test_silence(raw, monkeypatch):
    monkeypatch.setattr("catalog.fetching.READ_SECONDS", 0.1)
    port = raw(lambda connection: [None for _ in iter(lambda: connection.recv(65536), b"")])
    assert refused(f"http://127.0.0.1:{port}/") == "did not answer within 0.1 s"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http(raw, answer):
    def act(connection):
        connection.recv(65536)
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    assert refused(f"http://127.0.0.1:{raw(act)}/") == "broke off, or answered with something that is no HTTP"


# --- TLS --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate of its own for catalog.example.org: (certificate, key)."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    names = ["-subj", "/CN=catalog.example.org", "-addext", "subjectAltName=DNS:catalog.example.org"]
    subprocess.run([*command, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


@pytest.fixture
def secure(raw, authority, monkeypatch):
    """A server that speaks TLS; its port, and what name and request it saw."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))
    seen: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority)
    context.sni_callback = lambda _socket, name, _context: seen.append(name)

    def act(connection):
        try:
            with context.wrap_socket(connection, server_side=True) as channel:
                seen.append(channel.recv(65536).decode())
                channel.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntext")
        except OSError:
            pass

    return raw(act), seen


def _resolved(monkeypatch):
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))],
    )


def test_tls_is_spoken_to_the_address_with_the_name(secure, settings, monkeypatch):
    port, seen = secure
    settings.OUTGOING = rules(f"catalog.example.org:{port}", private=("127.0.0.1",))
    with monkeypatch.context() as patched:
        _resolved(patched)
        assert fetch(f"https://catalog.example.org:{port}/a", limit=10).body == b"text"
    name, request = seen
    assert name == "catalog.example.org"
    assert request.startswith(f"GET /a HTTP/1.1\r\nHost: catalog.example.org:{port}\r\n")


def test_a_certificate_of_another_name_is_refused(secure, settings, monkeypatch):
    port, seen = secure
    settings.OUTGOING = rules(f"other.example.org:{port}", private=("127.0.0.1",))
    with monkeypatch.context() as patched:
        _resolved(patched)
        assert refused(f"https://other.example.org:{port}/a") == "has a certificate that is not accepted"
    assert seen == ["other.example.org"]


def test_a_certificate_that_nobody_vouches_for_is_refused(secure, settings, monkeypatch):
    port, seen = secure
    monkeypatch.delenv("SSL_CERT_FILE")
    settings.OUTGOING = rules(f"catalog.example.org:{port}", private=("127.0.0.1",))
    with monkeypatch.context() as patched:
        _resolved(patched)
        assert refused(f"https://catalog.example.org:{port}/a") == "has a certificate that is not accepted"
    assert seen == ["catalog.example.org"]
