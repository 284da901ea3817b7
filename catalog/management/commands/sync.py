"""`manage.py sync SOURCE`: read a source now, with progress, or only plan what would change."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.answers import SyncChangeKind, SyncChangeState
from catalog.errors import HeadwaterError
from catalog.ingest.pipeline import source_sync
from catalog.ingest.sources import circuit_close
from catalog.queries.sync_changes import sync_change_list
from catalog.viewers import SYSTEM


class Command(BaseCommand):
    help = (
        "Read one source now, also one that is backing off, and show what it changed. "
        "Exit code 1 when the read failed or was partial."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="key of the source, as in headwater.yaml")
        parser.add_argument(
            "--plan", action="store_true", help="change nothing: show what would change, and let it wait for approval"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        shows = sys.stderr.isatty()

        def progress(done: int, total: int | None, note: str) -> None:
            of = f" of {total}" if total else ""
            if shows:
                self.stderr.write(f"\r{options['source']}: {done}{of} read {note[:60]:60}", ending="")

        circuit_close(options["source"])
        try:
            outcome = source_sync(options["source"], plan=options["plan"], progress=progress)
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
        if outcome.state in {"planned", "held"}:
            self._show_plan(outcome.id)
        if outcome.state in {"partial", "failed"}:
            raise CommandError(outcome.error or "The source was read in part; nothing was deleted.", returncode=1)

    def _show_plan(self, sync: str) -> None:
        """What waits, field by field, as pages of the question give it."""
        self.stdout.write(f"Waits for approval, on the page of sources or as sync_approve with id {sync}:")
        after: str | None = None
        while True:
            page = sync_change_list(SYSTEM, sync=sync, states=[SyncChangeState.PLANNED], first=100, after=after)
            for change in page.items:
                self.stdout.write(f"  {_SIGNS[change.kind]} {change.ref}  {change.locator}")
                for field in change.fields if change.kind is SyncChangeKind.UPDATE else ():
                    self.stdout.write(f"      {field.path}: {field.before or 'nothing'} to {field.after or 'nothing'}")
            after = page.end_cursor
            if not page.has_next:
                return


_SIGNS = {SyncChangeKind.CREATE: "+", SyncChangeKind.UPDATE: "~", SyncChangeKind.DELETE: "-"}
