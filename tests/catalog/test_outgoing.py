"""Where Headwater may connect to: spellings of private addresses, names that change, and what an operator allows (T12)."""

from __future__ import annotations

import contextlib
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.fetching import fetch
from catalog.outgoing import AllowedHost, OutgoingError, OutgoingRules, Place, place_of
from tests.web import Page, allowing, rules, web

ANYWHERE = ("*", "http://*", "http://*:1", "*:8443")
PUBLIC = "93.184.215.14"


@pytest.fixture
def names(monkeypatch):
    """A resolver of the test's own: name -> the answers to be given, one after the other, the last one again."""
    answers: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def resolve(host, port, *args, **kwargs):
        if host not in answers:
            return real(host, port, socket.AF_UNSPEC, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
        found = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return answers


@pytest.fixture
def dialled(monkeypatch):
    """The addresses that a connection was opened to."""
    seen: list[str] = []

    def connect(self, address):
        seen.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return seen


def refused(url, **options):
    with pytest.raises(OutgoingError) as caught:
        fetch(url, limit=1000, **options)
    return caught.value.message


# --- what is private --------------------------------------------------------------------------------------------------

LOOPBACK = [
    "127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "127.255.255.254", "0", "0.0.0.0", "0x0", "00", "2130706433",
    "017700000001", "0177.0.0.1", "0177.0.0.01", "0x7f000001", "0x7f.1", "0x7f.0.0.1", "0X7F.0.0.1", "127.0.0.1.",
    "127.0.0.0x1", "127.000.000.001", "1.0x0.0x7f", "localhost.", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::0001]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:7F00:0001]", "[::7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::1%lo]", "[::1%25lo]",
    "\u2460\u2461\u2466.0.0.1", "127\u30020\u30020\u30021", "127.0.0.1\uff0f", "127.0.0.1%00.example.org",
    "127.0.0.1%2f.example.org", "example.org@127.0.0.1", "example.org:80@127.0.0.1", "127.0.0.1:80@example.org",
    "example.org\\@127.0.0.1", "127.0.0.1\\.example.org", "127.0.0.1#.example.org", "127.0.0.1 .example.org",
    "\t127.0.0.1", "127.0.0.1\r\nHost: example.org", "[::1", "::1", "[127.0.0.1]", "[::ffff:0:7f00:1]",
]  # fmt: skip
PRIVATE = [
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.1", "100.64.0.1",
    "100.127.255.254", "169.254.169.254", "169.254.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1", "0.1.2.3",
    "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[100::1]",
    "[5f00::1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::1]",
    "[2002:c0a8:101::]", "[4000::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK + PRIVATE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_a_private_address_is_connected_to(settings, names, dialled, host, scheme):
    settings.OUTGOING = rules(*ANYWHERE)
    message = refused(f"{scheme}://{host}/")
    assert message.partition(" ")[0] in {"is", "has", "holds"}
    assert len(host) < 4 or host not in message
    assert dialled == []


def test_there_are_more_than_ninety_of_them():
    assert (len(set(LOOPBACK)), len(set(PRIVATE))) == (56, 36)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses_are(settings, names, dialled, address):
    settings.OUTGOING = rules(*ANYWHERE)
    names["example.org"] = [[address]]
    assert refused("https://example.org/") == "cannot be connected to"
    assert dialled == [address]


def test_a_name_that_answers_otherwise_the_next_time_leads_nowhere_else(settings, names, dialled):
    settings.OUTGOING = rules(*ANYWHERE)
    names["rebound.example.org"] = [[PUBLIC], ["127.0.0.1"]]
    assert refused("https://rebound.example.org/") == "cannot be connected to"
    assert dialled == [PUBLIC]
    message = refused("https://rebound.example.org/")
    assert message == (
        "has a host that leads to an address that is not public; such are allowed by HEADWATER_OUTGOING_PRIVATE, or "
        "outgoing.private in headwater.yaml"
    )
    assert dialled == [PUBLIC]


@pytest.mark.parametrize(
    "answer", [[PUBLIC, "127.0.0.1"], ["::1", PUBLIC], [PUBLIC, "2606:4700::1111", "fe80::1%eth0"], []]
)
def test_one_private_address_among_others_is_enough(settings, names, dialled, answer):
    settings.OUTGOING = rules(*ANYWHERE)
    names["mixed.example.org"] = [answer]
    assert "not public" in refused("https://mixed.example.org/")
    assert dialled == []


def test_other_addresses_are_tried_in_their_order(settings, names, dialled):
    settings.OUTGOING = rules(*ANYWHERE)
    names["many.example.org"] = [["2606:4700::1111", PUBLIC, "8.8.8.8", "8.8.4.4", PUBLIC]]
    refused("https://many.example.org/")
    assert dialled == ["2606:4700::1111", PUBLIC, "8.8.8.8"]


def test_a_name_that_is_not_known(settings, monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    settings.OUTGOING = rules("*")
    assert refused("https://nowhere.example.org/") == "has a host that cannot be resolved"


# --- what the operator allows -----------------------------------------------------------------------------------------


def test_nothing_is_allowed_by_itself(settings, names, dialled):
    names["example.org"] = [[PUBLIC]]
    settings.OUTGOING = OutgoingRules()
    text = "is not on a host that the operator allows; hosts are allowed by HEADWATER_OUTGOING_HOSTS, or outgoing.hosts in headwater.yaml"
    assert refused("https://example.org/") == text
    assert refused("https://127.0.0.1/") == text
    assert dialled == []


@pytest.mark.parametrize(
    "entry, scheme, host, port, is_allowed",
    [
        ("example.org", "https", "example.org", 443, True),
        ("Example.ORG", "https", "example.org", 443, True),
        ("example.org", "https", "example.org", 8443, False),
        ("example.org", "http", "example.org", 80, False),
        ("example.org", "ssh", "example.org", 22, True),
        ("example.org", "https", "a.example.org", 443, False),
        ("example.org", "https", "example.org.evil.com", 443, False),
        ("example.org", "https", "evilexample.org", 443, False),
        ("example.org:8443", "https", "example.org", 8443, True),
        ("example.org:8443", "https", "example.org", 443, False),
        ("http://example.org", "http", "example.org", 80, True),
        ("http://example.org", "https", "example.org", 443, False),
        ("http://example.org:8080", "http", "example.org", 8080, True),
        ("*.example.org", "https", "a.b.example.org", 443, True),
        ("*.example.org", "https", "example.org", 443, False),
        ("*.example.org", "https", "evilexample.org", 443, False),
        ("*", "https", "anything.example.net", 443, True),
        ("*", "http", "anything.example.net", 80, False),
        ("[2001:DB8::1]:8443", "https", "2001:db8::1", 8443, True),
        ("192.0.2.1", "https", "192.0.2.1", 443, True),
    ],
)
def test_entries(entry, scheme, host, port, is_allowed):
    assert AllowedHost.parse(entry).covers(scheme, host, port) is is_allowed


@pytest.mark.parametrize(
    "entry", ["", "https://example.org", "ftp://example.org", "example.org/a", "user@example.org", "example.org:0",
              "a b", "*example.org", "*.*", "a.*", "127.1", "::1", "http://", "example.org:port"]
)  # fmt: skip
def test_entries_that_are_refused(entry):
    with pytest.raises(OutgoingError):
        AllowedHost.parse(entry)


@pytest.mark.parametrize(
    "private, address, is_allowed",
    [
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", True),  # public anyhow
        ("10.0.0.0/8", "192.168.0.1", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.4", False),
        ("fd00::/8", "fd00::1", True),
        ("fd00::/8", "fe80::1", False),
        ("wiki.example.org", "127.0.0.1", True),
        ("other.example.org", "127.0.0.1", False),
        ("127.0.0.0/8", "::ffff:127.0.0.1", False),
    ],
)
def test_private_ones_that_the_operator_names(names, private, address, is_allowed):
    names["wiki.example.org"] = [[address]]
    allowed = rules("wiki.example.org", private=(private,))
    if is_allowed:
        assert allowed.addresses("https", "wiki.example.org", 443) == [address]
    else:
        with pytest.raises(OutgoingError, match="not public"):
            allowed.addresses("https", "wiki.example.org", 443)


@pytest.mark.parametrize(
    "entry", ["", "10.0.0.0/33", "10.0.0.1/8", "example.org:80", "a/b", "*", "*.example.org", "http://a"]
)
def test_private_entries_that_are_refused(entry):
    with pytest.raises(OutgoingError):
        OutgoingRules.private(entry)


@pytest.mark.parametrize(
    "url, place",
    [
        ("https://Example.org", Place("https", "example.org", 443, "/")),
        ("HTTP://example.org:8080/a/b?c=../d", Place("http", "example.org", 8080, "/a/b?c=../d")),
        ("https://[2001:DB8:0::1]:443/", Place("https", "2001:db8::1", 443, "/")),
        ("https://xn--exmple-cua.org/%C3%A4", Place("https", "xn--exmple-cua.org", 443, "/%C3%A4")),
        ("https://example.org?a=1", Place("https", "example.org", 443, "/?a=1")),
        ("https://example.org/a..b/...", Place("https", "example.org", 443, "/a..b/...")),
    ],
)
def test_urls_taken_apart(url, place):
    assert place_of(url) == place


@given(
    st.text(alphabet="htpsf:/@[]%.0x127#?\\ -_*ab\u2460\n", max_size=30),
    st.sampled_from(["", "http://", "https://", "https://["]),
)
def test_any_text_is_a_place_or_refused(text, start):
    for parse in (place_of, AllowedHost.parse, OutgoingRules.private):
        with contextlib.suppress(OutgoingError):  # anything else that is raised fails the test
            found = parse(start + text)
            assert not isinstance(found, Place) or (found.target.startswith("/") and "@" not in found.authority)


def test_the_listener_itself_sees_nothing(settings):
    """The control of all above: what is refused is really there, and answers who is allowed."""
    with web() as served:
        served.pages["/"] = Page(b"canary")
        port = served.url.rpartition(":")[2]
        settings.OUTGOING = rules(f"http://*:{port}")
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::ffff:7f00:1]"):
            assert "not public" in refused(f"http://{host}:{port}/")
        for host in LOOPBACK:
            refused(f"http://{host}:{port}/")
        assert served.asked == []
        settings.OUTGOING = allowing(served)
        assert fetch(f"{served.url}/", limit=10).body == b"canary"
        assert served.statuses == [("/", 200)]
