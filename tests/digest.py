"""Everything that was made of events, without the numbers that depend on arrival: equal digests, equal answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

PAIR = "JOIN catalog_entity a ON a.id = r.source_id JOIN catalog_entity b ON b.id = r.target_id"
JOB = "JOIN catalog_entity e ON e.id = r.job_id"
DATASET = "JOIN catalog_entity d ON d.id = r.dataset_id"
QUERIES = {
    "runs": f"SELECT e.ref, r.run_id, r.state, r.started_at, r.ended_at, r.first_event_at, r.last_event_at, r.error, "
    f"r.parent_key, r.nominal_start_at, r.is_snapshot, r.is_wide, r.named_at FROM lineage_run r {JOB}",
    "datasets of runs": f"SELECT e.ref, d.ref, r.output, r.seen_at, r.last_at, r.row_count FROM lineage_rundataset r {JOB} {DATASET}",
    "evidence": "SELECT a.ref, b.ref, r.basis, r.first_seen_at, r.last_seen_at, r.run_count, r.superseded_at, v.ref "
    f"FROM lineage_edgeevidence r {PAIR} LEFT JOIN catalog_entity v ON v.id = r.via_id",
    "edges": f"SELECT a.ref, b.ref, r.basis FROM lineage_edge r {PAIR}",
    "folded edges": f"SELECT a.ref, b.ref, r.basis FROM lineage_foldededge r {PAIR}",
    "schemas": f"SELECT d.ref, r.digest, r.first_at, r.last_at FROM lineage_schemaversion r {DATASET}",
    "columns to search for": "SELECT d.ref, r.digest, r.paths FROM catalog_searchcolumns r "
    "JOIN catalog_entity d ON d.id = r.entity_id",
    "column edges": "SELECT d.ref, s.path, t.path, r.direct, r.subtype, f.first_at, f.last_at, f.is_current "
    "FROM lineage_columnedge r JOIN lineage_columnfacet f ON f.id = r.facet_id "
    "JOIN lineage_datasetcolumn s ON s.id = r.source_id JOIN lineage_datasetcolumn t ON t.id = r.target_id "
    "JOIN catalog_entity d ON d.id = t.dataset_id",
    "stated edges": f"SELECT e.ref, a.ref, b.ref, r.seen_at, r.last_at FROM lineage_runedge r {JOB} {PAIR}",
    "order of jobs": f"SELECT e.ref, o.ref, r.is_upstream, r.first_at, r.last_at, r.said, l.at, l.trigger_rule "
    f"FROM lineage_jobdependency r JOIN lineage_joborder l ON l.job_id = r.job_id {JOB} "
    "JOIN catalog_entity o ON o.id = r.other_id",
    "changes of datasets": f"SELECT d.ref, r.change, f.ref, r.at, j.run_id FROM lineage_datasetchange r {DATASET} "
    "LEFT JOIN lineage_run j ON j.id = r.run_id AND j.job_id = r.job_id "
    "LEFT JOIN catalog_entity f ON f.id = r.former_id",
    "gone datasets": f"SELECT d.ref, r.at, r.change, t.ref FROM lineage_gonedataset r {DATASET} "
    "LEFT JOIN catalog_entity t ON t.id = r.to_id",
    "symlinks": f"SELECT d.ref, o.ref, r.kind, r.first_seen_at, r.is_current FROM lineage_symlink r {DATASET} "
    "JOIN catalog_entity o ON o.id = r.other_id",
    "merged": "SELECT m.ref, e.ref FROM catalog_entity m JOIN catalog_entity e ON e.id = m.canonical_id",
    "cards": "SELECT ref, kind, type, title, summary, parent_ref, last_arrival_at, existence_state, gone_at FROM catalog_entity",
}


def graph_digest(rows: Callable[[str], Sequence[Any]]) -> dict[str, list[str]]:
    """Sorted rows by name; `rows` runs one statement."""
    return {name: sorted(repr(tuple(row)) for row in rows(sql)) for name, sql in QUERIES.items()}
