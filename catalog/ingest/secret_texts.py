"""Secrets inside texts: URLs, connection strings, commands, code, headers, tokens that are known by their shape. Pure.

Every pattern is linear in the text (bounded repeats), for the text comes from strangers. Nothing is searched for twice:
one look at a whole body says which hints it holds, and its texts are looked at for those alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalog.ingest.secret_shapes import BEFORE_KEY, BEFORE_PASS, is_placeholder, is_secret_key

_KEYISH = (
    r"(?:passw(?:or)?d|pass[_-]?word|passphrase|pswd|pw|pwd|secret|token|(?:api|access|account|auth|private)[_-]?key"
    r"|credential|(?:db|pg|my|smtp|user)_?pass(?![a-z]))"
)
# Where a name holds such a word; what stands before the word is read backwards, once there is a match.
_NAME = rf"(?P<name>{_KEYISH}[\w.-]{{0,20}})"
_KEYISH_NEEDS = "pw pass pswd secret token key credential"
_QUOTE = r"\\{0,7}['\"]"
# A text in quotes: plain (T-SQL, doubled quotes), of a text within a text, of PostgreSQL.
_SINGLE = r"N?'((?:[^'\\]|\\.|''){1,1000})'"
_QUOTED = (
    rf"(?:{_SINGLE}|\"((?:[^\"\\]|\\.){{1,1000}})\"(?!\.)"
    r"|\\{1,7}['\"]([^'\"\\]{1,1000})\\{1,7}['\"]|\$\$([^$]{1,1000})\$\$)"
)
_SCHEMES = r"(?:bearer|basic|digest|negotiate|ntlm|token|oauth|apikey|api-key|geniekey|sharedkey|aws4-hmac-sha256|splunk|bot|jwt)"
_TOKENS = (
    r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"
    r"|gh[pousr]_[A-Za-z0-9]{30,255}|(?:github|dckr)_pat_[A-Za-z0-9_-]{22,255}"
    r"|gl(?:sa|c)_[A-Za-z0-9+/=_]{20,255}|gl(?:pat|dt|rt|soat|ptt|ft|imt|cbt)-[A-Za-z0-9_.-]{20,255}"
    r"|(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,255}|xoxe\.xox[a-z]-[A-Za-z0-9-]{10,255}"
    r"|https://hooks\.(?:slack\.com/(?:services|workflows|triggers)|zapier\.com/hooks)/[A-Za-z0-9/_-]{10,255}"
    r"|https://[\w.-]{1,100}/(?:api/webhooks/\d{10,25}/|webhookb2/|integration/(?=[0-9a-f]{32}))[\w@/.-]{20,500}"
    r"|hw_[A-Za-z0-9_-]{20,255}|eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{0,2000}"
    r"|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,2000}|GOCSPX-[A-Za-z0-9_-]{20,64}"
    r"|[sr]k_live_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9]{20,255}|sk-(?:(?:ant|proj|svcacct|admin|or)-[\w-]{20,255}|[A-Za-z0-9]{32,255})"
    r"|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,500}|dapi[0-9a-f]{32}|dop_v1_[0-9a-f]{64}|hf_[A-Za-z0-9]{30,64}"
    r"|SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}|hv[sb]\.[A-Za-z0-9_-]{20,255}|dbt[cu]_[A-Za-z0-9_+/=-]{20,255}"
)


_NAME_MAX = 120
_WORDS_MAX = 40
# Words that say what a value is, where a description lists its fields.
_TYPES = r"(?:string|varchar|binary|boolean|integer|required|optional|nullable)\b"
_AUTHORIZATION = rf"\bauthorization(?:{_QUOTE})?\s{{0,3}}[:=]\s{{0,3}}(?:{_QUOTE})?"
# Of a command: a word, what stands before an option, and what `-p` means elsewhere.
_WORD = r"[^\s'\"\\]"
_REST = r"[^\n|;]{0,300}?"
_PORTS = r"\d{1,5}(?::\d{1,5})?(?:\s|\Z)"


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where `pattern` matches its last matching group is a secret; a group `name` must lie in the name of one."""

    name: str
    needs: tuple[str, ...]
    """One of these (in lower case) stands in every text in which the pattern matches; none given: not known."""
    pattern: re.Pattern[str]


def _rule(name: str, needs: str, pattern: str, flags: int = re.IGNORECASE) -> _Rule:
    return _Rule(name, tuple(needs.split()), re.compile(pattern, flags))


