"""Paths below /api/v1 that clients of a Marquez server read.

Names are taken whole, slashes and all: %2F arrives as a slash (portal/api/marquez/texts.py says how they are told apart).
"""

from __future__ import annotations

from django.urls import path

from lineage.queries.statistics import Counted
from portal.api.marquez import views as v

urlpatterns = [
    path("column-lineage", v.column_lineage, name="marquez-column-lineage"),
    path("runlineage/upstream", v.run_lineage, name="marquez-run-lineage"),
    path("events/lineage", v.events, name="marquez-events"),
    path("events", v.events, name="marquez-events-all"),
    path("events/<path:namespace>", v.events, name="marquez-events-of"),
    path("namespaces", v.namespaces, name="marquez-namespaces"),
    path("namespaces/<path:path>", v.named, name="marquez-named"),
    path("sources", v.sources, name="marquez-sources"),
    path("sources/<path:source>", v.source, name="marquez-source"),
    path("jobs", v.jobs, name="marquez-jobs"),
    path("jobs/runs/<path:run_id>/facets", v.run_facets, name="marquez-run-facets"),
    path("jobs/runs/<path:run_id>", v.run, name="marquez-run"),
    path("search", v.search, name="marquez-search"),
    path("tags", v.tags, name="marquez-tags"),
    path("tags/<path:tag>", v.tag, name="marquez-tag"),
    path("stats/lineage-events", v.event_stats, name="marquez-stats-events"),
    *(
        path(f"stats/{counted}", v.growth_stats, {"counted": counted.value}, name=f"marquez-stats-{counted}")
        for counted in Counted
    ),
]
