"""Questions about names: a part of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.variants import VariantKind
from lineage.queries.variants import variant_list
from portal.api.graphql import reports as r
from portal.api.graphql.connections import PageRoot, page_args
from portal.api.graphql.node import viewer
from portal.api.graphql.shapes import argument, enum_type, list_of, word_of


class NamesQuery:
    """Root fields; mixed into Query."""

    variants = graphene.Field(
        graphene.NonNull(r.VariantConnection),
        args=page_args(kinds=argument(list_of(enum_type(VariantKind)), "That differ in one of these.")),
        description="Names that may mean one thing and that nobody has decided on, those found last first. Cost 5.",
    )

    @staticmethod
    def resolve_variants(root: Any, info: Any, first: int, kinds: Any = None, after: Any = None) -> Any:
        wanted = [VariantKind(word_of(kind)) for kind in kinds or ()]
        return PageRoot(variant_list(viewer(info), kinds=wanted, first=first, after=after), after)
