"""`manage.py token`: create, list and revoke the bearer tokens of machines."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import HeadwaterError
from catalog.permissions import SCOPES
from portal.models import ApiToken
from portal.tokens import MAX_DAYS, token_create, token_revoke


class Command(BaseCommand):
    help = "Create, list and revoke the bearer tokens of machines."

    def add_arguments(self, parser: CommandParser) -> None:
        """One sub-command each."""
        commands = parser.add_subparsers(dest="action", required=True)
        create = commands.add_parser("create", help="make a token and show it once")
        create.add_argument("--name", required=True, help="who uses it; unique")
        create.add_argument(
            "--scope", action="append", required=True, choices=SCOPES, dest="scopes", help="may be repeated"
        )
        create.add_argument(
            "--namespace",
            action="append",
            default=[],
            dest="namespaces",
            help="OpenLineage namespace it may write, * as wildcard",
        )
        create.add_argument("--days", type=int, default=90, help=f"days until it expires, 1 to {MAX_DAYS} (default 90)")
        create.add_argument("--source", default="openlineage", help="source its events count for (default openlineage)")
        create.add_argument("--quiet", action="store_true", help="print the token alone")
        commands.add_parser("list", help="show living tokens; never their secrets")
        revoke = commands.add_parser("revoke", help="end a token at once")
        revoke.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the sub-command."""
        try:
            getattr(self, f"_{options['action']}")(options)
        except HeadwaterError as error:
            raise CommandError(error.message) from error

    def _create(self, options: dict[str, Any]) -> None:
        token, secret = token_create(
            name=options["name"],
            scopes=options["scopes"],
            namespaces=options["namespaces"],
            days=options["days"],
            source_key=options["source"],
        )
        if options["quiet"]:
            self.stdout.write(secret)
            return
        self.stdout.write(
            f"{secret}\nThis is shown once. It may: {', '.join(token.scopes)}; until {token.expires_at:%Y-%m-%d}."
        )

    def _list(self, options: dict[str, Any]) -> None:
        for token in ApiToken.objects.filter(revoked_at__isnull=True).order_by("name"):
            used = f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never"
            self.stdout.write(
                f"{token.prefix}...  {token.name}  {', '.join(token.scopes)}  expires {token.expires_at:%Y-%m-%d}  used {used}"
            )

    def _revoke(self, options: dict[str, Any]) -> None:
        token_revoke(options["name"])
        self.stdout.write(f"{options['name']} is revoked.")
