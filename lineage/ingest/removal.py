"""Forget all that some sources ever said in lineage. The one place beside the writers that deletes their rows."""

from __future__ import annotations

from catalog.database import execute, rows
from lineage.ingest.apply_edges import edges_project, folded_project

_OF_RUN = ("rundataset", "facetbundle", "runedge")
_BY_SOURCE = ("run", "symlink", "runfacts", "schemaversion", "columnfacet", "entityfacet", "qualitytest", "inboxevent")


def lineage_forget(source_ids: list[int], entity_ids: list[int]) -> None:
    """Delete the sources' runs, evidence, schemas and events, and whatever names one of the entities, which will go too."""
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
    for table in _BY_SOURCE:
        execute(f"DELETE FROM lineage_{table} WHERE source_id = ANY(%s)", [source_ids])
    execute("DELETE FROM lineage_jobparent WHERE job_id = ANY(%s) OR parent_id = ANY(%s)", [entity_ids, entity_ids])
    execute("DELETE FROM lineage_runfacts WHERE entity_id = ANY(%s)", [entity_ids])
    execute("DELETE FROM lineage_datasetcolumn WHERE dataset_id = ANY(%s)", [entity_ids])
    touched = rows(
        "DELETE FROM lineage_edgeevidence WHERE origin_id = ANY(%s) RETURNING source_id, target_id, via_id",
        [source_ids],
    )
    edges_project((source, target) for source, target, via in touched if via <= 0)
    folded_project((), {(source, target) for source, target, via in touched if via >= 0})
