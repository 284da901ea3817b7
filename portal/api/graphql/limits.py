"""What one GraphQL operation may cost, judged from its text and variables before anything runs (docs/graphql.md).

nodes: sum over paged and limited fields of the product of `first` or `limit` down to them. cost: weights of the root
fields (the number at the end of their description) and 2 for each deep field, plus one for each 100 nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema, OperationType
from graphql.language import ast

from catalog.errors import InvalidError, TooCostlyError

TEXT_MAX = 20_000
DEPTH_MAX = 12
ALIASES_MAX = 100
DIRECTIVES_MAX = 10
FIELDS_MAX = 2_000
NODES_MAX = 10_000
COST_MAX = 1_000
FRAGMENTS_MAX = 20
META_DEPTH_MAX = 20
META_LISTS_MAX = 4
DEEP_WEIGHT = 2
LINEAGE_WEIGHT = 10
_COST = re.compile(r"Cost (\d+)(?: for each field)?\.")
_META_LISTS = {"types", "fields", "inputFields", "interfaces", "possibleTypes", "enumValues", "args", "directives"}
_DEEP = {
    *("detail", "relations", "schema", "runs", "jobs", "lineage", "entity", "ownership", "health"),
    *("report", "members", "children", "teams", "payload", "controlFlow", "existence"),
}


@dataclass(slots=True)
class Measure:
    """What an operation would cost."""

    depth: int = 0
    fields: int = 0
    openings: int = 0
    aliases: int = 0
    directives: int = 0
    nodes: int = 0
    weight: int = 0

    @property
    def cost(self) -> int:
        """Points."""
        return self.weight + -(-self.nodes // 100)


def weights_of(schema: GraphQLSchema) -> dict[str, int]:
    """Weight of each root field, read off its description, so that the text people read is the number that counts."""
    roots = [root for root in (schema.query_type, schema.mutation_type) if root is not None]
    found = {name: _COST.search(field.description or "") for root in roots for name, field in root.fields.items()}
    return {name: int(match.group(1)) if match else 1 for name, match in found.items()}


def operation_check(document: ast.DocumentNode, variables: dict[str, Any], weights: dict[str, int]) -> Measure:
    """Measure the only operation of a document; raises TooCostlyError naming the limit that it is above."""
    operations = [d for d in document.definitions if isinstance(d, ast.OperationDefinitionNode)]
    if len(operations) != 1:
        raise InvalidError.of("query", f"must hold exactly one operation; it holds {len(operations)}")
    _one_command(operations[0])
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, ast.FragmentDefinitionNode)}
    measure = Measure()
    _walk(operations[0].selection_set, 1, 1, measure, _Context(fragments, _defaults(operations[0], variables), weights))
    for name, value, most in (
        ("depth", measure.depth, DEPTH_MAX),
        ("aliases", measure.aliases, ALIASES_MAX),
        ("directives", measure.directives, DIRECTIVES_MAX),
        ("fields", measure.fields, FIELDS_MAX),
        ("nodes", measure.nodes, NODES_MAX),
        ("cost", measure.cost, COST_MAX),
    ):
        if value > most:
            raise TooCostlyError(
                f"The operation's {name} is {value}; at most {most} is accepted. Ask for less at once."
            )
    return measure


def _one_command(operation: ast.OperationDefinitionNode) -> None:
    """A mutation runs one command, written as a field of its own: what a fragment hides is not counted here."""
    if operation.operation is OperationType.MUTATION:
        chosen = operation.selection_set.selections
        if len(chosen) != 1 or not isinstance(chosen[0], ast.FieldNode):
            raise TooCostlyError("A mutation runs exactly one command; send several one after the other.")


@dataclass(frozen=True, slots=True)
class _Context:
    fragments: dict[str, ast.FragmentDefinitionNode]
    variables: dict[str, Any]
    weights: dict[str, int]


def _defaults(operation: ast.OperationDefinitionNode, variables: dict[str, Any]) -> dict[str, Any]:
    values = {
        d.variable.name.value: int(d.default_value.value)
        for d in operation.variable_definitions
        if isinstance(d.default_value, ast.IntValueNode)
    }
    return values | variables


def _walk(selections: ast.SelectionSetNode, depth: int, factor: int, measure: Measure, context: _Context) -> None:
    measure.depth = max(measure.depth, depth)
    if measure.depth > DEPTH_MAX or measure.fields > FIELDS_MAX:
        return  # over a limit already: fragments may multiply, so stop here
    for field in _fields(selections, measure, context, 0):
        measure.fields += 1
        if measure.fields > FIELDS_MAX:
            return
        measure.aliases += field.alias is not None
        measure.directives += len(field.directives)
        name = field.name.value
        if name in {"__schema", "__type"} and field.selection_set is not None:
            _introspect(field.selection_set, 1, 0, measure, context)
            continue
        size = _size(field, context.variables)
        below = factor * size if size else factor
        measure.nodes += below if size else 0
        if depth == 1:
            times = _list_length(field, "by", context.variables) if name == "entityCount" else 1
            measure.weight += context.weights.get(name, 0) * times
        elif name in _DEEP and field.selection_set is not None:
            measure.weight += LINEAGE_WEIGHT if name == "lineage" else DEEP_WEIGHT
        if field.selection_set is not None:
            _walk(field.selection_set, depth + 1, below, measure, context)


def _introspect(selections: ast.SelectionSetNode, depth: int, lists: int, measure: Measure, context: _Context) -> None:
    """The schema's own questions go deeper than ours (`ofType` chains of tools), but may not multiply: lists in lists."""
    for field in _fields(selections, measure, context, 0):
        measure.fields += 1
        nested = lists + (field.name.value in _META_LISTS)
        if depth > META_DEPTH_MAX or nested > META_LISTS_MAX:
            raise TooCostlyError(
                f"Introspection is nested deeper than {META_DEPTH_MAX} fields or {META_LISTS_MAX} lists; ask for less at once."
            )
        if field.selection_set is not None:
            _introspect(field.selection_set, depth + 1, nested, measure, context)


