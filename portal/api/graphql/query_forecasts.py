"""Questions about causes, delays and deadlines: a part of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.queries.filters import EntityFilter
from lineage.queries.critical_path import critical_path_get
from lineage.queries.deadlines import deadline_list
from lineage.queries.forecast import delay_list
from lineage.queries.root_cause import cause_list
from lineage.queries.timelines import timeline_list
from portal.api.graphql import forecast_types as t
from portal.api.graphql.cells import cell
from portal.api.graphql.connections import PageRoot, page_args
from portal.api.graphql.node import viewer
from portal.api.graphql.shapes import DateTime, Ref, argument, input_type, input_value, list_of


class ForecastsQuery:
    """Root fields; mixed into Query."""

    causes = graphene.Field(
        graphene.NonNull(t.CauseReport),
        ref=argument(Ref, "What is late, failed or unhealthy.", required=True),
        at=argument(DateTime, "As of then; now when absent."),
        limit=argument(graphene.Int, "Suspects, 1 to 10.", default_value=5),
        description="Likely causes of what is wrong with an entity, unmonitored suspects included. Cost 50.",
    )
    delays = graphene.Field(
        graphene.NonNull(t.DelayForecast),
        ref=argument(Ref, "Dataset, job or pipeline.", required=True),
        arrives_at=argument(DateTime, "Assume it arrives then; its own forecast when absent."),
        max_hops=argument(graphene.Int, "Datasets downstream, one behind the other, 1 to 10.", default_value=6),
        description="When downstream comes when this arrives, first to break first; at most 200. Cost 50.",
    )
    critical_path = graphene.Field(
        graphene.NonNull(t.CriticalPath),
        ref=argument(Ref, "Pipeline.", required=True),
        description="What determined when the last run of a pipeline ended, and what to shorten. Cost 5.",
    )
    timelines = graphene.Field(
        graphene.NonNull(t.TimelineRowConnection),
        args=page_args(
            refs=argument(list_of(Ref), "Pipelines and jobs, at most 100; all when absent."),
            filter=argument(input_type(EntityFilter), "Only these."),
            since=argument(DateTime, "From.", required=True),
            until=argument(DateTime, "Before; at most 31 days later.", required=True),
        ),
        description="Pipelines and jobs by ref, each with its runs in a stretch of time. Cost 10.",
    )
    deadlines = graphene.Field(
        graphene.NonNull(t.DeadlineConnection),
        args=page_args(
            filter=argument(input_type(EntityFilter), "Of these."),
            keepable=argument(graphene.Boolean, "Only those that can be kept, or that cannot."),
        ),
        description="Promises of freshness beside what is possible, least slack first. Cost 50.",
    )

    @staticmethod
    def resolve_causes(root: Any, info: Any, **given: Any) -> Any:
        return cell(cause_list(viewer(info), **given))

    @staticmethod
    def resolve_delays(root: Any, info: Any, **given: Any) -> Any:
        return cell(delay_list(viewer(info), **given))

    @staticmethod
    def resolve_critical_path(root: Any, info: Any, ref: str) -> Any:
        return cell(critical_path_get(viewer(info), refs=[ref])[0])

    @staticmethod
    def resolve_timelines(root: Any, info: Any, filter: Any = None, after: Any = None, **given: Any) -> Any:
        wanted = input_value(EntityFilter, filter, "filter")
        return PageRoot(timeline_list(viewer(info), filter=wanted, after=after, **given), after)

    @staticmethod
    def resolve_deadlines(root: Any, info: Any, filter: Any = None, after: Any = None, **given: Any) -> Any:
        wanted = input_value(EntityFilter, filter, "filter")
        return PageRoot(deadline_list(viewer(info), filter=wanted, after=after, **given), after)
