"""Connections: pages of answers as GraphQL lists with cursors. The third factory beside those of shapes.py."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.paging import CountState, Page
from portal.api.graphql.cells import Cell, Level
from portal.api.graphql.shapes import Cursor, PageInfo, enum_type

FIRST = "Page size, 1 to 100."
AFTER = "endCursor of the page before."


def page_args(**more: Any) -> dict[str, Any]:
    """Arguments of a list: its own, then first and after."""
    return {
        **more,
        "first": graphene.Argument(graphene.Int, required=True, description=FIRST),
        "after": graphene.Argument(Cursor, description=AFTER),
    }


def connection_type(
    name: str, node: Any, noun: str, *, edge_fields: dict[str, Any] | None = None, node_of: str = ""
) -> Any:
    """A connection over Page[...]; `node_of` names the field of the item that is the node (a hit's card)."""

    def node_cell(item: Cell) -> Cell:
        found: Cell = item.field(node_of) if node_of else item
        return found

    edge_meta = type("Meta", (), {"name": f"{name}Edge", "description": f"One of the {noun} on a page."})
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "cursor": graphene.Field(
                graphene.NonNull(Cursor), description="Position of the item.", resolver=lambda root, info: root[1]
            ),
            "node": graphene.Field(
                lambda: graphene.NonNull(node()),
                description="The item.",
                resolver=lambda root, info: node_cell(root[0]),
            ),
            **(edge_fields or {}),
            "Meta": edge_meta,
        },
    )
    meta = type("Meta", (), {"name": f"{name}Connection", "description": f"One page of {noun}."})
    members = {
        "edges": graphene.Field(
            graphene.NonNull(graphene.List(graphene.NonNull(edge))),
            description="Items with their cursors.",
            resolver=lambda root, info: list(zip(root.items, root.page.cursors, strict=True)),
        ),
        "nodes": graphene.Field(
            lambda: graphene.NonNull(graphene.List(graphene.NonNull(node()))),
            description="Items alone.",
            resolver=lambda root, info: [node_cell(item) for item in root.items],
        ),
        "page_info": graphene.Field(
            graphene.NonNull(PageInfo), description="Position of this page.", resolver=lambda root, info: root.info()
        ),
        "total_count": graphene.Field(
            graphene.Int,
            description="Items in all pages; null when totalCountState is NOT_COUNTED.",
            resolver=lambda root, info: root.page.total_count,
        ),
        "total_count_state": graphene.Field(
            graphene.NonNull(enum_type(CountState)),
            description="How sure totalCount is.",
            resolver=lambda root, info: root.page.total_count_state.value,
        ),
    }
    return type(f"{name}Connection", (graphene.ObjectType,), {**members, "Meta": meta})


class PageRoot:
    """A page on its way through an operation: its items are cells of one level."""

    def __init__(self, page: Page[Any], after: str | None) -> None:
        self.page = page
        self.after = after
        level = Level(page.items, in_list=True)
        self.items = [Cell(level, index) for index in range(len(page.items))]

    def info(self) -> dict[str, Any]:
        """The PageInfo."""
        cursors = self.page.cursors
        return {
            "has_next_page": self.page.has_next,
            "has_previous_page": self.after is not None,
            "start_cursor": cursors[0] if cursors else None,
            "end_cursor": self.page.end_cursor,
        }
