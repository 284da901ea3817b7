"""What a text of SQL writes: each table with the query that fills it. Pure; within a time that no text can make longer.

INSERT, CREATE AS, MERGE and UPDATE become plain queries with one output column for each column they set; a SELECT alone
is what fills the only output of its job. Tables that a text makes for itself are folded into what reads them.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

# Longer texts are made by machines, and are read by nobody.
QUERY_MAX = 50_000
# Of CPU time for one text. The usual one takes a hundredth of it.
SECONDS_MAX = 2.0
# Names that producers have for what sqlglot calls otherwise.
_DIALECTS = {"postgresql": "postgres", "spark_sql": "spark", "sparksql": "spark", "mssql": "tsql", "sqlserver": "tsql"}


class StatementUnread(Exception):
    """The text tells no columns; the message says why, in words that are the same for the same reason."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A table (None: whatever the job writes), the columns that are set (None: by the names of the query's), the query, and
    whether the text makes that table."""

    target: exp.Table | None
    columns: tuple[str, ...] | None
    query: exp.Query
    is_made: bool = False


class _TooLong(BaseException):
    """Time is over. No Exception: what parses must not take it for one of its own."""


@contextmanager
def reading_time() -> Iterator[None]:
    """At most SECONDS_MAX of CPU time for what is within, then StatementUnread; in the main thread of a process alone."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_MAX)
    try:
        yield
    except _TooLong:
        raise StatementUnread(f"takes longer than {SECONDS_MAX:g} s to read") from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def dialect_known(*words: str | None) -> str | None:
    """The first of these words that names a dialect of sqlglot; None for none: then plain SQL is read."""
    for word in words:
        name = _DIALECTS.get((word or "").lower(), (word or "").lower())
        if name and Dialect.get(name) is not None:
            return name
    return None


def statements_filling(text: str, dialect: str | None) -> list[Filled]:
    """What a text fills, in its order; raises StatementUnread."""
    if len(text) > QUERY_MAX:
        raise StatementUnread(f"is longer than {QUERY_MAX} characters")
    try:
        parsed = sqlglot.parse(text, dialect=dialect)
    except (SqlglotError, RecursionError):
        raise StatementUnread("cannot be parsed") from None
    found = [filled for statement in parsed if statement is not None for filled in _filled(statement)]
    if not found:
        raise StatementUnread("writes nothing")
    return _folded(found, dialect)


def _filled(statement: exp.Expr) -> Iterator[Filled]:
    if isinstance(statement, exp.Query):
        yield Filled(None, None, statement)
    elif isinstance(statement, exp.Insert | exp.Create) and isinstance(statement.expression, exp.Query):
        query, named = statement.expression, statement.this
        if (given := statement.args.get("with_")) is not None:
            query.set("with_", given)
        has_columns = isinstance(named, exp.Schema)
        table = named.this if has_columns else named
        if isinstance(table, exp.Table):
            columns = tuple(column.name for column in named.expressions) if has_columns else None
            yield Filled(table, columns or None, query, isinstance(statement, exp.Create))
    elif isinstance(statement, exp.Merge):
        for when in statement.args["whens"].expressions:
            yield from _merged(statement, when)
    elif isinstance(statement, exp.Update) and isinstance(statement.this, exp.Table):
        query = _setting(statement.expressions).from_(statement.this.copy())
        if (given := statement.args.get("from_")) is not None:
            query = query.join(given.this.copy(), join_type="cross")
        where = statement.args.get("where")
        yield Filled(_bare(statement.this), None, query.where(where.this.copy()) if where else query)


def _merged(statement: exp.Merge, when: exp.When) -> Iterator[Filled]:
    then = when.args["then"]
    if isinstance(then, exp.Update):
        query = _setting(then.expressions)
    elif isinstance(then, exp.Insert) and isinstance(then.expression, exp.Tuple) and isinstance(then.this, exp.Tuple):
        pairs = zip(then.this.expressions, then.expression.expressions, strict=False)
        query = exp.select(*(exp.alias_(value.copy(), column.name, quoted=True) for column, value in pairs))
    else:  # DELETE, DO NOTHING, or a whole row that only the platform knows
        return
    query = query.from_(statement.this.copy()).join(statement.args["using"].copy(), on=statement.args["on"].copy())
    if (given := statement.args.get("with_")) is not None:
        query.set("with_", given.copy())
    condition = when.args.get("condition")
    yield Filled(_bare(statement.this), None, query.where(condition.copy()) if condition else query)


def _setting(assignments: list[exp.Expr]) -> exp.Select:
    """A query of what is assigned, under the names of the columns it is assigned to."""
    return exp.select(
        *(
            exp.alias_(item.expression.copy(), item.this.name, quoted=True)
            for item in assignments
            if isinstance(item, exp.EQ)
        )
    )


def _bare(table: exp.Table) -> exp.Table:
    found = table.copy()
    found.set("alias", None)
    return found


def _folded(found: list[Filled], dialect: str | None) -> list[Filled]:
    """With the queries of tables that the same text made earlier in place of these tables."""
    made: dict[str, exp.Query] = {}
    for filled in found:
        for table in list(filled.query.find_all(exp.Table)):
            if (query := made.get(_bare(table).sql(dialect).lower())) is not None:
                table.replace(query.copy().subquery(table.alias_or_name))
        if filled.target is not None and filled.is_made:
            made[filled.target.sql(dialect).lower()] = filled.query
    return found
