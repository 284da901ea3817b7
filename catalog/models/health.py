"""How things do: the two numbers, the ledger behind them, and how both were before.

Writers: HealthState, HealthLedger, HealthChange and VerdictChange by catalog/health/store.py (recheck_at also by
catalog/health/refresh.py); Ruleset by catalog/health/rulesets.py.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from catalog.models.entities import Entity


class HealthState(models.Model):
    """What a card, a filter and the neighbours read; narrow, one row per entity. Words are those of catalog.answers."""

    entity = models.OneToOneField(Entity, on_delete=models.CASCADE, primary_key=True, related_name="health")
    condition = models.SmallIntegerField(null=True)
    care = models.SmallIntegerField(null=True)
    condition_confidence = models.FloatField(default=0)
    care_confidence = models.FloatField(default=0)
    own_loss = models.FloatField(
        default=0, db_comment="1 - Condition/100 without the upstream dimension; 0 when unknown"
    )
    near_loss = models.FloatField(default=0, db_comment="worst own loss one hop up")
    far_loss = models.FloatField(default=0, db_comment="worst discounted own loss up to two hops up")
    near_cause_id = models.IntegerField(null=True, db_comment="entity behind near_loss")
    far_cause_id = models.IntegerField(null=True, db_comment="entity behind far_loss")
    level = models.SmallIntegerField(default=0, db_comment="0 none, 1 bronze, 2 silver, 3 gold")
    next_missing = models.JSONField(default=list, db_comment="what is missing for the next level")
    streak_level = models.SmallIntegerField(default=0, db_comment="level that the daily evaluations lean to")
    streak = models.SmallIntegerField(default=0, db_comment="daily evaluations in a row that lean so")
    streak_on = models.DateField(null=True, db_comment="day of the last daily evaluation")
    cap = models.TextField(null=True)
    failing = ArrayField(models.TextField(), default=list, db_comment="checks that fail, by id")
    freshness = models.TextField(default="unknown")
    expected_by = models.DateTimeField(null=True)
    rules_version = models.IntegerField()
    since = models.DateTimeField(db_default=Now(), db_comment="of condition, care and level as they are")
    computed_at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField(null=True, db_comment="when a change last had to be told to those downstream")
    first_at = models.DateTimeField(db_default=Now(), db_comment="first judged; in its first day a level is placed")
    recheck_at = models.DateTimeField(null=True, db_comment="when time alone may change it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(condition__isnull=True) | Q(condition__range=(0, 100)),
                name="healthstate_condition_is_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(care__isnull=True) | Q(care__range=(0, 100)), name="healthstate_care_is_0_to_100"
            ),
            models.CheckConstraint(condition=Q(level__range=(0, 3)), name="healthstate_level_is_known"),
        ]
        indexes = [
            # health_recheck: deadlines that pass without an event
            models.Index(fields=["recheck_at"], condition=Q(recheck_at__isnull=False), name="healthstate_due"),
        ]


class HealthLedger(models.Model):
    """One verdict per check, as it stands; apart from the state to keep that narrow."""

    entity = models.OneToOneField(Entity, on_delete=models.CASCADE, primary_key=True)
    verdicts = models.JSONField(db_comment="[{check, state, score, text, evidence, observed_at, since, ...}]")


class HealthChange(models.Model):
    """Condition, care and level as they were over a stretch of time that has ended."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    condition = models.SmallIntegerField(null=True)
    care = models.SmallIntegerField(null=True)
    level = models.SmallIntegerField()
    rules_version = models.IntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [
            # history of one entity; its condition at an instant
            models.Index(fields=["entity_id", "until"], name="healthchange_of_entity"),
            # movers: what held a week ago
            models.Index(fields=["until"], name="healthchange_by_time"),
        ]


class VerdictChange(models.Model):
    """What one check said over a stretch of time that has ended."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    check_name = models.TextField()
    state = models.TextField()
    score = models.FloatField(null=True)
    text = models.TextField()
    rules_version = models.IntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [
            # health_get with as_of
            models.Index(fields=["entity_id", "until"], name="verdictchange_of_entity"),
        ]


class Ruleset(models.Model):
    """One published version of the health rules; the highest is in force."""

    version = models.IntegerField(primary_key=True)
    document = models.TextField(db_comment="YAML as published")
    digest = models.UUIDField()
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.TextField()
