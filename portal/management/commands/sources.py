"""`manage.py sources`: check and apply headwater.yaml, and show how the sources do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.queries.sources import source_list
from catalog.viewers import SYSTEM
from portal.configuration import configuration_apply, configuration_read


class Command(BaseCommand):
    help = "Check or apply headwater.yaml, or list the sources. `up` applies it at every start."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument("action", choices=["check", "apply", "list"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Problems go to standard error, one a line; then the exit code is 1."""
        path = Path(settings.CONFIG_FILE)
        if options["action"] == "list":
            for card in source_list(SYSTEM, first=100).items:
                self.stdout.write(
                    f"{card.key}  {card.kind}  {card.state}  {card.entity_count} entities  {card.issue_count} issues"
                )
            return
        if options["action"] == "apply":
            keys, problems = configuration_apply(path)
        else:
            specs, problems = configuration_read(path)
            keys = [spec.key for spec in specs]
        self.stdout.write(f"{path.name}: {len(keys)} sources: {', '.join(keys) or 'none'}")
        for problem in problems:
            self.stderr.write(f"{path.name}: {problem}")
        if problems:
            raise CommandError(f"{len(problems)} entries of {path.name} are wrong", returncode=1)
