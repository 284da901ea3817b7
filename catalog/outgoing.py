"""Where Headwater may connect to when a configuration or a person names the place. One rule for all that goes out (T12, T13).

The operator allows hosts; nothing is allowed by itself. A host is resolved once, every address it has must be public or one
of the operator's own private ones, and the connection is made to an address that was looked at: a name that answers otherwise
the next time (DNS rebinding) leads nowhere else. The rules are `OUTGOING` of the settings (portal/outgoing.py).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

from django.conf import settings

HOSTS_SETTING = "HEADWATER_OUTGOING_HOSTS, or outgoing.hosts in headwater.yaml"
PRIVATE_SETTING = "HEADWATER_OUTGOING_PRIVATE, or outgoing.private in headwater.yaml"
URL_MAX = 2048
OWN_PORTS = {"https": 443, "http": 80, "ssh": 22}

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\Z")
# What some resolvers take for a number and others for a name: 127.1, 0x7f.1, 017700000001.
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\Z")
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{1,5}))?\Z")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\]*)((?:[/?][!$-;=?-Z_a-z~%\[\]]*)?)\Z")
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?:[/?]|\Z)", re.IGNORECASE)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What carries an IPv4 address in its last 32 bits; beside them only global unicast is public.
_CARRIERS = (_NAT64, ipaddress.IPv6Network("::ffff:0:0/96"))
_UNICAST = ipaddress.IPv6Network("2000::/3")
# Documentation and an abandoned relay, which Python takes for global.
_NOT_PUBLIC = (ipaddress.ip_network("3fff::/20"), ipaddress.ip_network("192.88.99.0/24"))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class OutgoingError(Exception):
    """A place is not one that may be connected to, or did not answer as it should. The message holds no secret and no address.

    `is_missing`: it answered that there is nothing.
    """

    def __init__(self, message: str, *, is_missing: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.is_missing = is_missing


@dataclass(frozen=True, slots=True)
class Place:
    """An http or https URL taken apart: `host` lower-cased and without brackets, `target` path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as a Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == OWN_PORTS[self.scheme] else f"{host}:{self.port}"


def place_of(url: str) -> Place:
    """Take a URL apart; raises OutgoingError for what is no plain http or https URL without a user and a password."""
    found = _URL.match(url) if len(url) <= URL_MAX else None
    if found is None:
        raise OutgoingError(
            f"is no URL; accepted: https://host/path of up to {URL_MAX} characters, without # and \\ and white space"
        )
    scheme, authority, target = found[1].lower(), found[2], found[3]
    if scheme not in ("https", "http"):
        raise OutgoingError("has a scheme that is not accepted; accepted: https, and http where the operator allows it")
    if "@" in authority:
        raise OutgoingError("holds a user or a password; accepted: a URL without them")
    host, port = host_and_port(authority)
    if _DOTS.search(target.partition("?")[0]):
        raise OutgoingError("has . or .. in its path; accepted: a path without them")
    return Place(scheme, host, port or OWN_PORTS[scheme], target if target.startswith("/") else f"/{target}")


def host_and_port(authority: str) -> tuple[str, int | None]:
    """`host`, `host:port` or `[v6]:port`; raises OutgoingError, also for numbers that only some take for an address."""
    found = _AUTHORITY.match(authority)
    port = int(found[2]) if found and found[2] else None
    if found is None or (port is not None and not 1 <= port <= 65535):
        raise OutgoingError("has a port that is not accepted; accepted: 1 to 65535")
    host = found[1].lower()
    if host.startswith("["):
        if not _is_address(host[1:-1], 6):
            raise OutgoingError("has a host that is no IPv6 address; accepted: one such as [2001:db8::1]")
        return str(ipaddress.ip_address(host[1:-1])), port
    if not _NAME.match(host) or (_NUMBER.match(host) and not _is_address(host, 4)):
        raise OutgoingError("has a host that is not accepted; accepted: a name such as example.org, or 192.0.2.1")
    return host, port


