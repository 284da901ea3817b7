"""`manage.py demo`: the estate of a made-up company, to look around in; in and out by one command each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.demo_estate import catalog_is_empty, demo_is_in, demo_live, demo_remove, demo_seed
from portal.demo_report import demo_report


class Command(BaseCommand):
    help = (
        "Bring the demo estate in (into an empty catalog, or with --force), or take it out again; "
        "report: the troubles in it beside what owners and health say of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do; `up` calls it without arguments."""
        parser.add_argument("action", nargs="?", default="seed", choices=["seed", "live", "remove", "report"])
        parser.add_argument("--force", action="store_true", help="also into a catalog that is not empty")

    def handle(self, *args: Any, **options: Any) -> None:
        """Needs the portal running, since events go through its door."""
        if options["action"] == "remove":
            self.stdout.write(f"{demo_remove()} entities removed")
        elif options["action"] == "report":
            self._report()
        elif options["action"] == "live":
            self.stdout.write(f"{demo_live()} events sent")
        elif demo_is_in() or options["force"] or catalog_is_empty():
            self.stdout.write(f"{demo_seed(self.stdout.write)} events sent")
        else:
            self.stdout.write("the catalog is not empty: nothing was done (--force brings the demo in all the same)")

    def _report(self) -> None:
        report = demo_report()
        for found in report.findings:
            self.stdout.write(
                f"{'found' if found.said else 'missed':7} {found.kind:12} {found.ref:50} {found.said or ''}"
            )
        count = sum(finding.said is not None for finding in report.findings)
        self.stdout.write(f"{count} of {len(report.findings)} found")
        for name, counted in (("inherited from one of them", report.inherited), ("false", report.false)):
            listed = ", ".join(f"{check} {number}" for check, number in sorted(counted.items()))
            self.stdout.write(f"{name}: {listed or 'none'}")
