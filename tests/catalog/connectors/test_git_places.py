"""Connector `git`: which hosts it may ask, and that it asks the address that was looked at (T12 to T14)."""

from __future__ import annotations

import os
import socket
import threading

import pytest

from catalog.connectors.git import GitConnector
from catalog.ingest.connector import ConnectorConfigError, ConnectorReadError
from tests.web import rules

NOT_ALLOWED = (
    "url: is not on a host that the operator allows; hosts are allowed by HEADWATER_OUTGOING_HOSTS, or outgoing.hosts in "
    "headwater.yaml"
)
NOT_PUBLIC = (
    "the repository has a host that leads to an address that is not public; such are allowed by "
    "HEADWATER_OUTGOING_PRIVATE, or outgoing.private in headwater.yaml"
)


@pytest.fixture
def listener():
    """A port of this machine; `seen` are the connections that came."""
    server = socket.create_server(("127.0.0.1", 0))
    server.listen()
    seen: list[bytes] = []

    def run():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                seen.append(connection.recv(4096))

    thread = threading.Thread(target=run)
    thread.start()
    yield server.getsockname()[1], seen
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def resolving(monkeypatch, *addresses):
    def resolve(host, port, *_, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr("catalog.outgoing.socket.getaddrinfo", resolve)


def read(url):
    with pytest.raises(ConnectorReadError) as caught:
        list(GitConnector({"url": url, "timeout_seconds": 20}).read(None))
    return str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://git.example.com/x",
        "https://example.org.evil.com/x",
        "https://git.example.org:8443/x",
        "ssh://git@git.example.com/x",
        "ssh://git@git.example.org:2222/x",
        "https://127.0.0.1/x",
    ],
)
def test_only_hosts_that_the_operator_allows(settings, url):
    settings.OUTGOING = rules("git.example.org")
    for allowed in ("https://u:p@git.example.org/x", "https://git.example.org:443/x", "ssh://git@git.example.org/x"):
        GitConnector({"url": allowed})
    with pytest.raises(ConnectorConfigError) as caught:
        GitConnector({"url": url})
    assert str(caught.value) == NOT_ALLOWED


def test_nothing_is_allowed_by_itself():
    with pytest.raises(ConnectorConfigError) as caught:
        GitConnector({"url": "https://github.com/org/repo"})
    assert str(caught.value) == NOT_ALLOWED


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "017700000001", "127.1", "0", "localhost.", "[::ffff:7f00:1.2]", "127.0.0.1."]
)
@pytest.mark.parametrize("form", ["https://{}/x", "https://u:canary@{}/x", "ssh://git@{}/x", "https://{}:65536/x"])
def test_spellings_that_only_some_take_for_an_address(settings, form, host):
    settings.OUTGOING = rules("*")
    with pytest.raises(ConnectorConfigError) as caught:
        GitConnector({"url": form.format(host)})
    assert caught.value.field == "url"
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]", "0.0.0.0", "[64:ff9b::7f00:1]"])
@pytest.mark.parametrize("form", ["https://{}:{}/x", "ssh://git@{}:{}/x"])
def test_a_private_address_is_not_asked(settings, listener, form, host):
    port, seen = listener
    settings.OUTGOING = rules(f"*:{port}")
    assert read(form.format(host, port)) == NOT_PUBLIC
    assert seen == []


@pytest.mark.parametrize("form", ["https://u:p@rebound.example.org:{}/x", "ssh://git@rebound.example.org:{}/x"])
def test_one_private_address_among_others_is_enough(settings, monkeypatch, listener, form):
    port, seen = listener
    settings.OUTGOING = rules(f"*:{port}")
    resolving(monkeypatch, "93.184.215.14", "127.0.0.1")
    assert read(form.format(port)) == NOT_PUBLIC
    assert seen == []


def test_git_asks_the_address_that_was_looked_at(settings, monkeypatch, listener):
    """To git itself the name leads nowhere: it came to the listener by what it was told, with the name in its hello."""
    port, seen = listener
    settings.OUTGOING = rules(f"pinned.example.org:{port}", private=("127.0.0.1",))
    resolving(monkeypatch, "127.0.0.1")
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert read(f"https://pinned.example.org:{port}/x") == "git could not list the repository (exit 128)"
    assert len(seen) == 1
    assert b"pinned.example.org" in seen[0]


FAKE = """#!/bin/sh
case "$*" in *" version") echo "git version {version}"; exit 0;; esac
echo "$GIT_SSH_COMMAND" > {folder}/ssh
exit 128
"""


@pytest.fixture
def fake(tmp_path, monkeypatch):
    def make(version="2.39.5"):
        script = tmp_path / "git"
        script.write_text(FAKE.format(version=version, folder=tmp_path))
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return tmp_path

    return make


@pytest.mark.parametrize(
    "authority, told",
    [
        ("git@git.example.org", "-o HostName=93.184.215.14 -o 'HostKeyAlias=git.example.org'"),
        ("git@git.example.org:2222", "-o HostName=93.184.215.14 -o 'HostKeyAlias=[git.example.org]:2222'"),
    ],
)
def test_ssh_is_told_the_address_and_whose_key_it_is(settings, monkeypatch, fake, authority, told):
    folder = fake()
    settings.OUTGOING = rules("git.example.org", "git.example.org:2222")
    resolving(monkeypatch, "93.184.215.14", "93.184.215.15")
    read(f"ssh://{authority}/x")
    assert (folder / "ssh").read_text().rstrip().endswith(told)


@pytest.mark.parametrize("version", ["2.36.9", "1.99", "something else"])
def test_a_git_that_would_not_listen_is_refused(settings, monkeypatch, fake, version):
    fake(version)
    settings.OUTGOING = rules("git.example.org")
    resolving(monkeypatch, "93.184.215.14")
    assert read("https://git.example.org/x") == "git is too old; accepted: 2.37 or newer"
