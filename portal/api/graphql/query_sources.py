"""Questions about sources: how they do, what their syncs change, what was wrong in them; a part of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.answers import IssueState, SourceState, SyncChangeKind, SyncChangeState, SyncState
from catalog.queries.issues import issue_list
from catalog.queries.sources import source_get, source_list, sync_get, sync_list
from catalog.queries.sync_changes import sync_change_list
from portal.api.graphql import types as t
from portal.api.graphql.cells import cell
from portal.api.graphql.connections import PageRoot, page_args
from portal.api.graphql.node import viewer
from portal.api.graphql.shapes import Ref, argument, enum_type, list_of, word_of


class SourcesQuery:
    """Root fields; mixed into Query."""

    source = graphene.Field(
        t.Source, id=argument(graphene.ID, "Id (src_...).", required=True), description="One source. Cost 1."
    )
    sources = graphene.Field(
        graphene.NonNull(t.SourceConnection),
        args=page_args(
            states=argument(list_of(enum_type(SourceState)), "States."),
            kinds=argument(list_of(graphene.String), "Connector kinds."),
        ),
        description="Sources by key. Cost 2.",
    )
    sync = graphene.Field(
        t.Sync, id=argument(graphene.ID, "Id (syn_...).", required=True), description="One reading of a source. Cost 1."
    )
    syncs = graphene.Field(
        graphene.NonNull(t.SyncConnection),
        args=page_args(
            source=argument(graphene.String, "Source key."), states=argument(list_of(enum_type(SyncState)), "States.")
        ),
        description="Readings of sources, newest first. Cost 2.",
    )
    issues = graphene.Field(
        graphene.NonNull(t.IssueConnection),
        args=page_args(
            source=argument(graphene.String, "Source key."),
            ref=argument(Ref, "About this entity."),
            states=argument(list_of(enum_type(IssueState)), "States."),
        ),
        description="Problems found while reading sources, newest first. Cost 2.",
    )
    sync_changes = graphene.Field(
        graphene.NonNull(t.SyncChangeConnection),
        args=page_args(
            sync=argument(graphene.ID, "Id (syn_...).", required=True),
            kinds=argument(list_of(enum_type(SyncChangeKind)), "Kinds."),
            states=argument(list_of(enum_type(SyncChangeState)), "States."),
        ),
        description="What a sync changes, or would: removals first. Cost 2.",
    )

    @staticmethod
    def resolve_source(root: Any, info: Any, id: str) -> Any:
        return cell(source_get(viewer(info), ids=[id])[0])

    @staticmethod
    def resolve_sources(
        root: Any, info: Any, first: int, states: Any = None, kinds: Any = None, after: Any = None
    ) -> Any:
        wanted = [SourceState(word_of(state)) for state in states or ()]
        return PageRoot(source_list(viewer(info), states=wanted, kinds=kinds, first=first, after=after), after)

    @staticmethod
    def resolve_sync(root: Any, info: Any, id: str) -> Any:
        return cell(sync_get(viewer(info), ids=[id])[0])

    @staticmethod
    def resolve_syncs(
        root: Any, info: Any, first: int, source: Any = None, states: Any = None, after: Any = None
    ) -> Any:
        wanted = [SyncState(word_of(state)) for state in states or ()]
        return PageRoot(sync_list(viewer(info), source=source, states=wanted, first=first, after=after), after)

    @staticmethod
    def resolve_issues(
        root: Any, info: Any, first: int, source: Any = None, ref: Any = None, states: Any = None, after: Any = None
    ) -> Any:
        wanted = [IssueState(word_of(state)) for state in states or ()]
        page = issue_list(viewer(info), source=source, ref=ref, states=wanted, first=first, after=after)
        return PageRoot(page, after)

    @staticmethod
    def resolve_sync_changes(
        root: Any, info: Any, first: int, sync: str, kinds: Any = None, states: Any = None, after: Any = None
    ) -> Any:
        return PageRoot(
            sync_change_list(
                viewer(info),
                sync=sync,
                kinds=[SyncChangeKind(word_of(kind)) for kind in kinds or ()],
                states=[SyncChangeState(word_of(state)) for state in states or ()],
                first=first,
                after=after,
            ),
            after,
        )