def _is_address(text: str, version: int) -> bool:
    try:
        return ipaddress.ip_address(text).version == version and "%" not in text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class AllowedHost:
    """An entry of the operator's list: `host`, `host:port`, `http://host`, `*.example.org`, `*` for every host."""

    pattern: str
    port: int | None
    is_plain: bool

    @classmethod
    def parse(cls, text: str) -> AllowedHost:
        """Raises OutgoingError."""
        is_plain = text.startswith("http://")
        rest = text.removeprefix("http://")
        if "/" in rest:
            raise OutgoingError(
                "is no host; accepted: example.org, example.org:8443, http://example.org, *.example.org, *"
            )
        prefix = "*." if rest.startswith("*.") else ""
        name, colon, port = rest.removeprefix(prefix).partition(":")
        host, number = host_and_port(f"any{colon}{port}" if name == "*" and not prefix else rest.removeprefix(prefix))
        return cls("*" if name == "*" else prefix + host, number, is_plain)

    def covers(self, scheme: str, host: str, port: int) -> bool:
        """An entry without a port means the own port of the scheme."""
        if (scheme == "http") != self.is_plain or port != (self.port or OWN_PORTS[scheme]):
            return False
        return self.pattern in ("*", host) or (self.pattern.startswith("*.") and host.endswith(self.pattern[1:]))


@dataclass(frozen=True, slots=True)
class OutgoingRules:
    """What the operator allows: hosts, and which of them, or which networks, may be private."""

    hosts: tuple[AllowedHost, ...] = ()
    private_networks: tuple[Network, ...] = ()
    private_hosts: frozenset[str] = frozenset()

    def __add__(self, other: OutgoingRules) -> OutgoingRules:
        return OutgoingRules(
            self.hosts + other.hosts,
            self.private_networks + other.private_networks,
            self.private_hosts | other.private_hosts,
        )

    @classmethod
    def private(cls, text: str) -> OutgoingRules:
        """With one entry of the private list, an address, a network or a host name; raises OutgoingError."""
        try:
            return cls(private_networks=(ipaddress.ip_network(text),))
        except ValueError:
            host, port = host_and_port(text)
        if port is not None or "/" in text:
            raise OutgoingError("is no network; accepted: 10.0.0.0/8, 10.1.2.3, fd00::/8 or a host name")
        return cls(private_hosts=frozenset({host}))

    def check(self, scheme: str, host: str, port: int) -> None:
        """Raises OutgoingError unless the host is allowed."""
        if not any(entry.covers(scheme, host, port) for entry in self.hosts):
            raise OutgoingError(f"is not on a host that the operator allows; hosts are allowed by {HOSTS_SETTING}")

    def addresses(self, scheme: str, host: str, port: int) -> list[str]:
        """Resolve a host that is allowed: its addresses, each one good to connect to. Raises OutgoingError.

        One address that is not good is enough to refuse all: who answers so is not to be trusted with the others.
        """
        self.check(scheme, host, port)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise OutgoingError("has a host that cannot be resolved") from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not addresses or not all(self._is_good(host, address) for address in addresses):
            message = f"has a host that leads to an address that is not public; such are allowed by {PRIVATE_SETTING}"
            raise OutgoingError(message)
        return addresses

    def _is_good(self, host: str, text: str) -> bool:
        address = ipaddress.ip_address(text)
        if host in self.private_hosts or any(address in network for network in self.private_networks):
            return True
        return _is_public(address)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in carrier for carrier in _CARRIERS):
            return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        tunnelled = [inner for inner in (address.sixtofour, *(address.teredo or ())) if inner]
        if address not in _UNICAST or not all(map(_is_public, tunnelled)):
            return False
    is_listed = any(address in network for network in _NOT_PUBLIC)
    return address.is_global and not (address.is_multicast or is_listed)


def rules() -> OutgoingRules:
    """What the operator allows now."""
    found: OutgoingRules = settings.OUTGOING
    return found
