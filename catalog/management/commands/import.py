"""`manage.py import FILE --source KEY`: descriptors of a whole catalog, as `export` writes them, into a source of kind import."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.commands.imports import descriptor_import
from catalog.errors import HeadwaterError
from catalog.ingest.sent import BulkFormat
from catalog.management.outcomes import SyncCommand
from catalog.viewers import SYSTEM


class Command(SyncCommand):
    help = (
        "Take descriptors as all that a source of kind import says; what it said before and the file does not is gone. "
        "Exit code 1 when the file could not be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="YAML of many documents or JSON Lines; - is the standard input")
        parser.add_argument("--source", required=True, help="key of the source, as in headwater.yaml")
        parser.add_argument("--format", choices=[*BulkFormat], help="by the name of the file when it is not given")

    def handle(self, *args: Any, **options: Any) -> None:
        key, path = options["source"], Path(options["file"])
        by_name = BulkFormat.JSONL if path.suffix in {".jsonl", ".ndjson"} else BulkFormat.YAML
        try:
            with nullcontext(sys.stdin.buffer) if options["file"] == "-" else path.open("rb") as file:
                outcome = descriptor_import(
                    SYSTEM,
                    source=key,
                    name=path.name,
                    readline=file.readline,
                    format=BulkFormat(options["format"] or by_name),
                    plan=options["plan"],
                    progress=partial(self.progress, key),
                )
        except HeadwaterError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        more = outcome.issue_count - len(outcome.issues)
        self.ended(
            key,
            sync=outcome.sync,
            state=outcome.state,
            told=f"{outcome.read_count} read: {outcome.new_count} new, {outcome.changed_count} changed, "
            f"{outcome.unchanged_count} unchanged, {outcome.gone_count} gone; {outcome.issue_count} issues.",
            issues=[f"{issue.item}  {issue.code}: {issue.message}" for issue in outcome.issues]
            + ([f"and {more} more, on the page of sources"] if more else []),
            error=outcome.error,
        )
