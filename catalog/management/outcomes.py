"""What commands print of a sync: how far it is, how it ended, what waits of it."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.answers import SyncChangeKind, SyncChangeState
from catalog.queries.sync_changes import sync_change_list
from catalog.viewers import SYSTEM

_SIGNS = {SyncChangeKind.CREATE: "+", SyncChangeKind.UPDATE: "~", SyncChangeKind.DELETE: "-"}


class SyncCommand(BaseCommand):
    """A command that reads a source; `ended` last, which raises CommandError (exit code 1) after a read that is not whole."""

    # They load every door of the product, which takes longer than to read a thousand descriptors.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What each of them takes."""
        parser.add_argument(
            "--plan", action="store_true", help="change nothing: show what would change, and let it wait for approval"
        )

    def progress(self, source: str, done: int, total: int | None, note: str) -> None:
        """On standard error, where somebody sees it."""
        of = f" of {total}" if total else ""
        if sys.stderr.isatty():
            self.stderr.write(f"\r{source}: {done}{of} read {note[:60]:60}", ending="")

    def ended(self, source: str, *, sync: str, state: str, told: str, issues: list[str], error: str | None) -> None:
        """How it ended in one line, its issues, what waits for approval."""
        if sys.stderr.isatty():
            self.stderr.write("")
        self.stdout.write(f"{source}: {state}. {told}")
        for issue in issues:
            self.stdout.write(f"  {issue}")
        if state in {"planned", "held"}:
            self._show_plan(sync)
        if state in {"partial", "failed"}:
            raise CommandError(error or "The source was read in part; nothing was deleted.", returncode=1)

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
