"""What expected.json implies of impact: everything downstream of each dataset, and of each column, by a walk over its lists."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from catalog.database import rows
from catalog.names import DATASET_SCHEME, JOB_SCHEME
from catalog.viewers import SYSTEM
from lineage.column_facets import WHOLE
from lineage.queries.impact import impact_export

Node = tuple[str, ...]


class Implied:
    """The graph of what holds now, by refs; entities that are one have one ref."""

    def __init__(self, expected: Mapping[str, Any]) -> None:
        self._refs = _refs()
        self.edges: dict[Node, set[Node]] = defaultdict(set)
        self.column_edges: dict[Node, set[Node]] = defaultdict(set)
        for job_namespace, job, namespace, name in expected["job_inputs_current"]:
            self.edges[self.dataset(namespace, name)].add(self.job(job_namespace, job))
        for job_namespace, job, namespace, name in expected["job_outputs_current"]:
            self.edges[self.job(job_namespace, job)].add(self.dataset(namespace, name))
        for kind, *source, other_kind, namespace, name in expected["job_edges_explicit"]:
            self.edges[self._node(kind, *source)].add(self._node(other_kind, namespace, name))
        pairs = set()
        for namespace, name, path, to_namespace, to_name, to_path, *_ in expected["column_edges_current"]:
            source, target = self.dataset(namespace, name), self.dataset(to_namespace, to_name)
            self.column_edges[*source, path].add((*target, to_path))
            pairs.add((source, target))
        # Columns say more than jobs do where no job reads the one and writes the other
        joined = {(s, t) for s, jobs in self.edges.items() for job in jobs for t in self.edges.get(job, ())}
        for source, target in pairs - joined:
            if source != target:
                self.edges[source].add(target)

    def dataset(self, namespace: str, name: str) -> Node:
        """The node of a dataset."""
        return (self._refs[DATASET_SCHEME, namespace, name],)

    def job(self, namespace: str, name: str) -> Node:
        """The node of a job."""
        return (self._refs[JOB_SCHEME, namespace, name],)

    def _node(self, kind: str, namespace: str, name: str) -> Node:
        return self.job(namespace, name) if kind == "JOB" else self.dataset(namespace, name)

    def columns_from(self, ref: str, path: str) -> dict[str, set[str]]:
        """Columns that a column reaches, by dataset; what shapes a dataset as a whole shapes each of its columns."""
        found: dict[str, set[str]] = defaultdict(set)
        seen: set[Node] = set()
        open_nodes: list[Node] = [(ref, path)]
        while open_nodes:
            dataset, column = open_nodes.pop()
            for source in {(dataset, column), (dataset, WHOLE)} - seen:
                seen.add(source)
                for target in self.column_edges.get(source, ()):
                    found[target[0]].add(target[1])
                    open_nodes.append(target)
        return found


def _refs() -> dict[tuple[str, str, str], str]:
    return {
        tuple(names): ref
        for *names, ref in rows(
            "SELECT a.scheme, a.namespace, a.key, h.ref FROM catalog_alias a JOIN catalog_entity e ON e.id = a.entity_id "
            "JOIN catalog_entity h ON h.id = coalesce(e.canonical_id, e.id) WHERE a.scheme = ANY(%s)",
            [[DATASET_SCHEME, JOB_SCHEME]],
        )
    }


def hops_from(start: Node, edges: Mapping[Node, Iterable[Node]]) -> dict[str, int]:
    """Least hops to everything else, breadth first."""
    hops, frontier = {start: 0}, [start]
    while frontier:
        further = {other for node in frontier for other in edges.get(node, ())} - hops.keys()
        hops |= dict.fromkeys(further, hops[frontier[0]] + 1)
        frontier = list(further)
    return {node[0]: hop for node, hop in hops.items() if hop}


def impact_check(expected: Mapping[str, Any]) -> tuple[dict[str, int], list[str]]:
    """Ask of each dataset and column of column lineage; how much was asked and implied, and what differs."""
    implied = Implied(expected)
    starts: list[tuple[str, str | None]] = [(implied.dataset(*name)[0], None) for name in expected["datasets"]]
    starts += [(dataset, path) for dataset, path in implied.column_edges]
    counts, differing = Counter[str](), []
    for ref, path in dict.fromkeys(starts):
        columns = implied.columns_from(ref, path) if path else {}
        wanted = {
            other: (hop, tuple(sorted(columns.get(other, ()))))
            for other, hop in hops_from((ref,), implied.edges).items()
        }
        pages = impact_export(SYSTEM, ref=ref, columns=[path] if path else None)
        found = {item.entity.ref: (item.hop, item.columns) for page in pages for item in page}
        if found != wanted:
            differing.append(f"{ref} {path}: {json.dumps(sorted(found.items() ^ wanted.items()))[:500]}")
        counts += Counter(asked=1, entities=len(wanted), columns=sum(len(reached) for _, reached in wanted.values()))
    return dict(counts), differing
