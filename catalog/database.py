"""Three lines around psycopg that every query and writer shares: rows as tuples, arrays bound as lists, retries."""

from __future__ import annotations

import random
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import IntEnum
from typing import Any, TypeVar

import orjson
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

from catalog.errors import QuestionTimeoutError, UnavailableError

T = TypeVar("T")
Row = tuple[Any, ...]
Params = Sequence[Any] | Mapping[str, Any]
RETRIED_STATES = {"40P01", "40001", "55P03"}  # deadlock, serialization, lock timeout
_ATTEMPTS = 4
_JSONB = 3802


def rows(sql: str, params: Params = ()) -> list[Row]:
    """All rows of one statement. Django hands jsonb on as text, for its own fields to decode: it is decoded here."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _bound(params))
        result = cursor.cursor.pgresult  # its description would be made column by column, each time
        if not result.nfields:
            return []
        found = cursor.fetchall()
        json_columns = [i for i in range(result.nfields) if result.ftype(i) == _JSONB]
        return [_decoded(row, json_columns) for row in found] if json_columns else found


def _decoded(row: Row, json_columns: list[int]) -> Row:
    values = list(row)
    for i in json_columns:
        values[i] = orjson.loads(values[i]) if isinstance(values[i], str) else values[i]
    return tuple(values)


def execute(sql: str, params: Params = (), *, beside: bool = False) -> int:
    """Run one statement; how many rows it touched.

    With `beside`, for rows by the hundred that are only written: they go to the server beside the statement. In it they would be
    escaped here and read twice there; but the server plans without knowing them, nor how many they are.
    """
    with _server_binding() if beside else connection.cursor() as cursor:
        cursor.execute(sql, _bound(params))
        return int(cursor.rowcount)


def _server_binding() -> CursorWrapper:
    connection.ensure_connection()
    link = connection.connection
    before, link.cursor_factory = link.cursor_factory, ServerBindingCursor
    try:
        return connection.cursor()
    finally:
        link.cursor_factory = before


def _bound(params: Params) -> Params:
    """Lists of plain values as text: psycopg would make them one by one, which costs ten times more."""
    if isinstance(params, Mapping):
        return {name: _list_text(value) for name, value in params.items()}
    return [_list_text(value) for value in params]


_PLAIN = {int, str, bool, uuid.UUID, datetime, date}


def _list_text(value: Any) -> Any:
    is_plain = type(value) is list and (not value or type(value[0]) in _PLAIN)
    return array_text(value) if is_plain else value


@contextmanager
def planned_once() -> Iterator[None]:
    """What is asked inside is read and planned by the server once for a connection, and run again with other values.

    For statements that go the same way whatever they are asked for: where a few rows of partitioned tables are written, a
    plan costs several times its execution. The server plans again when it has new statistics of a table.
    """
    connection.ensure_connection()
    link = connection.connection
    before = link.cursor_factory, link.prepare_threshold
    link.cursor_factory, link.prepare_threshold = ServerBindingCursor, 0
    try:
        yield
    finally:
        link.cursor_factory, link.prepare_threshold = before


def recordset(columns: Mapping[str, str]) -> str:
    """A row source `g` in SQL with these columns (name to type), whose rows are given as `records`."""
    return f"unnest({', '.join(f'%s::{kind}[]' for kind in columns.values())}) AS g({', '.join(columns)})"


def records(columns: Mapping[str, str], found: Iterable[Sequence[Any]]) -> list[str]:
    """Rows for `recordset`, values in the order of its columns: one parameter for each column.

    Values of a type json or jsonb are whatever orjson can write, None is NULL.
    """
    given = list(found)
    if not given:
        return ["{}"] * len(columns)
    return [
        json_array(values) if kind in ("json", "jsonb") else array_text(values)
        for kind, values in zip(columns.values(), zip(*given, strict=True), strict=True)
    ]


# What the text format of COPY gives a meaning.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_MEANINGFUL = re.compile(r"[\\\t\n\r]")


def copy_in(table: str, columns: Sequence[str], found: Sequence[Sequence[str | int | None]]) -> None:
    """Put new rows into a table, values in the order of the columns. Of many narrow rows it takes a third less than an INSERT."""
    if not found:
        return
    lines = zip(*map(_copied, zip(*found, strict=True)), strict=True)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            copy.write("".join([f"{line}\n" for line in map("\t".join, lines)]))


def _copied(values: Sequence[str | int | None]) -> list[str]:
    texts = [value if value is None or isinstance(value, str) else str(value) for value in values]
    if _MEANINGFUL.search("".join(filter(None, texts))):
        texts = [text and text.translate(_ESCAPES) for text in texts]
    return ["\\N" if text is None else text for text in texts]


def json_array(values: Iterable[Any]) -> str:
    """An array of JSON as PostgreSQL reads it. In its texts no character is left to be escaped but quotes and backslashes, which
    JSON and arrays escape alike."""
    texts = [None if value is None else orjson.dumps(value).decode() for value in values]
    return f"{{{orjson.dumps(texts).decode()[1:-1]}}}"


def array_text(values: Sequence[Any]) -> str:
    """An array as PostgreSQL reads it: JSON's list but for the brackets, and for what texts are escaped with."""
    text = orjson.dumps(values).decode()
    if "\\" in text:
        text = f"[{','.join(map(_element, values))}]"
    return f"{{{text[1:-1]}}}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return orjson.dumps(value).decode()


