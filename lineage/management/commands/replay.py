"""`manage.py replay`: apply raw events again, with progress."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from catalog.database import RETRIED_STATES, execute, sqlstate
from catalog.errors import HeadwaterError
from lineage.ingest.replay import ReplayOrder, ReplayState, replay_begin, replay_run

TELL_SECONDS = 1.0


class Command(BaseCommand):
    help = """Apply raw events again.

Without --everything they are applied on top of what is there: runs, edges, schemas and facets merge, so nothing doubles
and nothing is lost. Use it after what broke some events was mended.

With --everything what is made of events is emptied first (runs, edges, schemas, column lineage, facets, results of tests)
and rebuilt from all raw events. Entities, owners and what people decided stay. Until it is done, lineage, runs and health
show only what is rebuilt so far. What only events told whose raw form is gone (HEADWATER_EVENTS_KEEP_DAYS) would be lost;
then it refuses without --lose-older.

It takes about as long as applying these events took: a thousand or two a second. New events go on being stored and applied
meanwhile. Interrupted, it goes on with --resume."""

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        """Keep the paragraphs of the help."""
        from argparse import RawDescriptionHelpFormatter

        return super().create_parser(*args, **options, formatter_class=RawDescriptionHelpFormatter)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since", type=_day, metavar="DAY", help="from this day of arrival on (UTC), as 2026-01-31"
        )
        parser.add_argument("--until", type=_day, metavar="DAY", help="to this day of arrival, included")
        parser.add_argument("--source", metavar="KEY", help="of this source alone")
        parser.add_argument("--everything", action="store_true", help="empty what is made of events, rebuild all of it")
        parser.add_argument("--lose-older", action="store_true", help="with --everything: although raw events are gone")
        parser.add_argument("--resume", action="store_true", help="go on with the replay that was interrupted")

    def handle(self, *args: Any, **options: Any) -> None:
        # Nobody waits for an answer here: the limit of a question does not hold.
        execute("SET statement_timeout = 0")
        try:
            if not options["resume"]:
                replay_begin(
                    ReplayOrder(
                        since=options["since"],
                        until=options["until"],
                        source=options["source"],
                        is_everything=options["everything"],
                        loses_older=options["lose_older"],
                    )
                )
            state = replay_run(Progress(self).tell)
        except HeadwaterError as error:
            raise CommandError(error.message) from error
        except DatabaseError as error:
            if sqlstate(error) not in RETRIED_STATES:
                raise
            raise CommandError(
                "Others held the tables each time; nothing was changed by this try. Try again."
            ) from error
        if state is None:
            raise CommandError("No replay was interrupted.")
        self.stdout.write(f"{state.done_count} of {state.total_count} events applied again.")


class Progress:
    """Lines about how far it is, one a second at most."""

    def __init__(self, command: BaseCommand) -> None:
        self._command = command
        self._began = self._told = time.monotonic()
        self._done_before: int | None = None

    def tell(self, state: ReplayState) -> None:
        """Say it, when it is time."""
        now = time.monotonic()
        if self._done_before is None:
            self._done_before = 0 if state.done_count == state.total_count else state.done_count
        elif now - self._told < TELL_SECONDS:
            return
        self._told = now
        self._command.stderr.write(progress_line(state, state.done_count - self._done_before, now - self._began))


def progress_line(state: ReplayState, done: int, seconds: float) -> str:
    """`12000 of 80000 events (15 %), 1600 a second, 43 s left`."""
    share = 100 * state.done_count // max(1, state.total_count)
    line = f"{state.done_count} of {state.total_count} events ({share} %)"
    if not done or seconds < 1:
        return line
    rate = done / seconds
    left = max(0, state.total_count - state.done_count) / rate
    return f"{line}, {rate:.0f} a second, {left:.0f} s left"


def _day(text: str) -> date:
    """A day as 2026-01-31; argparse says what is wrong with another text."""
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
