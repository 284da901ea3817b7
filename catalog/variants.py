"""Spellings: under which form OpenLineage names meet that may mean one thing, and in what two such names differ.

Names stay exact and opaque wherever they identify (OpenLineage, spec/Naming.md). The folded form only finds pairs that a
person should look at: nothing is merged by it. What is folded, and by whose rules:

- quoting: delimited identifiers of SQL, `"a"` with `""` for a quote inside, of MySQL and BigQuery, `` `a` ``, of SQL Server,
  `[a]`. A dot between the marks is part of the identifier, but for BigQuery, where they may stand around a whole path.
- case: identifiers of SQL compare without it; the scheme and host of a URI too (RFC 3986, 3.1 and 3.2.2).
- scheme: connectors of Hadoop (s3a, s3n, abfs, wasb), gsutil (gs), libpq (postgresql), JDBC (sqlserver); `file` and `file://`
  are the two namespaces of Naming.md for local files.
- port: Naming.md writes `{host}:{port}`; a port left out is the store's own.
- path: slashes doubled, in front or behind, and `.` name the same place; `file:/a` is `/a` (RFC 8089).
- partition: Hive's `key=value` folders, days as folders or in file names, part files of Hadoop, date shards and partition
  decorators of BigQuery. They are parts of one dataset, not spellings of one name, and so a kind of their own.
"""

from __future__ import annotations

import re
import uuid

from catalog.names import DATASET_SCHEME, OpenLineageName, alias_digest
from catalog.words import Word


class VariantKind(Word):
    """In what two names of, perhaps, one thing differ."""

    QUOTING = "quoting", "Quotes, backticks or brackets around parts of the name."
    CASE = "case", "Upper and lower case."
    PATH = "path", "Slashes doubled, in front or behind; file: in front of a path."
    SCHEME = "scheme", "Another word for the same kind of store, such as s3a for s3."
    PORT = "port", "The store's own port, written out or left out."
    PARTITION = "partition", "Parts of one dataset: a day, a partition, a file of it."


_SCHEMES = {
    "s3a": "s3",
    "s3n": "s3",
    "gcs": "gs",
    "abfs": "abfss",
    "wasb": "wasbs",
    "postgresql": "postgres",
    "sqlserver": "mssql",
}
_PORTS = {
    "cassandra": 9042,
    "db2": 50000,
    "hdfs": 8020,
    "hive": 10000,
    "http": 80,
    "https": 443,
    "kafka": 9092,
    "milvus": 19530,
    "mssql": 1433,
    "mysql": 3306,
    "oceanbase": 2881,
    "oracle": 1521,
    "postgres": 5432,
    "redshift": 5439,
    "teradata": 1025,
    "trino": 8080,
}
# Stores whose datasets are places in a tree: {path} or {object key} in Naming.md.
_PATH_STORES = {"abfss", "box", "dbfs", "file", "filenet", "gs", "hdfs", "mssharepoint", "s3", "wasbs"}

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/]*)(.*)\Z", re.DOTALL)
_LOCAL = re.compile(r"(file)(?::/*)?\Z", re.IGNORECASE)
_LOCAL_PATH = re.compile(r"\Afile:/+", re.IGNORECASE)
_QUOTED = re.compile(
    r'"((?:[^"]++|"")*+)"(?=\.|\Z)|`((?:[^`]++|``)*+)`(?=\.|\Z)|\[((?:[^\]]++|\]\])*+)\](?=\.|\Z)', re.DOTALL
)
_DAY = r"(?:19|20)\d\d(?P<{0}>[-_]?)(?:0[1-9]|1[0-2])(?P={0})(?:0[1-9]|[12]\d|3[01])"
_FOLDER = (
    r"[A-Za-z_][\w.-]*=[^/]+"  # dt=2026-01-01
    rf"|{_DAY.format('a')}(?:[T_-]?\d\d(?:[:_-]?\d\d)?(?:[:_-]?\d\d)?Z?)?"  # 2026-01-01, 20260101T06
    r"|(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01])(?:/(?:[01]?\d|2[0-3]))?)?"  # 2026/01/01/06
)
_PART_FILE = r"part[-_]\d+[^/]*|\d{6}_\d+(?:\.\w+)*"
_TAIL = re.compile(rf"(?:/(?:{_FOLDER}|{_PART_FILE})(?=/|\Z))++\Z", re.IGNORECASE)
_INSIDE = re.compile(rf"/(?:{_FOLDER}|{_PART_FILE})(?=/|\Z)", re.IGNORECASE)
_DAY_IN_FILE = re.compile(rf"(?<!\d){_DAY.format('b')}(?!\d)(?=[^/]*\Z)")
_SHARD = re.compile(rf"_{_DAY.format('c')}\Z")
_DECORATOR = re.compile(r"\$\d{4,10}\Z")