def _fields(
    selections: ast.SelectionSetNode, measure: Measure, context: _Context, nested: int
) -> Iterator[ast.FieldNode]:
    """Fields of a selection with fragments opened, so many and so deep at most: what is not opened here would run
    uncounted."""
    for node in selections.selections:
        if isinstance(node, ast.FieldNode):
            yield node
            continue
        measure.directives += len(node.directives)
        measure.openings += 1
        if nested >= FRAGMENTS_MAX:
            raise TooCostlyError(f"Fragments are nested deeper than {FRAGMENTS_MAX}; write the fields out.")
        if measure.openings > FIELDS_MAX:
            raise TooCostlyError(f"The operation's fields is above {FIELDS_MAX}; at most {FIELDS_MAX} is accepted.")
        if isinstance(node, ast.InlineFragmentNode):
            yield from _fields(node.selection_set, measure, context, nested + 1)
        elif isinstance(node, ast.FragmentSpreadNode):
            fragment = context.fragments.get(node.name.value)
            if fragment is not None:
                yield from _fields(fragment.selection_set, measure, context, nested + 1)


def _argument(field: ast.FieldNode, name: str, variables: dict[str, Any]) -> Any:
    for argument in field.arguments:
        if argument.name.value == name:
            if isinstance(argument.value, ast.VariableNode):
                return variables.get(argument.value.name.value)
            return argument.value
    return None


def _size(field: ast.FieldNode, variables: dict[str, Any]) -> int:
    """`first` or `limit` of a field; a walk without a limit has its default; 0 for a field that is no list."""
    for name in ("first", "limit"):
        value = _argument(field, name, variables)
        if isinstance(value, ast.IntValueNode):
            return max(1, int(value.value))
        if isinstance(value, int | float):  # GraphQL takes 100.0 for the whole number that it is
            return max(1, int(value))
    return 250 if field.name.value in {"lineageWalk", "lineageCompare", "lineage"} else 0


def _list_length(field: ast.FieldNode, name: str, variables: dict[str, Any]) -> int:
    value = _argument(field, name, variables)
    if isinstance(value, ast.ListValueNode):
        return max(1, len(value.values))
    return max(1, len(value)) if isinstance(value, list) else 1
