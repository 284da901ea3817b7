"""`manage.py sync SOURCE`: read a source now, with progress."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import HeadwaterError
from catalog.ingest.pipeline import source_sync
from catalog.ingest.sources import circuit_close


class Command(BaseCommand):
    help = (
        "Read one source now, also one that is backing off, and show what it changed. "
        "Exit code 1 when the read failed or was partial."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="key of the source, as in headwater.yaml")

    def handle(self, *args: Any, **options: Any) -> None:
        shows = sys.stderr.isatty()

        def progress(done: int, total: int | None, note: str) -> None:
            of = f" of {total}" if total else ""
            if shows:
                self.stderr.write(f"\r{options['source']}: {done}{of} read {note[:60]:60}", ending="")

        circuit_close(options["source"])
        try:
            outcome = source_sync(options["source"], progress=progress)
        except HeadwaterError as error:
            raise CommandError(error.message) from error
        if shows:
            self.stderr.write("")
        counts = outcome.counts
        self.stdout.write(
            f"{options['source']}: {outcome.state}. {outcome.read_count} read: {counts['created']} new, "
            f"{counts['updated']} changed, {counts['same']} the same, {counts['deleted']} deleted; "
            f"{len(outcome.issues)} issues."
        )
        for issue in outcome.issues:
            self.stdout.write(f"  {issue.item}  {issue.code}: {issue.message}")
        if outcome.state != "succeeded":
            raise CommandError(outcome.error or "The source was read in part; nothing was deleted.", returncode=1)
