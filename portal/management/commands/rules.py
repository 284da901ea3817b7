"""`manage.py rules`: check health rules, put them in force, show those in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.database import rows
from catalog.health.rules import RulesRefused
from catalog.health.rulesets import DEFAULT, rules_check, rules_publish


class Command(BaseCommand):
    help = "check FILE: what is wrong in it. publish FILE: put it in force. show: the document in force."

    def add_arguments(self, parser: CommandParser) -> None:
        """A verb and a file."""
        parser.add_argument("verb", choices=("check", "publish", "show"))
        parser.add_argument("file", nargs="?", help="YAML file; the product's own rules when absent")

    def handle(self, *args: Any, **options: Any) -> None:
        """One verb; exit code 1 with every line that is wrong."""
        if options["verb"] == "show":
            newest = rows("SELECT document FROM catalog_ruleset ORDER BY version DESC LIMIT 1")
            self.stdout.write(newest[0][0] if newest else DEFAULT.read_text(encoding="utf-8"))
            return
        path = Path(options["file"] or DEFAULT)
        try:
            text = path.read_text(encoding="utf-8")
            rules = rules_check(text)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path.name} cannot be read: {error}") from error
        except RulesRefused as refused:
            lines = "\n".join(f"{path.name}: {problem}" for problem in refused.problems)
            raise CommandError(f"{lines}\nThe rules in force stay.") from refused
        if options["verb"] == "check":
            self.stdout.write(f"{path.name} is right: {len(rules.checks)} checks, {len(rules.gates)} levels.")
            return
        version, is_new = rules_publish(text, by="command line")
        self.stdout.write(f"Version {version} is in force{'' if is_new else ' already'}.")
