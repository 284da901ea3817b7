"""What flows from column to column, as the SQL of a job tells it. Pure.

Read are SELECT, INSERT ... SELECT, CREATE ... AS, MERGE and UPDATE, with common tables, subqueries, joins and unions. A
table counts when its name, by its last parts, is that of exactly one dataset of the job's runs. Columns without the name
of their table need the schemas of the inputs; `*` without a schema is the dataset as a whole. Not read: fields inside a
column, what functions of a database do by themselves, tables that a macro or a variable names.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope, traverse_scope

from lineage.column_facets import WHOLE
from lineage.run_facets import Flow
from lineage.sql_statements import Filled, StatementUnread, reading_time, statements_filling

log = logging.getLogger(__name__)
# More of one output than these are no help to anybody.
FLOWS_MAX = 20_000
_PARTS = re.compile(r"[./:\\]+")
# What a column does beside giving its value, by the clause it stands in.
_CLAUSES = {
    "where": "FILTER",
    "having": "FILTER",
    "qualify": "FILTER",
    "group": "GROUP_BY",
    "order": "SORT",
    "joins": "JOIN",
}
IDENTITY, TRANSFORMATION, AGGREGATION = "IDENTITY", "TRANSFORMATION", "AGGREGATION"
_WEIGHT = (IDENTITY, TRANSFORMATION, AGGREGATION)


@dataclass(frozen=True, slots=True)
class KnownDataset:
    """A dataset that a job reads or writes: its id, its names in OpenLineage, the columns of its schema (none: unknown)."""

    id: int
    names: tuple[str, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class _Origin:
    """A column of an input, and what became of it: `direct` when its value flows."""

    dataset_id: int
    path: str
    direct: bool
    subtype: str


Origins = frozenset[_Origin]
_NOTHING: Origins = frozenset()


def flows_read(
    text: str, *, dialect: str | None, inputs: Sequence[KnownDataset], outputs: Sequence[KnownDataset]
) -> dict[int, set[Flow]]:
    """Flows into each output that the text fills, by its id; raises StatementUnread when it tells of none."""
    found: dict[int, set[Flow]] = {}
    with reading_time():
        for filled in statements_filling(text, dialect):
            output = _output_of(filled, outputs)
            if output is not None:
                found.setdefault(output.id, set()).update(_flows(filled, output, dialect, inputs))
    if not found:
        raise StatementUnread("writes none of the outputs of the job")
    if not any(found.values()):
        raise StatementUnread("reads none of the inputs of the job")
    if max(map(len, found.values())) > FLOWS_MAX:
        raise StatementUnread(f"has more than {FLOWS_MAX} flows of columns")
    return found


def _output_of(filled: Filled, outputs: Sequence[KnownDataset]) -> KnownDataset | None:
    if filled.target is None:
        return outputs[0] if len(outputs) == 1 else None
    return dataset_named(filled.target, outputs)


def dataset_named(table: exp.Table, datasets: Iterable[KnownDataset]) -> KnownDataset | None:
    """The one dataset whose name ends as that of the table does; None when none does, or several do as well."""
    wanted = [part.name.lower() for part in table.parts]
    best = [(shared, dataset) for dataset in datasets if (shared := max(_shared(wanted, dataset.names), default=0))]
    most = max((shared for shared, _ in best), default=0)
    named = [dataset for shared, dataset in best if shared == most]
    return named[0] if len(named) == 1 else None


def _shared(wanted: list[str], names: Iterable[str]) -> Iterator[int]:
    """How many last parts a table has in common with each name: all of the shorter of the two, or none."""
    for name in names:
        parts = [part.lower() for part in _PARTS.split(name) if part]
        count = min(len(parts), len(wanted))
        if count and parts[-count:] == wanted[-count:]:
            yield count


def _flows(filled: Filled, output: KnownDataset, dialect: str | None, inputs: Sequence[KnownDataset]) -> set[Flow]:
    try:
        query, known = _qualified(filled.query.copy(), dialect, inputs)
        scope = build_scope(query)
        if scope is None:
            raise SqlglotError("no query")
        reader = _Reader(known)
        columns, shaping = reader.columns(scope), reader.shaping(scope)
    except (SqlglotError, RecursionError):
        raise StatementUnread("cannot be understood") from None
    except Exception as error:  # what people write is new every day to a library that reads it: no reason to fail
        log.warning("a statement could not be read", exc_info=True)
        raise StatementUnread("cannot be understood") from error
    names = _target_names(filled, output, [name for name, _ in columns])
    flows = {
        (origin.dataset_id, origin.path, name, origin.direct, origin.subtype, False, None)
        for name, (_, origins) in zip(names, columns, strict=True)
        for origin in origins
    }
    return flows | {(origin.dataset_id, origin.path, WHOLE, False, origin.subtype, False, None) for origin in shaping}


def _target_names(filled: Filled, output: KnownDataset, names: list[str]) -> list[str]:
    """What the columns of a query are called in the output: by their place where the statement lists columns, or where it
    inserts into a table with as many columns; else by their names."""
    known = {name.lower(): name for name in output.columns}
    if filled.columns is not None and len(filled.columns) == len(names):
        names = list(filled.columns)
    elif isinstance(filled.query.parent, exp.Insert) and len(output.columns) == len(names):
        names = list(output.columns)
    return [known.get(name.lower(), name) for name in names]


def _qualified(
    query: exp.Query, dialect: str | None, inputs: Sequence[KnownDataset]
) -> tuple[exp.Expr, dict[str, KnownDataset]]:
    """The query with each column under its table, and the datasets by the names that their tables bear in it."""
    known: dict[str, KnownDataset] = {}
    # A table is seen again from the parts that stand beside it.
    tables = {id(s): s for scope in traverse_scope(query) for s in scope.sources.values() if isinstance(s, exp.Table)}
    for number, table in enumerate(tables.values()):
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
        dataset = dataset_named(table, inputs)
        name = f"known{dataset.id}" if dataset else f"unknown{number}"
        for part, value in (("this", exp.to_identifier(name)), ("db", None), ("catalog", None)):
            table.set(part, value)
        if dataset:
            known[name] = dataset
    for column in query.find_all(exp.Column):
        column.set("db", None)
        column.set("catalog", None)
    schema: dict[str, object] = {
        name: dict.fromkeys(_top(dataset.columns), "text") for name, dataset in known.items() if dataset.columns
    }
    return qualify(
        query,
        dialect=dialect,
        schema=schema,
        validate_qualify_columns=False,
        quote_identifiers=False,
        identify=False,
    ), known


def _top(columns: Iterable[str]) -> Iterable[str]:
    """Columns, without the fields inside of them."""
    return (path for path in columns if "." not in path)


@dataclass(slots=True)
class _Reader:
    """Follows columns through the parts of one query. What is found of a part is found once."""

    known: dict[str, KnownDataset]
    _columns: dict[int, list[tuple[str, Origins]]] = field(default_factory=dict)

    def columns(self, scope: Scope) -> list[tuple[str, Origins]]:
        """The columns that a part gives, in their order, each with where it comes from."""
        if id(scope) not in self._columns:
            if isinstance(scope.expression, exp.SetOperation):
                left, right = (self.columns(part) for part in scope.set_operation_scopes)
                merged = [(name, origins | more) for (name, origins), (_, more) in zip(left, right, strict=False)]
                self._columns[id(scope)] = merged
            elif isinstance(scope.expression, exp.Query):
                selects = scope.expression.selects
                self._columns[id(scope)] = [(_name(item), self._origins(item, scope)) for item in selects]
            else:  # what a function of the database gives
                self._columns[id(scope)] = []
        return self._columns[id(scope)]

    def shaping(self, scope: Scope) -> Origins:
        """What decides, in any part, which rows there are."""
        found: set[_Origin] = set()
        for part in scope.traverse():
            for clause, subtype in _CLAUSES.items():
                given = part.expression.args.get(clause)
                for node in given if isinstance(given, list) else [given] if given is not None else []:
                    for origin in self._all(_shaping_columns(node), part):
                        found.add(_Origin(origin.dataset_id, origin.path, False, subtype))
        return frozenset(found)

    def _origins(self, item: exp.Expr, scope: Scope) -> Origins:
        """Where an expression of a SELECT has its value from, and what it looks at to choose it."""
        value = item.unalias()
        if isinstance(value, exp.Star) or (isinstance(value, exp.Column) and isinstance(value.this, exp.Star)):
            return self._whole(scope, value.table if isinstance(value, exp.Column) else "")
        own = IDENTITY if isinstance(value, exp.Column) else AGGREGATION if value.find(exp.AggFunc) else TRANSFORMATION
        found: set[_Origin] = set()
        for column in value.find_all(exp.Column):
            role = _role(column, value)
            for origin in self._resolve(column, scope) if role != "" else ():
                if role is not None:
                    found.add(_Origin(origin.dataset_id, origin.path, False, role))
                else:
                    subtype = max(own, origin.subtype, key=_WEIGHT.index) if origin.direct else origin.subtype
                    found.add(_Origin(origin.dataset_id, origin.path, origin.direct, subtype))
        return frozenset(found)

    def _all(self, columns: Iterable[exp.Column], scope: Scope) -> Iterable[_Origin]:
        return (origin for column in columns for origin in self._resolve(column, scope))

    def _resolve(self, column: exp.Column, scope: Scope) -> Origins:
        """The columns of inputs that a column of a query is made from."""
        source = _source_of(column, scope)
        if isinstance(source, exp.Table):
            return self._column_of(source, column.name)
        if source is None:
            return _NOTHING
        given = self.columns(source)
        named = [origins for name, origins in given if name == column.name]
        if not named and any(name == WHOLE for name, _ in given):
            tables = [table for table in source.sources.values() if isinstance(table, exp.Table)]
            return self._column_of(tables[0], column.name) if len(tables) == 1 else _NOTHING
        return frozenset().union(*named)

    def _column_of(self, table: exp.Table, name: str) -> Origins:
        dataset = self.known.get(table.name.lower())
        if dataset is None:
            return _NOTHING
        path = next((path for path in dataset.columns if path.lower() == name.lower()), name)
        return frozenset({_Origin(dataset.id, path, True, IDENTITY)})

    def _whole(self, scope: Scope, table: str) -> Origins:
        """Of a `*` that no schema told the columns of."""
        sources = [source for name, source in scope.sources.items() if table in ("", name)]
        found = [self._column_of(source, WHOLE) for source in sources if isinstance(source, exp.Table)]
        found += [origins for part in sources if isinstance(part, Scope) for _, origins in self.columns(part)]
        return frozenset().union(*found)


def _name(item: exp.Expr) -> str:
    return WHOLE if item.is_star else item.alias_or_name


def _source_of(column: exp.Column, scope: Scope | None) -> exp.Table | Scope | None:
    """The table or part that a column is of: in this query, or in one around it."""
    if not column.table and scope is not None and len(scope.sources) == 1:
        return next(iter(scope.sources.values()))
    while scope is not None:
        if column.table in scope.sources:
            return scope.sources[column.table]
        inner = next((part for part in scope.subquery_scopes if column.table in part.sources), None)
        if inner is not None:
            return inner.sources[column.table]
        scope = scope.parent
    return None


def _shaping_columns(node: exp.Expr) -> Iterable[exp.Column]:
    """Columns of a clause; of a join those of its condition, not those inside the table it joins."""
    if not isinstance(node, exp.Join):
        return node.find_all(exp.Column)
    condition = node.args.get("on")
    return condition.find_all(exp.Column) if condition is not None else ()


def _role(column: exp.Column, value: exp.Expr) -> str | None:
    """CONDITIONAL for what a CASE asks, WINDOW for what a window is made by; None for what the value comes from, and empty for
    what a query inside the value only looks at: that shapes the rows."""
    child: exp.Expr = column
    while child is not value and (parent := child.parent) is not None:
        if isinstance(parent, exp.Where | exp.Having | exp.Group | exp.Join | exp.Qualify):
            return ""
        if isinstance(parent, exp.If) and child is parent.this:
            return "CONDITIONAL"
        if isinstance(parent, exp.Window) and child is not parent.this:
            return "WINDOW"
        child = parent
    return None
