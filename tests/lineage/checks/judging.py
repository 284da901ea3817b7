"""What one check says of one entity at one instant."""

from __future__ import annotations

from datetime import timedelta

import yaml

from catalog.database import execute, rows
from catalog.health.check import Subject, Subjects, Verdict
from catalog.models import HealthState
from catalog.names import Kind
from lineage.facts.refresh import facts_pending
from tests.builders import NAMESPACE, T0, descriptor, event, files_source, run_id, sync
from tests.lineage.inflow import ingest

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def id_of(ref: str) -> int:
    """Database id of an entity."""
    return rows("SELECT id FROM catalog_entity WHERE ref = %s", [ref])[0][0]


def subjects(*refs: str) -> list[Subject]:
    """Entities as the engine gives them to checks."""
    return [
        Subject(
            id=row[0],
            ref=row[1],
            kind=Kind(row[2]),
            type=row[3],
            tier=None,
            lifecycle=None,
            owner_ref=None,
            owner_state=None,
            last_arrival_at=row[4],
        )
        for row in rows(
            "SELECT id, ref, kind, type, last_arrival_at FROM catalog_entity WHERE ref = ANY(%s)", [list(refs)]
        )
    ]


def verdict(check, ref: str, now=T0) -> Verdict:
    """The check's verdict on one entity."""
    (subject,) = subjects(ref)
    assert subject.kind in check.applies_to
    (found,) = check.judge(Subjects.batch([subject]), now)
    assert found.entity_id == subject.id
    return found


def daily(count: int, job: str = "load", **options) -> None:
    """Runs at T0, a day apart, and their facts."""
    ingest(*(event(job, run=run_id(), minutes=i * 1440, **options) for i in range(count)))
    facts_pending()


def describe(tmp_path, name: str, **annotations: str) -> str:
    """A descriptor of the dataset that events call `name`; its ref."""
    named = {"openlineage.io/namespace": NAMESPACE, "openlineage.io/name": name}
    written = {f"headwater.dev/{key.replace('_', '-')}": value for key, value in annotations.items()}
    document = descriptor("Resource", name, spec={"type": "table", "owner": "team"}, annotations=named | written)
    (tmp_path / "all.yaml").write_text(yaml.safe_dump(document))
    assert sync(files_source(tmp_path)).state == "succeeded"
    return f"resource:default/{name}"


def health(ref: str, **columns) -> None:
    """Health of an entity as the engine would have stored it."""
    HealthState.objects.update_or_create(entity_id=id_of(ref), defaults={"rules_version": 1, **columns})


def fall_silent(at) -> None:
    """All sources were last heard of at an instant."""
    execute("UPDATE catalog_source SET heartbeat_at = %s", [at])
