"""`manage.py contracts`: write what is promised, schema.graphql, openapi.yaml and permissions.md, or check that it is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from graphql import print_schema

from catalog.permissions import PERMISSIONS
from catalog.viewers import Role
from portal.api.graphql.query import schema

FOLDER = Path(__file__).resolve().parents[2] / "api"
PAGES = Path(__file__).resolve().parents[3] / "docs"


def contracts() -> dict[Path, str]:
    """What each file must say now."""
    openapi = SchemaGenerator().get_schema(request=None, public=True)
    return {
        FOLDER / "schema.graphql": print_schema(schema.graphql_schema) + "\n",
        PAGES / "permissions.md": permissions_page(),
        FOLDER / "openapi.yaml": OpenApiYamlRenderer().render(openapi, renderer_context={}).decode(),
    }


def permissions_page() -> str:
    """docs/permissions.md: the permission table as people read it."""
    lines = [
        "# Permissions",
        "",
        "Made from `catalog/permissions.py` by `manage.py contracts`. Deny by default: what has no mark is refused, with 401 for",
        "nobody and 403 for somebody. `public` counts only with `HEADWATER_PUBLIC_READS=1`. Tokens have scopes and no role.",
        "",
        "| action | what it is | public | viewer | editor | admin | token scope |",
        "|---|---|---|---|---|---|---|",
    ]
    for action, grant in PERMISSIONS.items():
        marks = ["yes" if grant.anonymous else "", *("yes" if role in grant.roles else "" for role in Role)]
        scope = f"`{grant.scope}`" if grant.scope else ""
        lines.append(f"| {action} | {grant.text} | {' | '.join(marks)} | {scope} |")
    lines += [
        "",
        "A restricted entity (annotation `headwater.dev/visibility: restricted`) is seen by the team that owns it and by",
        "admins. For everybody else it is in no list, count, facet or link, is not found by name, and is a nameless node in a",
        "graph.",
        "",
    ]
    return "\n".join(lines)


class Command(BaseCommand):
    help = "Write schema.graphql, openapi.yaml and docs/permissions.md; --check only tells whether they are stale."

    def add_arguments(self, parser: CommandParser) -> None:
        """One flag."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a file is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or compare."""
        stale = [path for path, text in contracts().items() if not path.exists() or path.read_text() != text]
        if options["check"] and stale:
            names = ", ".join(path.name for path in stale)
            raise CommandError(f"{names} no longer says what the code does; run manage.py contracts.")
        for path in stale:
            path.write_text(contracts()[path])
            self.stdout.write(f"{path.name} written.")
        if not stale:
            self.stdout.write("The contracts are up to date.")
