"""GET a document from a place that a configuration or a person named: the only HTTP client of the product (threat T12).

To the address that was looked at, with the name in SNI, certificate and Host header; without redirects, proxies, netrc or
cookies; bounded in time and in bytes, also in those that come out of gzip. catalog/outgoing.py says which places.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing, suppress
from dataclasses import dataclass

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from catalog.outgoing import OutgoingError, Place, place_of, rules

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 30.0
ADDRESSES_TRIED = 3
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a version, to ask later whether there is another one."""

    etag: str | None = None
    modified: str | None = None

    def headers(self) -> dict[str, str]:
        """As the request for another version has them."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """`body` is None when there is no other version than the one that was known."""

    body: bytes | None
    validators: Validators


def fetch(url: str, *, limit: int, known: Validators | None = None, seconds: float = WHOLE_SECONDS) -> Fetched:
    """The document, of up to `limit` bytes; raises OutgoingError, also when it takes longer from the connection on."""
    place = place_of(url)
    raw = _opened(place, rules().addresses(place.scheme, place.host, place.port))
    expired = threading.Event()
    # Timeouts of a socket are for one wait each: who sends a byte now and then would be read for ever. So a second handle
    # of the connection is shut down, whatever the first one is doing.
    with raw.dup() as line, closing(HTTPConnection(place.host, place.port, timeout=READ_SECONDS)) as connection:
        timer = threading.Timer(seconds, _cut, [line, expired])
        timer.daemon = True
        timer.start()
        try:
            connection.sock = raw if place.scheme == "http" else _secured(raw, place.host)
            fetched = _exchange(connection, place, known or Validators(), limit)
        except (OSError, http.client.HTTPException, HTTPError, ValueError) as error:
            if not expired.is_set():
                raise OutgoingError(_failure(error)) from None
        finally:
            timer.cancel()
    if expired.is_set():  # also a body without a length, which ends where the connection does
        raise OutgoingError(f"took more than {seconds:g} s to answer")
    return fetched


def _opened(place: Place, addresses: list[str]) -> socket.socket:
    for address in addresses[:ADDRESSES_TRIED]:
        with suppress(OSError):
            connected = socket.create_connection((address, place.port), CONNECT_SECONDS)
            connected.settimeout(READ_SECONDS)
            return connected
    raise OutgoingError("cannot be connected to")


def _secured(raw: socket.socket, host: str) -> ssl.SSLSocket:
    """TLS with the machine's authorities (SSL_CERT_FILE) and the name that was asked for."""
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise


def _cut(line: socket.socket, expired: threading.Event) -> None:
    expired.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _exchange(connection: HTTPConnection, place: Place, known: Validators, limit: int) -> Fetched:
    headers = {"Host": place.authority, "User-Agent": "Headwater", "Accept-Encoding": "gzip", **known.headers()}
    connection.request("GET", place.target, headers=headers, preload_content=False, decode_content=True)
    response = connection.getresponse()
    with closing(response):
        if response.status == 304 and known != Validators():
            return Fetched(None, known)
        if 300 <= response.status < 400:
            raise OutgoingError(
                f"answered with a redirect ({response.status}); redirects are not followed: give the address that it leads to"
            )
        if response.status != 200:
            is_missing = response.status in (404, 410)
            raise OutgoingError(f"answered {response.status}; accepted: 200", is_missing=is_missing)
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if encoding not in ("identity", "gzip"):
            raise OutgoingError("answered in an encoding that was not asked for; accepted: gzip or none")
        validators = Validators(_short(response.headers.get("ETag")), _short(response.headers.get("Last-Modified")))
        return Fetched(_body(response, limit), validators)


def _short(value: str | None) -> str | None:
    """A validator to send back; none that is long or could not be a header."""
    return value if value and len(value) <= 500 and value.isascii() and value.isprintable() else None


def _body(response: BaseHTTPResponse, limit: int) -> bytes:
    """Chunk by chunk, so that no more than one of them comes out of gzip above the limit."""
    body = bytearray()
    while chunk := response.read(CHUNK, decode_content=True):
        body += chunk
        if len(body) > limit:
            raise OutgoingError(f"has more than {limit} bytes; accepted: up to {limit}")
    return bytes(body)


def _failure(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "has a certificate that is not accepted"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return f"did not answer within {READ_SECONDS:g} s"
    return "broke off, or answered with something that is no HTTP"
