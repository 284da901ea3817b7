"""`manage.py check-schema REF FILE`: whom a proposed schema breaks, for a person at a terminal or a build."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from catalog.errors import HeadwaterError
from catalog.viewers import SYSTEM
from lineage.answers import ColumnInput
from lineage.queries.schema_check import schema_check
from portal.proposals import ACCEPTED, columns_proposed
from portal.remote import RemoteError, remote_post

TOKEN = "HEADWATER_TOKEN"
# Exit codes: what breaks; what may break, where --fail-on says so; what could not be asked.
BREAKING, MAY_BREAK, FAILED = 1, 2, 3


class Command(BaseCommand):
    help = (
        "Compare the columns a dataset will have with those it has, and tell whom that breaks. "
        "Exit code 0: nobody that --fail-on is about; 1: a known reader breaks; 2: somebody may break, or it is not known "
        "(only with --fail-on warn); 3: it could not be asked."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and how to tell it."""
        parser.add_argument("ref", help="the dataset, such as resource:default/orders")
        parser.add_argument("file", help=f"all columns as they will be, - for standard input: {ACCEPTED}")
        parser.add_argument("--format", choices=["text", "markdown", "json"], default="text")
        parser.add_argument("--fail-on", choices=["breaking", "warn"], default="breaking")
        parser.add_argument("--commit", help="commit the file is in; stands in the report")
        parser.add_argument("--max-hops", type=int, default=6, help="hops looked at, 1 to 10")
        parser.add_argument(
            "--server",
            metavar="URL",
            help=f"ask a portal there, with the token in ${TOKEN} (scope catalog:read), and not a database",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One question, then its exit code."""
        try:
            columns = columns_proposed(_text(options["file"]))
            verdict = _verdict(options, columns)
        except (HeadwaterError, RemoteError, OperationalError) as error:
            raise CommandError(str(error).strip(), returncode=FAILED) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}", returncode=FAILED) from error
        if options["format"] == "json":
            self.stdout.write(orjson.dumps(verdict, option=orjson.OPT_INDENT_2).decode())
        elif options["format"] == "markdown":
            self.stdout.write(verdict["report"])
        else:
            self.stdout.write("\n".join(_lines(verdict)))
        if verdict["compatibility"] == "breaking":
            sys.exit(BREAKING)
        if verdict["compatibility"] == "warn" and options["fail_on"] == "warn":
            sys.exit(MAY_BREAK)


def _text(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")


def _verdict(options: dict[str, Any], columns: tuple[ColumnInput, ...]) -> dict[str, Any]:
    """As REST answers it, also where no REST is."""
    asked = {"ref": options["ref"], "commit": options["commit"], "max_hops": options["max_hops"]}
    if options["server"]:
        body = {**asked, "columns": [asdict(column) for column in columns]}
        found = remote_post(options["server"], "/api/portal/v1/schemas/check", body, token=os.environ.get(TOKEN))
        return dict(found)
    return dict(orjson.loads(orjson.dumps(schema_check(SYSTEM, columns=columns, **asked), option=orjson.OPT_UTC_Z)))


def _lines(verdict: dict[str, Any]) -> Iterator[str]:
    yield f"{verdict['compatibility']}: {verdict['dataset']['ref']}"
    for change in verdict["changes"]:
        yield f"  {change['compatibility']:8}  {change['path']}  {change['kind']}"
    for found in verdict["breaks"]:
        reads = f"column {found['column']}" if found["column"] else "the dataset"
        team = found["team"]["ref"] if found["team"] else "nobody"
        yield f"  {found['compatibility']:8}  {found['path']} -> {found['entity']['ref']}, {reads}, owned by {team}"
    left = verdict["break_count"] - len(verdict["breaks"])
    if left:
        yield f"  and {left} more"
