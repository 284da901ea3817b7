"""`manage.py sync SOURCE`: read a source now, with progress, or only plan what would change."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.errors import HeadwaterError
from catalog.ingest.pipeline import source_sync
from catalog.ingest.sources import circuit_close
from catalog.management.outcomes import SyncCommand


class Command(SyncCommand):
    help = (
        "Read one source now, also one that is backing off, and show what it changed. "
        "Exit code 1 when the read failed or was partial."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("source", help="key of the source, as in headwater.yaml")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["source"]
        circuit_close(key)
        try:
            outcome = source_sync(key, plan=options["plan"], progress=partial(self.progress, key))
        except HeadwaterError as error:
            raise CommandError(error.message) from error
        counts = outcome.counts
        self.ended(
            key,
            sync=outcome.id,
            state=outcome.state,
            told=f"{outcome.read_count} read: {counts['created']} new, {counts['updated']} changed, "
            f"{counts['same']} the same, {counts['deleted']} deleted; {len(outcome.issues)} issues.",
            issues=[f"{issue.item}  {issue.code}: {issue.message}" for issue in outcome.issues],
            error=outcome.error,
        )
