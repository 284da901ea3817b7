"""Three lines around psycopg that every query and writer shares: rows as tuples, arrays bound as lists, retries."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, TypeVar

import orjson
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.backends.postgresql.base import ServerBindingCursor

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
        cursor.execute(sql, params)
        if not cursor.description:
            return []
        found = cursor.fetchall()
        json_columns = [i for i, column in enumerate(cursor.description) if column.type_code == _JSONB]
        return [_decoded(row, json_columns) for row in found] if json_columns else found


def _decoded(row: Row, json_columns: list[int]) -> Row:
    values = list(row)
    for i in json_columns:
        values[i] = orjson.loads(values[i]) if isinstance(values[i], str) else values[i]
    return tuple(values)


def execute(sql: str, params: Params = ()) -> int:
    """Run one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


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
    """A row source `g` in SQL with these columns (name to type), whose rows are given as `records`.

    One JSON text for all rows: as arrays each value of each column would be quoted by itself, which costs ten times more.
    """
    return f"json_to_recordset(%s::json) AS g({', '.join(f'{name} {kind}' for name, kind in columns.items())})"


def records(columns: Mapping[str, str], found: Iterable[Sequence[Any]]) -> str:
    """Rows for `recordset`, values in the order of its columns; a value of type json may be an orjson.Fragment."""
    names = tuple(columns)
    return orjson.dumps([dict(zip(names, row, strict=True)) for row in found]).decode()


class Turn(IntEnum):
    """What workers take turns on, by id, until their transaction ends (keys of PostgreSQL's advisory locks).

    In the order in which a transaction may take them; each kind at most once, all ids together. So nobody waits in a circle.
    """

    NAMES = 0x4857_0001
    JOBS = 0x4857_0002
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
