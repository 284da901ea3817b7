"""What a secret looks like: by the name of its field, by its randomness. Pure tables and tests.

Threat T10. The rules lean to redacting: a digest is kept to compare values, and a producer can be asked
again, but a password that reached the database has also reached its backups.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from enum import Enum
from functools import lru_cache

_BEFORE_ANY_KEY = "api access account auth private shared master signing encryption".split()
# Keys of these names are secrets when they look random: a routing key can be that of a queue, or one of PagerDuty.
_BEFORE_RANDOM_KEY = "routing integration service license subscription storage app application function host".split()
BEFORE_KEY = (*_BEFORE_ANY_KEY, *_BEFORE_RANDOM_KEY)
BEFORE_PASS = tuple("db database my mysql pg postgres redis smtp ftp user admin".split())
_SECRET_PAIRS = frozenset(
    {(word, key) for word in _BEFORE_ANY_KEY for key in ("key", "keys")}
    | {(word, "pass") for word in BEFORE_PASS}
    | {(word, "tokens") for word in "access api auth refresh bearer".split()}
    | {("auth", "header"), ("connection", "string"), ("conn", "string"), ("basic", "auth"), ("pass", "word")}
)
_RANDOM_PAIRS = frozenset((word, "key") for word in _BEFORE_RANDOM_KEY)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PASSWORD_WORDS = frozenset(
    {"password", "passwords", "passwd", "pwd", "passphrase", "passcode", "pw", "pswd", "secret", "secrets"}
    | {f"{word}pass" for word in BEFORE_PASS}
)
_SECRET_WORDS = _PASSWORD_WORDS | frozenset(
    "token credential credentials creds apikey apikeys accesskey secretkey privatekey accountkey authkey "
    "authorization cookie cookies bearer jwt jaas".split()
)
# Names in one case run words together: PGPASSWORD, mysqlpwd, bottoken.
_PASSWORD_ENDINGS = ("password", "passwd", "pwd", "passphrase")
_SECRET_ENDINGS = (
    *_PASSWORD_ENDINGS,
    "secret",
    "token",
    *(f"{word}key" for word in ("api", "access", "secret", "private")),
)
_USERS = frozenset("user username login userid user_id usr account".split())
# What a name says about the secret and not the secret itself: `password_policy`, `token.expiry.ms`,
# `secretName`.
_HARMLESS_ENDINGS = frozenset(
    "name names type uri url path file files location dir provider providers class length bits policy expiry "
    "expires expiration ttl timeout ms seconds minutes hours days interval enabled required count limit max "
    "min version scope scopes issuer algorithm renewal principal alias format manager supplier keytab field "
    "column size usage index source arn ref".split()
)
_PLACEHOLDER = re.compile(
    r"\s*\Z|[*xX•.#-]{2,}\Z|(?:none|null|nil|true|false|n/a|redacted|hidden|masked|unknown|empty)\Z"
    r"|[<\[(](?:redacted|hidden|masked|secret|removed)[^>\])]{0,40}[>\])]\Z|\$\{[^}]{1,200}\}\Z|\{\{.{1,200}\}\}\Z"
    r"|%\([^)]{1,80}\)s\Z|%s\Z|\?\Z|\$[A-Z_0-9]{1,80}\Z|[:@][A-Za-z_]\w{0,80}\Z",
    re.IGNORECASE,
)

_RANDOM = re.compile(r"[A-Za-z0-9+/_=-]{20,200}\Z")
_HEX = re.compile(r"[0-9a-fA-F]{32,128}\Z")
_DIGEST_WORDS = frozenset("commit sha sha1 sha256 md5 digest hash revision checksum etag version uuid".split())


class _Secrecy(Enum):
    """What a field's name says of its value."""

    OPEN = 0
    KEY = 1
    """A secret when it looks random."""
    TOKEN = 2
    PASSWORD = 3
    """A secret even when it is a number."""
    FOLDER = 4
    """PWD: a password, or where a shell stands."""


@lru_cache(maxsize=8192)
def _words(key: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(key[:300]))


@lru_cache(maxsize=8192)
def _secrecy(key: str) -> _Secrecy:
    words = _words(key)
    if not words or words[-1] in _HARMLESS_ENDINGS:
        return _Secrecy.OPEN
    if words[-1] in ("pwd", "oldpwd"):
        return _Secrecy.FOLDER
    pairs = set(zip(words, words[1:], strict=False))
    if any(word in _PASSWORD_WORDS or word.endswith(_PASSWORD_ENDINGS) for word in words):
        return _Secrecy.PASSWORD
    if any(word in _SECRET_WORDS or word.endswith(_SECRET_ENDINGS) for word in words) or pairs & _SECRET_PAIRS:
        return _Secrecy.TOKEN
    return _Secrecy.KEY if words[-1] == "auth" or pairs & _RANDOM_PAIRS else _Secrecy.OPEN


def is_secret_key(key: str, value: object) -> bool:
    """Does a field of this name hold a secret? Numbers are taken for one only under a word for password."""
    secrecy = _secrecy(key)
    if secrecy is _Secrecy.OPEN or isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return secrecy in (_Secrecy.PASSWORD, _Secrecy.FOLDER)
    if secrecy is _Secrecy.FOLDER:
        return not (isinstance(value, str) and value.startswith("/"))
    if secrecy is _Secrecy.KEY:
        return isinstance(value, str) and is_random(key, value)
    return True


def is_login(mapping: dict[str, object]) -> bool:
    """`pass` beside a user is a password; beside `fail` it is a count or a verdict."""
    return any(key.lower() in _USERS for key in mapping)


def is_placeholder(text: str) -> bool:
    """Masked already, empty, or a reference to a secret that is elsewhere."""
    return _PLACEHOLDER.match(text) is not None or text.startswith("[redacted:")


def is_random(key: str, text: str) -> bool:
    """Too random to be a name: used only inside facets known to carry configuration."""
    if _HEX.match(text):
        return _DIGEST_WORDS.isdisjoint(_words(key)) and _entropy(text) > 3.0
    if not _RANDOM.match(text) or text.count("/") > 2 or text.startswith("/"):
        return False
    kinds = (str.isupper, str.islower, str.isdigit)
    return all(any(kind(char) for char in text) for kind in kinds) and _entropy(text) >= 4.0


def _entropy(text: str) -> float:
    """Shannon entropy in bits a character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())
