"""Forget: all that some sources ever said in lineage, runs that are too old, or all that was made of events. The one place
beside the writers that deletes their rows."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.database import execute, rows
from catalog.ingest.existence import existence_record
from lineage.ingest.manual_edges import declared_edges, edges_restore
from lineage.ingest.present_edges import edges_project, folded_project
from lineage.ingest.searchable_columns import searchable_columns_compare

_OF_RUN = ("rundataset", "facetbundle", "runedge")
_BY_SOURCE = (
    *("run", "symlink", "runfacts", "schemaversion", "columnfacet", "entityfacet", "qualitytest", "inboxevent"),
    *("intaketally", "joborder", "jobdependency", "datasetchange"),
)

# What is made of events alone. Bodies of schemas and numbers of columns are names of contents: they stay.
DERIVED = (
    *("run", *_OF_RUN, "jobparent", "schemaversion", "columnfacet", "columnedge", "statementrequest"),
    *("edgeevidence", "settledjob", "edge", "foldededge"),
    *("entityfacet", "symlink", "qualitytest", "runfacts", "runfactsrequest"),
    *("joborder", "jobdependency", "datasetchange", "gonedataset"),
)
_DERIVED_TABLES = ", ".join(f"lineage_{table}" for table in DERIVED)


def derived_empty() -> None:
    """Empty what is made of events; entities, owners and what people decided stay."""
    existence_record({row[0]: None for row in rows("SELECT dataset_id FROM lineage_gonedataset")})
    declared = declared_edges()
    execute(f"TRUNCATE {_DERIVED_TABLES}")
    edges_restore(declared)


def lineage_forget(source_ids: list[int], entity_ids: list[int]) -> None:
    """Delete the sources' runs, evidence, schemas and events, and whatever names one of the entities, which will go too."""
    execute(
        "DELETE FROM lineage_settledjob s USING lineage_run r WHERE r.job_id = s.job_id AND r.source_id = ANY(%s)",
        [source_ids],
    )
    for table in _OF_RUN:
        execute(
            f"DELETE FROM lineage_{table} d USING lineage_run r WHERE r.id = d.run_id AND r.job_id = d.job_id "
            "AND r.source_id = ANY(%s)",
            [source_ids],
        )
    for queue in ("inboxwork", "inboxparked"):
        execute(
            f"DELETE FROM lineage_{queue} w USING lineage_inboxevent e WHERE e.day = w.day AND e.id = w.id "
            "AND e.source_id = ANY(%s)",
            [source_ids],
        )
    execute(
        "DELETE FROM lineage_columnedge c USING lineage_columnfacet f WHERE f.id = c.facet_id AND f.source_id = ANY(%s)",
        [source_ids],
    )
    described = rows("SELECT DISTINCT dataset_id FROM lineage_schemaversion WHERE source_id = ANY(%s)", [source_ids])
    for table in _BY_SOURCE:
        execute(f"DELETE FROM lineage_{table} WHERE source_id = ANY(%s)", [source_ids])
    searchable_columns_compare(row[0] for row in described)
    execute("DELETE FROM lineage_jobparent WHERE job_id = ANY(%s) OR parent_id = ANY(%s)", [entity_ids, entity_ids])
    execute("DELETE FROM lineage_jobdependency WHERE job_id = ANY(%s) OR other_id = ANY(%s)", [entity_ids, entity_ids])
    execute(
        "DELETE FROM lineage_datasetchange WHERE dataset_id = ANY(%s) OR former_id = ANY(%s)", [entity_ids, entity_ids]
    )
    back = rows(
        "DELETE FROM lineage_gonedataset g WHERE NOT EXISTS (SELECT 1 FROM lineage_datasetchange c "
        "WHERE (c.dataset_id, c.at, c.change) = (g.dataset_id, g.at, g.change) OR (c.former_id, c.at) = (g.dataset_id, g.at)) "
        "RETURNING g.dataset_id"
    )
    existence_record({row[0]: None for row in back})
    execute("DELETE FROM lineage_runfacts WHERE entity_id = ANY(%s)", [entity_ids])
    execute("DELETE FROM lineage_datasetcolumn WHERE dataset_id = ANY(%s)", [entity_ids])
    touched = rows(
        "DELETE FROM lineage_edgeevidence WHERE origin_id = ANY(%s) RETURNING source_id, target_id, via_id",
        [source_ids],
    )
    edges_project((source, target) for source, target, via in touched if via <= 0)
    folded_project((), {(source, target) for source, target, via in touched if via >= 0})


def runs_delete(run_ids: Sequence[object], job_ids: Sequence[int]) -> int:
    """Delete runs, given as two columns of keys, with all that is known of each; how many datasets they read or wrote."""
    keys = [list(run_ids), list(job_ids)]
    datasets, *_ = [
        execute(
            f"DELETE FROM lineage_{table} d USING unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id) "
            "WHERE d.run_id = k.run_id AND d.job_id = k.job_id",
            keys,
        )
        for table in _OF_RUN
    ]
    execute(
        "DELETE FROM lineage_run r USING unnest(%s::uuid[], %s::int[]) AS k(id, job_id) "
        "WHERE r.id = k.id AND r.job_id = k.job_id",
        keys,
    )
    return datasets
