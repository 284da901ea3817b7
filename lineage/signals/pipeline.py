"""Signal `pipeline`: a job belongs to whom its pipeline belongs to; a dataset likely to whom the jobs that write it do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.database import rows
from catalog.ownership.inference import DECIDED, HUB, by_share, own_source_id, owners_named
from catalog.ownership.signal import DECLARED, RANK_PIPELINE, Evidence, OwnershipSignal

FAMILY = "pipeline"
WRITER_STRENGTH = 0.8


class PipelineSignal(OwnershipSignal):
    """Jobs inherit from pipelines alone, and pipelines from nobody, so that no owner can keep itself alive in a circle."""

    name = "pipeline"

    def observe(self, entity_ids: Sequence[int]) -> Iterable[Evidence]:
        source_id = own_source_id()
        # Job by job, which OFFSET says: joined, all pipelines are read while tables have no statistics.
        for entity_id, pipeline_ref, owner_ref in rows(
            "SELECT j.id, p.ref, p.owner_ref FROM catalog_entity j CROSS JOIN LATERAL (SELECT ref, owner_ref "
            "FROM catalog_entity WHERE ref = j.parent_ref AND kind = 'pipeline' AND deleted_at IS NULL "
            "AND owner_state = ANY(%s) OFFSET 0) p WHERE j.id = ANY(%s) AND j.kind = 'job'",
            [DECIDED, list(entity_ids)],
        ):
            yield Evidence(
                entity_id=entity_id,
                owner_ref=owner_ref,
                source_id=source_id,
                family=FAMILY,
                tier=DECLARED,
                rank=RANK_PIPELINE,
                text=f"Its pipeline {pipeline_ref} belongs to {owner_ref}.",
            )
        yield from by_share(
            _writers(entity_ids),
            family=FAMILY,
            weight=WRITER_STRENGTH,
            text="jobs with an owner that write it",
            source_id=source_id,
        )

    def spread(self, entity_ids: Sequence[int]) -> Iterable[int]:
        found = rows(
            "SELECT j.id FROM catalog_entity p JOIN catalog_entity j ON j.parent_ref = p.ref AND j.kind = 'job' "
            "WHERE p.id = ANY(%(ids)s) AND p.kind = 'pipeline' UNION "
            "SELECT w.target_id FROM unnest(%(ids)s::int[]) AS j(id) CROSS JOIN LATERAL "
            "(SELECT target_id FROM lineage_edge WHERE source_id = j.id ORDER BY target_id LIMIT %(hub)s) AS w",
            {"ids": list(entity_ids), "hub": HUB},
        )
        return [row[0] for row in found]


def _writers(entity_ids: Sequence[int]) -> list[tuple[int, str, int]]:
    """(dataset, owner, 1) for each job with an owner that writes it now."""
    pairs = rows(
        "SELECT d.id, w.source_id FROM unnest(%s::int[]) AS d(id) CROSS JOIN LATERAL "
        "(SELECT source_id FROM lineage_edge WHERE target_id = d.id ORDER BY source_id LIMIT %s) AS w",
        [list(entity_ids), HUB],
    )
    jobs = rows(
        "SELECT id FROM catalog_entity WHERE id = ANY(%s) AND kind = 'job'", [sorted({job for _, job in pairs})]
    )
    owners = owners_named(row[0] for row in jobs)
    return [(entity_id, owners[job], 1) for entity_id, job in pairs if job in owners]
