"""Do its columns say what they are?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from catalog.answers import CheckState
from catalog.database import rows
from catalog.field_paths import COLUMN
from catalog.health.check import HealthCheck, Subjects, Verdict
from catalog.names import Kind

NAMED = 3


class ColumnsDescribed(HealthCheck):
    """Share of the current schema's columns that have a description, of a producer or a person."""

    name = "documentation.columns"
    title = "Columns are described"
    description = "Share of columns of the current schema that have a description; nested ones count too."
    dimension = "documentation"
    weight = 4
    applies_to = frozenset({Kind.DATASET})
    params = {"target": 0.8, "warn": 0.5}
    changed_sql = "SELECT dataset_id, max(last_at) FROM lineage_schemaversion GROUP BY 1"

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at the newest schema of each dataset."""
        found = {
            row[0]: row[1:]
            for row in rows(
                "SELECT v.dataset_id, count(*), count(*) FILTER (WHERE d.says), "
                "array_agg(c ->> 'path') FILTER (WHERE NOT d.says) FROM ("
                "SELECT DISTINCT ON (dataset_id) dataset_id, digest FROM lineage_schemaversion WHERE dataset_id = ANY(%s) "
                "ORDER BY dataset_id, last_at DESC, last_rank DESC, digest DESC) v "
                "JOIN lineage_schemabody b ON b.digest = v.digest "
                "CROSS JOIN LATERAL jsonb_array_elements(b.columns) AS c "
                "LEFT JOIN catalog_fieldedit e ON e.entity_id = v.dataset_id AND e.revoked_at IS NULL "
                "AND e.path = %s || (c ->> 'path') "
                "CROSS JOIN LATERAL (SELECT e.id IS NOT NULL OR coalesce(trim(c ->> 'description'), '') <> '' AS says) d "
                "GROUP BY 1",
                [[subject.id for subject in subjects], COLUMN],
            )
        }
        for subject in subjects:
            yield self._verdict(subject.id, *found.get(subject.id, (0, 0, [])))

    def _verdict(self, entity_id: int, total: int, described: int, missing: list[str] | None) -> Verdict:
        if not total:
            return Verdict(entity_id=entity_id, state=CheckState.NO_DATA, text="No schema was seen.")
        share = described / total
        evidence = {"columns": total, "described": described}
        text = f"{described} of {total} columns are described."
        if share >= self.param["target"]:
            return Verdict(entity_id=entity_id, state=CheckState.PASS, text=text, evidence=evidence)
        first = ", ".join((missing or [])[:NAMED])
        return Verdict(
            entity_id=entity_id,
            state=CheckState.WARN if share >= self.param["warn"] else CheckState.FAIL,
            score=share,
            text=text,
            evidence=evidence,
            remedy=f"Describe {first}{' and others' if len(missing or []) > NAMED else ''}.",
            effort_minutes=2 * min(20, len(missing or [])),
        )