class Turn(IntEnum):
    """What workers take turns on, by id, until their transaction ends (keys of PostgreSQL's advisory locks).

    In the order in which a transaction may take them; each kind at most once, all ids together. So nobody waits in a circle.
    """

    NAMES = 0x4857_0001
    JOBS = 0x4857_0002
    SEARCHED_COLUMNS = 0x4857_0009
    ALIAS_GROUPS = 0x4857_0007
    FOLDED_TARGETS = 0x4857_0003
    DESCRIPTIONS = 0x4857_0004
    RUN_FACTS = 0x4857_0005
    PARTITIONS = 0x4857_0006
    VARIANTS = 0x4857_0008


_TURN = "SELECT count(pg_advisory_xact_lock(%s, id)) FROM unnest(%s::int[]) AS id"
_SHARED_TURN = "SELECT count(pg_advisory_xact_lock_shared(%s, id)) FROM unnest(%s::int[]) AS id"


def take_turns(turn: Turn, ids: Iterable[int], *, shared: bool = False) -> None:
    """Wait for everybody else who works on these ids; what they committed is seen by the statements that follow.

    Those who share a turn do not wait for each other, only for who wants it alone.
    """
    wanted = sorted(set(ids))
    rows(_SHARED_TURN if shared else _TURN, [int(turn), wanted])


def sqlstate(error: BaseException) -> str | None:
    """The PostgreSQL error code behind a Django database error."""
    return getattr(error.__cause__, "sqlstate", None)


def retrying(work: Callable[[], T]) -> T:
    """Run a whole transaction again, up to 3 times with full jitter, when PostgreSQL chose it as a victim (R12)."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return work()
        except DatabaseError as error:
            if sqlstate(error) not in RETRIED_STATES or attempt == _ATTEMPTS:
                raise
            time.sleep(random.uniform(0, 0.05 * 2**attempt))
    raise AssertionError("unreachable")


def unhurried() -> None:
    """The transaction's commit does not wait for the disk. For work that starts again from its beginning should the machine
    fail: what it wrote, and the mark that it is done, are lost together. Commits behind it that do wait cover it."""
    rows("SELECT set_config('synchronous_commit', 'off', true)")


@contextmanager
def question() -> Iterator[None]:
    """Turn the database's ways to fail into the product's errors; wraps every question at the door."""
    try:
        yield
    except OperationalError as error:
        if sqlstate(error) == "57014":
            raise QuestionTimeoutError(
                "The database stopped the question after its time limit; ask for less."
            ) from error
        raise UnavailableError("The database is not available now.") from error
    except InterfaceError as error:
        raise UnavailableError("The database is not available now.") from error
