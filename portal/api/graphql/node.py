"""What every resolver needs: who asks, and which object type a cell has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import graphene
from graphql import FieldNode, FragmentSpreadNode
from graphql import Node as AstNode

from catalog.answers import EntityCard
from catalog.errors import TooCostlyError
from catalog.names import Kind
from portal.api.graphql.cells import Cell
from portal.api.graphql.shapes import object_of

ENTITY_TYPES: dict[Kind, Any] = {}
"""The object type of each kind of entity; filled by types.py."""


def viewer(info: graphene.ResolveInfo) -> Any:
    """Who asks."""
    return info.context.viewer


def fields_below(info: graphene.ResolveInfo, *path: str) -> set[str]:
    """Names of all fields that the operation selects below the field that is resolved, or below fields of it."""
    nodes: list[FieldNode] = info.field_nodes
    for name in path:
        nodes = [node for node in _selected(nodes, info) if node.name.value == name]
    return {node.name.value for node in _selected(nodes, info)}


def _selected(nodes: Iterable[AstNode], info: graphene.ResolveInfo) -> Iterator[FieldNode]:
    for node in nodes:
        below = node.selection_set  # type: ignore[attr-defined]
        for selection in below.selections if below else ():
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, FragmentSpreadNode):
                yield from _selected([info.fragments[selection.name.value]], info)
            else:
                yield from _selected([selection], info)


def only_alone(root: Cell, field: str) -> None:
    """Some deep fields have no bulk form: inside a list they would be one question an item."""
    if root.level.in_list and len(root.level.values) > 1:
        raise TooCostlyError(f"`{field}` is refused inside lists; ask the root field of the same name for one entity.")


class Node(graphene.Interface):
    """Anything with an id. Ids are the same text in every door, start with the noun (ent_, run_, ...) and never change."""

    id = graphene.ID(required=True, description="Id.")

    @classmethod
    def resolve_type(cls, instance: Cell, info: graphene.ResolveInfo) -> Any:
        """Entities by kind, the others by their answer."""
        return concrete_type(instance)


def concrete_type(instance: Cell) -> Any:
    """The object type of a cell."""
    return type_of_answer(instance.value)


def type_of_answer(value: Any) -> Any:
    """The object type of an answer: entities by kind."""
    return ENTITY_TYPES[value.kind] if isinstance(value, EntityCard) else object_of(type(value))
