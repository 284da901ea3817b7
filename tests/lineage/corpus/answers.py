"""What Headwater's tables say of all that was ingested, in the form of the corpus' expected.json: one list or mapping a set.

Datasets and jobs are [namespace, name]: the names that producers used, whatever was merged since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from catalog.database import rows
from catalog.names import DATASET_SCHEME, JOB_SCHEME
from lineage.openlineage import run_key
from lineage.run_facets import FacetsOfRun, facets_decode

STATES = {0: "NEW", 1: "RUNNING", 2: "RUNNING", 3: "COMPLETED", 4: "ABORTED", 5: "FAILED"}
_DIRECT = {True: "DIRECT", False: "INDIRECT", None: ""}


def answers() -> dict[str, Any]:
    """Every set, by its name in expected.json."""
    names = _names()
    return {name: make(names) for name, make in _SETS.items()}


class Names:
    """Producers' names by entity id."""

    def __init__(self) -> None:
        self.by_id: dict[int, list[str]] = {}
        self.scheme: dict[int, str] = {}

    def __getitem__(self, entity_id: int) -> list[str]:
        return self.by_id[entity_id]

    def is_job(self, entity_id: int) -> bool:
        """Whether the entity has the name of a job."""
        return self.scheme[entity_id] == JOB_SCHEME


def _names() -> Names:
    names = Names()
    for entity_id, scheme, namespace, key in rows(
        "SELECT entity_id, scheme, namespace, key FROM catalog_alias WHERE scheme = ANY(%s)",
        [[DATASET_SCHEME, JOB_SCHEME]],
    ):
        names.by_id[entity_id], names.scheme[entity_id] = [namespace, key], scheme
    return names


