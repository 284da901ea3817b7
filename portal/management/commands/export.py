"""`manage.py export`: the catalog, or what a filter leaves of it, as descriptors that `import` takes."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import HeadwaterError
from catalog.ingest.sent import BulkFormat
from catalog.queries.exports import descriptor_export
from catalog.queries.filters import EntityFilter
from catalog.viewers import SYSTEM
from portal.api.rest.arguments import from_json
from portal.bulk import written


class Command(BaseCommand):
    help = "Write descriptors of everything, by ref, to standard output or a file; restricted entities are in it."

    def add_arguments(self, parser: CommandParser) -> None:
        """What, how and where."""
        parser.add_argument("--format", choices=[*BulkFormat], default=BulkFormat.YAML.value)
        parser.add_argument("--output", help="file to write, in place of standard output")
        parser.add_argument("--text", help="words, as in entity_search")
        parser.add_argument("--filter", help='EntityFilter of entity_search as JSON, such as {"kinds": ["dataset"]}')

    def handle(self, *args: Any, **options: Any) -> None:
        """Page by page; progress on standard error, where somebody sees it."""
        try:
            given = options["filter"]
            wanted = from_json(EntityFilter, orjson.loads(given), "filter") if given else None
            pages = descriptor_export(SYSTEM, text=options["text"], filter=wanted)
            output = options["output"]
            with Path(output).open("wb") if output else nullcontext(self.stdout.buffer) as file:
                self._write(pages, BulkFormat(options["format"]), file)
        except orjson.JSONDecodeError as error:
            raise CommandError(f"filter is not JSON: {error}") from error
        except HeadwaterError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error

    def _write(self, pages: Any, format: BulkFormat, file: Any) -> None:
        done = 0
        for page in pages:
            for part in written([page], format):
                file.write(part)
            done += len(page)
            if sys.stderr.isatty():
                self.stderr.write(f"\r{done} written", ending="")
        if sys.stderr.isatty():
            self.stderr.write("")