def fold_digest(name: OpenLineageName) -> uuid.UUID:
    """16 bytes that names have in common which may mean one thing."""
    return alias_digest(name.scheme, *_folded(name))


def variant_kinds(one: OpenLineageName, other: OpenLineageName) -> tuple[VariantKind, ...]:
    """In what two names differ that meet in their folded form; none when they are equal, or do not meet."""
    if one.scheme != other.scheme or _folded(one) != _folded(other):
        return ()
    return tuple(kind for kind in VariantKind if _folded(one, but=kind) != _folded(other, but=kind))


def _folded(name: OpenLineageName, but: VariantKind | None = None) -> tuple[str, str]:
    """Namespace and name by all rules, `but` one."""
    store, namespace = _namespace(name.namespace, but)
    is_path = name.scheme == DATASET_SCHEME and (store in _PATH_STORES or name.name.startswith("/"))
    text = _path(name.name, store, but) if is_path else _table(name.name, store, but)
    return (namespace, text) if but is VariantKind.CASE else (namespace.lower(), text.lower())


def _namespace(text: str, but: VariantKind | None) -> tuple[str, str]:
    """The kind of store, and the namespace folded."""
    found = _LOCAL.match(text)
    if found:
        return "file", text if but is VariantKind.SCHEME else found[1]
    found = _URL.match(text)
    if found is None:
        return text.lower(), text if but is VariantKind.PATH else text.rstrip("/") or text
    scheme, host, path = found.groups()
    store = _SCHEMES.get(scheme.lower(), scheme.lower())
    if but is not VariantKind.SCHEME and scheme.lower() in _SCHEMES:
        scheme = store
    if but is not VariantKind.PORT and store in _PORTS:
        host = re.sub(rf":{_PORTS[store]}(?=,|\Z)", "", host)
    if but is not VariantKind.PATH:
        path = "".join(f"/{part}" for part in path.split("/") if part)
    return store, f"{scheme}://{host}{path}"


def _table(text: str, store: str, but: VariantKind | None) -> str:
    """Parts without their quotes. A dot inside one is escaped: it separates nothing."""
    parts: list[str] = []
    at = 0
    while at <= len(text):
        quoted = _QUOTED.match(text, at)
        end = quoted.end() if quoted else text.find(".", at)
        end = len(text) if end < 0 else end
        parts += [text[at:end]] if quoted is None or but is VariantKind.QUOTING else _unquoted(quoted, store)
        at = end + 1
    if store == "bigquery" and but is not VariantKind.PARTITION:
        parts[-1] = _SHARD.sub("_*", _DECORATOR.sub("", parts[-1]))
    return ".".join(part.replace("\\", "\\\\").replace(".", "\\.") for part in parts)


def _unquoted(quoted: re.Match[str], store: str) -> list[str]:
    mark = '"`]'[quoted.lastindex - 1 if quoted.lastindex else 0]
    inside = quoted[quoted.lastindex or 0].replace(2 * mark, mark)
    return inside.split(".") if store == "bigquery" and mark == "`" else [inside]


def _path(text: str, store: str, but: VariantKind | None) -> str:
    """A place in a tree, without what only says which part of the dataset it is."""
    if but is not VariantKind.PATH:
        text = _LOCAL_PATH.sub("/", text) if store == "file" else text
        text = "/".join(part for part in text.split("/") if part not in {"", "."})
    if but is VariantKind.PARTITION:
        return text
    tail = _TAIL.search(f"/{text}")
    if tail and tail.start():  # something must be left to be a part of
        text = text[: tail.start() - 1]
    return _DAY_IN_FILE.sub("*", _INSIDE.sub(_without_value, f"/{text}")[1:])


def _without_value(part: re.Match[str]) -> str:
    key, equals, _ = part[0].partition("=")
    return f"{key}=*" if equals else "/*"