def _set(found: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return sorted({tuple(row): list(row) for row in found}.values(), key=repr)


def _jobs(names: Names) -> list[list[Any]]:
    return _set(names[e] for e in _own_jobs())


def _own_jobs() -> set[int]:
    return {row[0] for row in rows("SELECT DISTINCT job_id FROM lineage_run")}


def _own_datasets() -> set[int]:
    return {
        row[0] for row in rows("SELECT dataset_id FROM lineage_rundataset UNION SELECT entity_id FROM catalog_claim")
    } & _of_scheme(DATASET_SCHEME)


def _of_scheme(scheme: str) -> set[int]:
    return {row[0] for row in rows("SELECT entity_id FROM catalog_alias WHERE scheme = %s", [scheme])}


def _runs(names: Names) -> list[list[Any]]:
    return _set(
        (run_id, *names[job_id], STATES[state])
        for run_id, job_id, state in rows("SELECT run_id, job_id, state FROM lineage_run WHERE NOT is_design")
    )


def _job_conflicts(names: Names) -> list[Any]:
    return sorted(
        row[0]
        for row in rows(
            "SELECT run_id FROM lineage_run WHERE NOT is_design GROUP BY run_id HAVING count(DISTINCT job_id) > 1"
        )
    )


def _job_edges(output: bool, current: bool) -> Callable[[Names], list[list[Any]]]:
    def found(names: Names) -> list[list[Any]]:
        edges = rows(
            "SELECT source_id, target_id FROM lineage_edgeevidence WHERE via_id = 0 AND basis = 3"
            + (" AND superseded_at IS NULL" if current else "")
        )
        return _set(
            (*names[s], *names[t]) if output else (*names[t], *names[s])
            for s, t in edges
            if names.is_job(s if output else t)
        )

    return found


def _dataset_edges(condition: str) -> Callable[[Names], list[list[Any]]]:
    def found(names: Names) -> list[list[Any]]:
        return _set(
            (*names[s], *names[t])
            for s, t in rows(f"SELECT source_id, target_id FROM lineage_edgeevidence e WHERE {condition}")
            if not names.is_job(s) and not names.is_job(t)
        )

    return found


def _job_edges_explicit(names: Names) -> list[list[Any]]:
    def node(entity_id: int) -> list[str]:
        return ["JOB" if names.is_job(entity_id) else "DATASET", *names[entity_id]]

    return _set(
        (*node(s), *node(t))
        for s, t in rows("SELECT source_id, target_id FROM lineage_edgeevidence WHERE via_id < 0 AND basis = 1")
    )


def _column_edges(*, current: bool) -> Callable[[Names], list[list[Any]]]:
    def found(names: Names) -> list[list[Any]]:
        return _set(
            (*names[s], s_path, *names[t], t_path, _DIRECT[direct], subtype)
            for s, s_path, t, t_path, direct, subtype in rows(
                "SELECT s.dataset_id, s.path, t.dataset_id, t.path, e.direct, e.subtype FROM lineage_columnedge e "
                "JOIN lineage_columnfacet f ON f.id = e.facet_id JOIN lineage_datasetcolumn s ON s.id = e.source_id "
                "JOIN lineage_datasetcolumn t ON t.id = e.target_id" + (" WHERE f.is_current" if current else "")
            )
        )

    return found


def _from_columns(names: Names) -> list[list[Any]]:
    edges = _column_edges(current=False)(names)
    return _set((*e[0:2], *e[3:5]) for e in edges if e[0:2] != e[3:5])


def _bundles() -> list[tuple[str, FacetsOfRun]]:
    return [
        (run_id, facets_decode(body))
        for run_id, body in rows(
            "SELECT r.run_id, f.body FROM lineage_facetbundle f "
            "JOIN lineage_run r ON r.id = f.run_id AND r.job_id = f.job_id"
        )
    ]


def _run_parents(names: Names) -> list[list[Any]]:
    ids = dict(rows("SELECT run_key, run_id FROM lineage_run"))
    for _, facets in _bundles():  # a parent that never sent an event itself
        for name in ("parent", "parentRun"):
            body = facets.run[name][2] if name in facets.run else None
            text = str(((body or {}).get("run") or {}).get("runId") or "").strip().lower()
            ids.setdefault(run_key(text), text)
    found = rows("SELECT run_id, parent_key FROM lineage_run WHERE parent_key IS NOT NULL AND NOT is_design")
    return _set((run_id, ids.get(key, str(key))) for run_id, key in found)


def _run_roots(names: Names) -> list[list[Any]]:
    found = []
    for run_id, facets in _bundles():
        body = facets.run["parent"][2] if "parent" in facets.run else None
        root = body.get("root") if isinstance(body, dict) else None
        run = root.get("run") if isinstance(root, dict) else None
        root_id = str(run.get("runId") or "").strip().lower() if isinstance(run, dict) else ""
        if root_id and root_id != run_id:
            found.append((run_id, root_id))
    return _set(found)


def _job_parents(names: Names) -> list[list[Any]]:
    return _set((*names[j], *names[p]) for j, p in rows("SELECT job_id, parent_id FROM lineage_jobparent"))


def _schemas(names: Names) -> dict[str, Any]:
    return {
        "\t".join(names[dataset_id]): [[c["path"], c["type"]] for c in columns]
        for dataset_id, columns in rows(
            "SELECT v.dataset_id, b.columns FROM (SELECT DISTINCT ON (dataset_id) * FROM lineage_schemaversion "
            "ORDER BY dataset_id, last_at DESC, last_rank DESC, digest DESC) v JOIN lineage_schemabody b USING (digest) "
            "WHERE NOT EXISTS (SELECT 1 FROM lineage_entityfacet f WHERE f.entity_id = v.dataset_id AND f.name = 'schema' "
            "AND f.body IS NULL AND (f.at, f.rank) > (v.last_at, v.last_rank / 2))"
        )
    }


def _symlinks(names: Names) -> list[list[Any]]:
    return _set(
        (*names[e], *names[o], kind)
        for e, o, kind in rows("SELECT dataset_id, other_id, kind FROM lineage_symlink WHERE is_current")
    )


def _alias_groups(names: Names) -> list[list[Any]]:
    group: dict[int, int] = {}

    def root(entity_id: int) -> int:
        while group.setdefault(entity_id, entity_id) != entity_id:
            entity_id = group[entity_id]
        return entity_id

    for a, b in rows("SELECT dataset_id, other_id FROM lineage_symlink"):
        group[root(a)] = root(b)
    members = defaultdict(list)
    for entity_id in list(group):
        members[root(entity_id)].append(names[entity_id])
    return sorted(sorted(found) for found in members.values())


def _entity_facets(scheme: str) -> Callable[[Names], dict[str, Any]]:
    def found(names: Names) -> dict[str, Any]:
        keys = defaultdict(set)
        for entity_id, name in rows(
            "SELECT entity_id, name FROM lineage_entityfacet WHERE body IS NOT NULL UNION "
            "SELECT dataset_id, 'columnLineage' FROM lineage_columnfacet WHERE is_current AND flow_count > 0"
        ):
            if names.scheme[entity_id] == scheme:
                keys["\t".join(names[entity_id])].add(name)
        for dataset in _schemas(names) if scheme == DATASET_SCHEME else ():
            keys[dataset].add("schema")
        return {name: sorted(facets) for name, facets in keys.items()}

    return found


def _run_facets(names: Names) -> dict[str, Any]:
    keys = defaultdict(set)
    for run_id, facets in _bundles():
        keys[run_id].update(name for name, (_, _, body) in facets.run.items() if body is not None)
    return {run_id: sorted(found) for run_id, found in keys.items() if found}


def _io_facets(side: str) -> Callable[[Names], dict[str, Any]]:
    def found(names: Names) -> dict[str, Any]:
        keys = defaultdict(set)
        for _, facets in _bundles():
            for dataset_id, some in getattr(facets, side).items():
                keys["\t".join(names[dataset_id])].update(n for n, (_, _, body) in some.items() if body is not None)
        return {name: sorted(found) for name, found in keys.items() if found}

    return found


def _lifecycle(names: Names) -> list[list[Any]]:
    def before(body: dict[str, Any], key: str) -> str:
        identifier = body.get("previousIdentifier")
        return str(identifier.get(key) or "") if isinstance(identifier, dict) else ""

    return _set(
        (*names[e], body.get("lifecycleStateChange"), before(body, "namespace"), before(body, "name"))
        for e, body in rows(
            "SELECT entity_id, body FROM lineage_entityfacet WHERE name = 'lifecycleStateChange' AND body IS NOT NULL"
        )
    )


_SETS: dict[str, Callable[[Names], Any]] = {
    "jobs": _jobs,
    "jobs_referenced": lambda names: _set(names[e] for e in _of_scheme(JOB_SCHEME) - _own_jobs()),
    "datasets": lambda names: _set(names[e] for e in _own_datasets()),
    "datasets_referenced": lambda names: _set(names[e] for e in _of_scheme(DATASET_SCHEME) - _own_datasets()),
    "runs": _runs,
    "job_conflicts": _job_conflicts,
    "job_inputs_ever": _job_edges(output=False, current=False),
    "job_outputs_ever": _job_edges(output=True, current=False),
    "job_inputs_current": _job_edges(output=False, current=True),
    "job_outputs_current": _job_edges(output=True, current=True),
    "dataset_edges_ever": _dataset_edges("basis IN (1, 3)"),
    "dataset_edges_precise": _dataset_edges(
        "basis < 3 OR basis = 3 AND NOT EXISTS (SELECT 1 FROM lineage_edgeevidence c WHERE c.via_id = e.via_id "
        "AND c.target_id = e.target_id AND c.basis < 3)"
    ),
    "dataset_edges_from_columns": _from_columns,
    "job_edges_explicit": _job_edges_explicit,
    "column_edges_ever": _column_edges(current=False),
    "column_edges_current": _column_edges(current=True),
    "run_parents": _run_parents,
    "run_roots": _run_roots,
    "job_parents": _job_parents,
    "schema_current": _schemas,
    "symlinks": _symlinks,
    "alias_groups": _alias_groups,
    "run_facets": _run_facets,
    "job_facets": _entity_facets(JOB_SCHEME),
    "dataset_facets": _entity_facets(DATASET_SCHEME),
    "input_facets": _io_facets("inputs"),
    "output_facets": _io_facets("outputs"),
    "lifecycle": _lifecycle,
}
