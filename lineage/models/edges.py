"""Lineage edges: target is made from source. Writers: EdgeEvidence by
lineage/ingest/apply_edges.py and lineage/ingest/recount_edges.py, of what people declare by
lineage/ingest/manual_edges.py; what ends it, and SettledJob, by
lineage/ingest/settle_edges.py, what ends it also by lineage/ingest/apply_stated.py and
lineage/ingest/age_edges.py; Edge and FoldedEdge by
lineage/ingest/present_edges.py.

EdgeEvidence says everything that was ever seen and in which interval it held; Edge and FoldedEdge are what holds now,
narrow for the walk, and can be rebuilt from the evidence at any time. Ids are entity ids.

Whole sources are forgotten by lineage/ingest/removal.py.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class EdgeEvidence(models.Model):
    """Why an edge is, or was, believed.

    `via_id` is 0 for an edge between direct neighbours (dataset to job, job to dataset, declared, or stated of a dataset by
    itself), else the job through which two datasets are joined; -job for an edge with a job at an end that the job states
    outright. It holds from first_seen_at until superseded_at: the start of the first later run of
    the job that no longer shows it.
    """

    pk = models.CompositePrimaryKey("source_id", "target_id", "via_id", "basis", "origin_id")
    source_id = models.IntegerField()
    target_id = models.IntegerField()
    via_id = models.IntegerField(default=0)
    basis = models.SmallIntegerField(db_comment="1 explicit, 2 column, 3 input x output, 4 declared, 5 parsed")
    origin_id = models.IntegerField(db_comment="catalog source that told")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    run_count = models.IntegerField(default=0, db_comment="runs that showed it")
    last_run_id = models.UUIDField(null=True)
    superseded_at = models.DateTimeField(null=True)
    locator = models.TextField(null=True, db_comment="file:line, or person, of a declared edge")
    note = models.TextField(null=True, db_comment="why a person declared it")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(basis__range=(1, 5)), name="edgeevidence_basis_is_known"),
            models.CheckConstraint(
                condition=~Q(source_id=models.F("target_id")), name="edgeevidence_joins_two_entities"
            ),
        ]
        indexes = [
            # lineage_walk with as_of or window, upstream
            models.Index(fields=["target_id", "source_id"], name="edgeevidence_reverse"),
            # edges of one job, when its current run changes
            models.Index(fields=["via_id"], condition=~Q(via_id=0), name="edgeevidence_of_job"),
        ]


class SettledJob(models.Model):
    """What the run of a job that says what holds now has read and written. A later run of the same datasets changes nothing.

    There is none for a job of which no run completed, which states its lineage outright, or of which an edge ended that no
    completed run came after.
    """

    job_id = models.IntegerField(primary_key=True)
    digest = models.UUIDField(db_comment="of its datasets: lineage.ingest.settle_edges.datasets_digest")
    at = models.DateTimeField(db_comment="last event of that run; no edge of the job ended later")


class Edge(models.Model):
    """An edge between direct neighbours that holds now; basis is the strongest of its evidence."""

    pk = models.CompositePrimaryKey("source_id", "target_id")
    source_id = models.IntegerField()
    target_id = models.IntegerField()
    basis = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["target_id", "source_id"], name="edge_reverse")]


class FoldedEdge(models.Model):
    """An edge between two datasets that holds now, jobs folded in; where columns are known they decide."""

    pk = models.CompositePrimaryKey("source_id", "target_id")
    source_id = models.IntegerField()
    target_id = models.IntegerField()
    basis = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["target_id", "source_id"], name="foldededge_reverse")]