# In this order.
TEXT_RULES: tuple[_Rule, ...] = (
    _rule("pem", "-----begin", r"(-----BEGIN [A-Z0-9 ]{1,60}-----.*?(?:-----END [A-Z0-9 ]{1,60}-----|\Z))", re.DOTALL),
    _rule("url.userinfo", "@", r"://[^\s/@:\"'<>\\[\]]{0,200}:([^\s/\"'<>\\]{1,500})@"),
    _rule("url.userinfo", "@", r"https?://([A-Za-z0-9_.~-]{20,300})@"),
    _rule(
        "url.userinfo",
        "jdbc:oracle",
        r"\bjdbc:oracle:(?:thin|oci8?):[^\s/@\"']{1,100}/\\{0,3}\"?([^\s@\"'\\]{1,200})\\{0,3}\"?@",
    ),
    _rule("url.userinfo", "@tcp @unix", r"(?<![\w.-])[\w.-]{1,80}:([^\s@/\"']{1,200})@(?:tcp6?|unix)\("),
    _rule(
        "connection",
        ";",
        rf"{_NAME}\s{{0,2}}=\s{{0,2}}(?:\{{([^}}]{{1,200}})\}}|([^\s;{{\"'\\][^\s;\"'\\]{{3,200}})(?=;|\Z))",
    ),
    _rule(
        "url.parameter",
        "=",
        rf"(?:[?&;]|\A)(?:[\w.-]{{0,60}}{_KEYISH}|sig|signature|x-(?:amz|goog)-signature)=([^\s&;\"'<>#]{{1,2000}})",
    ),
    _rule("url.parameter", "key= auth=", r"[?&;](?:key|auth)=([^\s&;\"'<>#]{8,2000})"),
    _rule("token.shape", "", rf"(?<![A-Za-z0-9])({_TOKENS})", 0),
    _rule("header", "bearer basic", r"\b(?:Bearer|Basic) {1,3}([A-Za-z0-9._~+/-]{16,4000}={0,2})"),
    _rule("header", "authorization", rf"{_AUTHORIZATION}{_SCHEMES}\s{{1,3}}([^'\"\r\n]{{4,4000}})"),
    _rule("header", "authorization", rf"{_AUTHORIZATION}(?!{_SCHEMES}\s)([^\s'\"]{{8,4000}})"),
    _rule("header", "cookie", r"\b(?:set-)?cookie\s{0,2}:\s{0,2}([\w.-]{1,80}=[^\r\n'\"]{4,4000})"),
    _rule(
        "header",
        "x- -token apikey api-key",
        r"(?<![\w-])(?:x-[\w-]{0,60}(?:key|token|secret|auth|signature)|(?:private|job|deploy|auth)-token|api-?key)"
        r"\s{0,2}:\s{0,2}([^\s'\"\\,;]{8,4000})",
    ),
    _rule("assignment", _KEYISH_NEEDS, rf"{_NAME}(?:{_QUOTE})?\]?\s{{0,3}}(?:=>?|:=?)\s{{0,3}}{_QUOTED}"),
    _rule("assignment", _KEYISH_NEEDS, rf"{_NAME}(?<!token)\s{{1,3}}(?:{_SINGLE}|\$\$([^$]{{1,1000}})\$\$)"),
    _rule("assignment", _KEYISH_NEEDS, rf"{_NAME}=([^\s\"'&;,)(\]}}{{\\][^\s\"'&;,)(\]}}\\]{{3,1000}})"),
    _rule(
        "assignment",
        _KEYISH_NEEDS,
        rf"{_NAME}['\"]?[ \t]{{0,3}}[:=][ \t]{{1,3}}(?!{_TYPES})([^\s\"'][^\s\"']{{5,1000}})[ \t]{{0,20}}$",
        re.IGNORECASE | re.MULTILINE,
    ),
    _rule(
        "assignment",
        "(",
        rf"\b(?:option|set\w{{0,20}}|conf|config|put|putenv|property|header|addheader)\(\s{{0,3}}"
        rf"{_QUOTE}[\w.-]{{0,80}}{_NAME}{_QUOTE}\s{{0,3}},\s{{0,3}}{_QUOTED}",
    ),
    _rule("assignment", "</", rf"{_NAME}>([^<\s]{{1,1000}})</"),
    _rule("assignment", "</name>", rf"{_NAME}\s{{0,9}}</name>\s{{0,9}}<value>([^<]{{1,1000}})</value>"),
    _rule(
        "sql",
        "identified",
        rf"\bidentified\s{{1,3}}(?:with\s{{1,3}}\S{{1,80}}\s{{1,3}})?(?:by|as)\s{{1,3}}(?:\w{{1,20}}\s{{1,3}})?{_QUOTED}",
    ),
    _rule(
        "sql", "identified", r"\b(?:user|role)\s{1,3}[^\s;]{1,128}\s{1,3}identified\s{1,3}by\s{1,3}([^\s;'\"]{4,200})"
    ),
    _rule("sql", "password", rf"\bpassword\s{{0,3}}\(\s{{0,3}}{_QUOTED}"),
    _rule("sql", "password", rf"\bset\s{{1,3}}password\s{{1,3}}for\s[^=;\n]{{1,200}}=\s{{0,3}}{_QUOTED}"),
    _rule(
        "argument",
        "-",
        rf"(?<![\w-])--?(?P<name>[\w-]{{0,60}}{_KEYISH}[\w-]{{0,20}})(?:=|\s{{1,3}}(?!-))(?:{_QUOTED}|([^\s'\"]{{1,1000}}))",
    ),
    _rule("argument", "password", r"\blogin\s{1,3}\S{1,200}\s{1,3}password\s{1,3}(\S{1,500})"),
    _rule(
        "argument",
        "-p",
        rf"\s--?(?:u|n|user|username)[ =]?{_WORD}{{1,200}}\s{{1,3}}-p[ =]?(?!-|{_PORTS})['\"]?({_WORD}{{3,500}})",
    ),
    _rule(
        "argument",
        "mysql mariadb sshpass",
        rf"\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\b{_REST}\s-p['\"]?({_WORD}{{3,500}})",
    ),
    _rule(
        "argument",
        "sshpass mongo sqlcmd beeline",
        rf"\b(?:sshpass|mongosh?|mongodump|sqlcmd|beeline)\b{_REST}\s-p\s{{1,3}}(?!-)['\"]?({_WORD}{{3,500}})",
    ),
    _rule("argument", "curl", rf"\bcurl\b{_REST}\s(?:-u|--user)[ =]?['\"]?[^\s:'\"]{{0,200}}:({_WORD}{{1,500}})"),
    _rule("argument", "redis-cli", rf"\bredis-cli\b{_REST}\s-a\s{{1,3}}(?!-)['\"]?({_WORD}{{3,500}})"),
)
# What stands in place of a value in code: names and calls, not secrets (`a.password=b.password`, `token=get_token`).
_CODE = re.compile(
    r"[A-Za-z_]\w{0,80}(?:\.[A-Za-z_]\w{0,80}){1,9}(?:[(\[].{0,200})?\Z|[A-Za-z_]\w{0,80}[(\[].{0,200}\Z"
    r"|[a-z_]{1,40}_(?:token|password|secret|key)\Z"
)

