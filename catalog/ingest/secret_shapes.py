"""What a secret looks like: by the name of its field, by its own shape, by its randomness. Pure tables and
tests.

Threat T10. The rules lean to redacting: a digest is kept to compare values, and a producer can be asked
again, but a password that reached the database has also reached its backups. Every pattern is linear in the
text (bounded repeats), for the text comes from strangers.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

# What tells clean text (four of five events) from text that must be looked at: no secret rule can match where
# none of these stands. Plain searches for fixed texts: 60 us for an event of 2 KB, where one regular
# expression with the same alternatives takes 600 us (Python tries each alternative at each place).
_HINTS = (
    "passw passphrase passcode pwd secret token credential creds authorization cookie jaas jwt bearer basic "
    "sig= signature key= auth= auth_header auth-header auth.header authheader connection_string "
    "connectionstring connection.string identified -----begin akia asia ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ "
    "glsa_ glc_ glpat- gldt- glrt- glsoat- xox hooks.slack hw_ eyj aiza ya29. k_live_ npm_ pypi- dapi "
    "dop_v1_ sg."
).split()
_FACET_HINTS = ("environmentvariables", "spark_properties", "debezium", "airflow")
# An ASCII character written as an escape hides a word from a search of the bytes.
_ESCAPES = re.compile(r"\\u00[2-7]")
_BEFORE_KEY = "api access account private shared master signing encryption".split()
_BEFORE_PASS = "db database mysql pg postgres redis smtp ftp user admin".split()
_SECRET_PAIRS = frozenset(
    {(word, "key") for word in _BEFORE_KEY}
    | {(word, "pass") for word in _BEFORE_PASS}
    | {("auth", "header"), ("connection", "string"), ("basic", "auth")}
)
_KEY_HINT = re.compile(f"(?:{'|'.join(_BEFORE_KEY)})[_. -]?key")
_PASS_HINT = re.compile(f"(?:{'|'.join(_BEFORE_PASS)})[_. -]?pass")
_USERINFO_HINT = re.compile(r":(?:\\?/){2}[^\s\"/]*@")


def text_is_suspect(text: str) -> bool:
    """Could a rule of `replace_secrets` match somewhere in this text?"""
    lower = text.lower()
    return (
        any(hint in lower for hint in _HINTS)
        or ("@" in lower and _USERINFO_HINT.search(lower) is not None)
        or ("key" in lower and _KEY_HINT.search(lower) is not None)
        or ("pass" in lower and _PASS_HINT.search(lower) is not None)
    )


def body_is_suspect(raw: bytes) -> bool:
    """Could there be anything to redact in this JSON text?"""
    text = raw.decode("latin-1")
    if text_is_suspect(text) or ("\\u00" in text and _ESCAPES.search(text) is not None):
        return True
    lower = text.lower()
    return any(facet in lower for facet in _FACET_HINTS)


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PASSWORD_WORDS = frozenset(
    {"password", "passwords", "passwd", "pwd", "passphrase", "passcode", "secret", "secrets", "userpassword"}
)
_SECRET_WORDS = _PASSWORD_WORDS | frozenset(
    "token credential credentials creds apikey accesskey secretkey privatekey accountkey authtoken "
    "accesstoken authorization cookie jwt jaas".split()
)
# What a name says about the secret and not the secret itself: `password_policy`, `token.expiry.ms`,
# `secretName`.
_HARMLESS_ENDINGS = frozenset(
    "name names type uri url path file files location dir provider providers class length bits policy expiry "
    "expires expiration ttl timeout ms seconds minutes hours days interval enabled required count limit max "
    "min version scope scopes issuer algorithm renewal principal alias format manager supplier keytab field "
    "column size usage index".split()
)
_PLACEHOLDER = re.compile(
    r"\s*\Z|[*xX•.#-]{2,}\Z|(?:none|null|nil|true|false|n/a|redacted|hidden|masked|unknown|empty)\Z"
    r"|[<\[(](?:redacted|hidden|masked|secret|removed)[^>\])]{0,40}[>\])]\Z|\$\{[^}]{1,200}\}\Z|\{\{.{1,200}\}\}\Z"
    r"|%\([^)]{1,80}\)s\Z|%s\Z|\?\Z|\$[A-Z_0-9]{1,80}\Z|[:@][A-Za-z_]\w{0,80}\Z",
    re.IGNORECASE,
)

_KEYISH = r"(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|credential)"
TEXT_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "pem",
        re.compile(r"(-----BEGIN [A-Z0-9 ]{1,60}-----.*?(?:-----END [A-Z0-9 ]{1,60}-----|\Z))", re.DOTALL),
    ),
    ("url.userinfo", re.compile(r"://[^\s/@:\"'<>\\[\]]{0,200}:([^\s/\"'<>\\]{1,500})@")),
    ("url.userinfo", re.compile(r"https?://([A-Za-z0-9_.~-]{20,300})@")),
    (
        "url.parameter",
        re.compile(
            rf"[?&;](?:[\w.-]{{0,60}}{_KEYISH}|sig|signature|x-amz-signature|x-goog-signature|key|auth)"
            r"=([^\s&;\"'<>#]{1,2000})",
            re.IGNORECASE,
        ),
    ),
    (
        "token.shape",
        re.compile(
            r"(?<![A-Za-z0-9])("
            r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"
            r"|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{22,255}"
            r"|gl(?:sa|c)_[A-Za-z0-9+/=_]{20,255}|gl(?:pat|dt|rt|soat)-[A-Za-z0-9_-]{20,255}"
            r"|xox[a-z]-[A-Za-z0-9-]{10,255}|https://hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{10,255}"
            r"|hw_[A-Za-z0-9_-]{20,255}|eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{0,2000}"
            r"|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,2000}|[sr]k_live_[A-Za-z0-9]{16,255}"
            r"|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,500}|dapi[0-9a-f]{32}|dop_v1_[0-9a-f]{64}"
            r"|SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}"
            r")"
        ),
    ),
    ("header", re.compile(r"\b(?:Bearer|Basic) {1,3}([A-Za-z0-9._~+/-]{16,4000}={0,2})", re.IGNORECASE)),
    ("header", re.compile(r"\bauthorization['\"]?\s{0,3}[:=]\s{0,3}['\"]?([^\s'\"]{8,4000})", re.IGNORECASE)),
    (
        "assignment",
        re.compile(
            rf"(?<![\w.])[\w.-]{{0,80}}{_KEYISH}[\w.-]{{0,20}}['\"]?(?:=|\s{{0,2}}:\s{{0,2}}(?=['\"]))"
            r"(?:\"([^\"]{1,1000})\"|'([^']{1,1000})'|([^\s\"'&;,)(\]}]{4,1000}))",
            re.IGNORECASE,
        ),
    ),
    ("assignment", re.compile(rf"{_KEYISH}\s{{0,3}}(?:=|:=|\s)\s{{0,3}}'([^']{{1,1000}})'", re.IGNORECASE)),
    ("assignment", re.compile(r"\bidentified by\s{1,3}['\"]([^'\"]{1,1000})['\"]", re.IGNORECASE)),
    (
        "argument",
        re.compile(rf"--[\w-]{{0,60}}{_KEYISH}[\w-]{{0,20}}[ =]([^\s-][^\s]{{0,1000}})", re.IGNORECASE),
    ),
)
SECRET_ARGUMENT = re.compile(rf"--?[\w.-]{{0,60}}{_KEYISH}\Z", re.IGNORECASE)

_CODE = re.compile(
    r"[A-Za-z_]\w{0,80}(?:\.[A-Za-z_]\w{0,80}){1,9}(?:\(.{0,200})?\Z|[a-z_]{1,40}_(?:token|password|secret|key)\Z"
)

_IDENTITY_USERINFO = re.compile(r"(://)[^\s/@:]{0,200}:[^\s/]{1,500}@")
_IDENTITY_TOKEN = re.compile(r"(https?://)[A-Za-z0-9_.~-]{20,300}@")
_SECRET_PARAMETER = rf"(?:[\w.-]{{0,60}}{_KEYISH}|sig|signature)=[^\s&;#]{{0,2000}}"
_IDENTITY_PARAMETER = re.compile(rf"(?<=\?){_SECRET_PARAMETER}&?|[&;]{_SECRET_PARAMETER}", re.IGNORECASE)

_RANDOM = re.compile(r"[A-Za-z0-9+/_=-]{20,200}\Z")
_HEX = re.compile(r"[0-9a-fA-F]{32,128}\Z")
_DIGEST_WORDS = frozenset("commit sha sha1 sha256 md5 digest hash revision checksum etag version uuid".split())


@lru_cache(maxsize=8192)
def has_hint(key: str) -> bool:
    """Is a key worth the search of `replace_secrets`? Keys repeat over events, so the answer is kept."""
    return text_is_suspect(key)


@lru_cache(maxsize=8192)
def _words(key: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(key[:300]))


def is_secret_key(key: str, value: object) -> bool:
    """Does a field of this name hold a secret? Numbers are taken for one only under a word for password."""
    words = _words(key)
    if not words or words[-1] in _HARMLESS_ENDINGS:
        return False
    if words[-1] in ("pwd", "oldpwd") and isinstance(value, str) and value.startswith("/"):
        return False
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return not _PASSWORD_WORDS.isdisjoint(words)
    pairs = zip(words, words[1:], strict=False)
    return not _SECRET_WORDS.isdisjoint(words) or any(pair in _SECRET_PAIRS for pair in pairs)


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


def identity_without_secrets(text: str) -> str:
    """A namespace or name without password and secret parameters.

    They are taken out and not replaced by a digest: the same dataset must keep its name when its password
    changes. A user without password stays, because it can be part of the name
    (`abfss://container@account...`).
    """
    if not text_is_suspect(text):
        return text
    text = _IDENTITY_USERINFO.sub(r"\1", text)
    text = _IDENTITY_TOKEN.sub(r"\1", text)
    return _IDENTITY_PARAMETER.sub("", text).removesuffix("?")


def replace_secrets(text: str, replace: Callable[[str, str], str]) -> str:
    """The text with every secret in it given to `replace(rule, secret)`, rule by rule; itself when it
    has none.
    """
    if not text_is_suspect(text):
        return text
    original = text
    for rule, pattern in TEXT_RULES:

        def put(match: re.Match[str], rule: str = rule) -> str:
            group = match.lastindex or 0
            secret = match[group]
            if is_placeholder(secret) or (rule == "assignment" and _is_code(secret)):
                return match[0]
            start, end = match.start(group) - match.start(), match.end(group) - match.start()
            return match[0][:start] + replace(rule, secret) + match[0][end:]

        text = pattern.sub(put, text)
    return original if text == original else text


def _is_code(secret: str) -> bool:
    """`a.password=b.password` in SQL, `token=get_token` in a trace: names, not values."""
    return _CODE.match(secret) is not None
