"""`manage.py retention`: let go of what is older than the settings keep, now, and say what goes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from catalog.database import execute
from lineage.ingest.partitions import EventDay
from lineage.ingest.retention import RetentionPolicy, events_expire, runs_expire


class Command(BaseCommand):
    help = (
        "Drop days of raw events older than HEADWATER_EVENTS_KEEP_DAYS and delete runs older than HEADWATER_RUNS_KEEP_DAYS, "
        "as the worker does each night. Edges, schemas, owners and health stay as they are: runs that they rest on are kept "
        "however old, and events that wait or are parked move to today before their day goes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        # Nobody waits for an answer here: the limit of a question does not hold.
        execute("SET statement_timeout = 0")
        policy = RetentionPolicy(event_days=settings.EVENTS_KEEP_DAYS, run_days=settings.RUNS_KEEP_DAYS)
        verb = "would go" if dry_run else "gone"

        def tell(day: EventDay, gone: bool) -> None:
            what = f"{day.day}: {day.event_count} raw events, {day.byte_count / 1e6:.1f} MB"
            if gone:
                moved = f", {day.unapplied_count} not applied yet kept" if day.unapplied_count else ""
                self.stdout.write(f"{what} {verb}{moved}")
            elif day.is_kept:
                self.stdout.write(f"{what} stay: {day.unapplied_count} of them are not applied yet")
            else:
                self.stdout.write(f"{what} stay: others held the table each time; they go with the next try")

        days = events_expire(policy, dry_run=dry_run, tell=tell)
        runs = runs_expire(policy, dry_run=dry_run)
        self.stdout.write(f"Raw events older than {policy.event_days} days: {days} days {verb}.")
        self.stdout.write(f"Runs older than {policy.run_days} days: {runs.runs} of {len(runs.jobs)} jobs {verb}.")