# Fixed texts of which one stands wherever a rule can match, searched in lower case: 60 us for an event of 2 KB, where one
# regular expression with the same alternatives takes 600 us (Python tries each alternative at each place).
_HINTS = (
    *"pw pswd secret token credential creds authorization cookie jaas jwt bearer basic sig= signature identified".split(),
    *"-----begin _pat_ xox xapp- hooks. webhook hw_ eyj aiza ya29. gocspx- k_live_ npm_ pypi-".split(),
    *"dapi dop_v1_ sg. hvs. hvb. hf_ dbtc_ dbtu_ curl redis-cli jdbc:oracle".split(),
    *(" -p", '"-p'),
)


def _behind(words: Iterable[str], last: str) -> str:
    """That one of these words stands before the last one; read backwards, so that a search runs from `last` to `last`."""
    return "|".join(f"(?<={word}{last})|(?<={word}[_. -]{last})" for word in words)


# And those that stand in many clean texts: a look at what is around them follows.
_AROUND: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (hint, re.compile(pattern))
    for hint, pattern in (
        ("@", r":(?:\\?/){2}[^\s\"/]*@|@(?:tcp6?|unix)\("),
        ("key", rf"key(?:{_behind(BEFORE_KEY, 'key')}|(?<=[?&;]key)=)"),
        ("pass", rf"pass(?:w|phrase|code|[_. -]word|\\*[\"':=]|{_behind(BEFORE_PASS, 'pass')})"),
        ("auth", r"auth(?:[_. -]?header|\\*[\"'=])"),
        ("conn", r"conn(?:ection)?[_. -]?string"),
        ("integration", r"integration\\?/[0-9a-f]{32}"),
        ("akia", r"akia[a-z0-9]{16}"),
        ("asia", r"asia[a-z0-9]{16}"),
        ("gh", r"gh[pousr]_"),
        ("gl", r"gl(?:sa_|c_|pat-|dt-|rt-|soat-|ptt-|ft-|imt-|cbt-)"),
        ("sk-", r"\bsk-(?:ant|proj|svcacct|admin|or|[a-z0-9]{32})"),
    )
)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a text is to be searched for before rules are tried on it."""

    hints: tuple[str, ...]
    around: tuple[tuple[str, re.Pattern[str]], ...]

    def of(self, text: str) -> bool:
        """Could a rule match somewhere in this text?"""
        lower = text.lower()
        for hint in self.hints:
            if hint in lower:
                return True
        for hint, pattern in self.around:
            if hint in lower and pattern.search(lower) is not None:
                return True
        return False

    def within(self, text: str) -> Suspicion:
        """The part of it that holds for a text: enough for every text that is cut out of this one."""
        lower = text.lower()
        return Suspicion(
            tuple(hint for hint in self.hints if hint in lower),
            tuple(
                (hint, pattern) for hint, pattern in self.around if hint in lower and pattern.search(lower) is not None
            ),
        )


ANYTHING = Suspicion(_HINTS, _AROUND)


def replace_secrets(text: str, replace: Callable[[str, str], str], suspicion: Suspicion = ANYTHING) -> str:
    """The text with every secret in it given to `replace(rule, secret)`, rule by rule; itself when it has none."""
    if not suspicion.of(text):
        return text
    original, lower = text, text.lower()
    for rule in TEXT_RULES:
        if rule.needs and not any(need in lower for need in rule.needs):
            continue

        def put(match: re.Match[str], rule: _Rule = rule) -> str:
            group = match.lastindex or 0
            secret = match[group]
            if is_placeholder(secret) or _is_harmless(rule, match, group):
                return match[0]
            start, end = match.start(group) - match.start(), match.end(group) - match.start()
            return match[0][:start] + replace(rule.name, secret) + match[0][end:]

        text = rule.pattern.sub(put, text)
    return original if text == original else text


def _is_harmless(rule: _Rule, match: re.Match[str], group: int) -> bool:
    """A name that only looks like that of a secret, a setting outside of settings, code in place of a value."""
    if "name" not in rule.pattern.groupindex:
        return False
    text, start = match.string, match.start("name")
    while (
        start > 0
        and match.start("name") - start < _NAME_MAX
        and (text[start - 1].isalnum() or text[start - 1] in "_.-")
    ):
        start -= 1
    if not is_secret_key(text[start : match.end("name")], match[group]):
        return True
    if rule.name == "connection":
        before = text[max(0, start - _WORDS_MAX) : start].lower().rstrip(" abcdefghijklmnopqrstuvwxyz")
        is_within_settings = before.endswith(";") or (before == "" and start < _WORDS_MAX)
        return not is_within_settings or (" " in match[0] and _CODE.match(match[group]) is not None)
    is_quoted = text[match.start(group) - 1] in "'\"$>"
    return rule.name == "assignment" and not is_quoted and _CODE.match(match[group]) is not None


_IDENTITY_USERINFO = re.compile(r"(://)[^\s/@:]{0,200}:[^\s/]{1,500}@")
_IDENTITY_TOKEN = re.compile(r"(https?://)[A-Za-z0-9_.~-]{20,300}@")
_SECRET_PARAMETER = rf"(?:[\w.-]{{0,60}}{_KEYISH}|sig|signature)=[^\s&;#]{{0,2000}}"
_IDENTITY_PARAMETER = re.compile(rf"(?<=\?){_SECRET_PARAMETER}&?|[&;]{_SECRET_PARAMETER}", re.IGNORECASE)


def identity_without_secrets(text: str) -> str:
    """A namespace or name without password and secret parameters.

    They are taken out and not replaced by a digest: the same dataset must keep its name when its password
    changes. A user without password stays, because it can be part of the name
    (`abfss://container@account...`).
    """
    if not ANYTHING.of(text):
        return text
    text = _IDENTITY_USERINFO.sub(r"\1", text)
    text = _IDENTITY_TOKEN.sub(r"\1", text)
    return _IDENTITY_PARAMETER.sub("", text).removesuffix("?")
