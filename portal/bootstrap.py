"""What `up` does to the database before anything is served: wait for it, migrate, make the first account."""

from __future__ import annotations

import contextlib
import secrets
import time

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction

from catalog.database import rows
from catalog.health.rulesets import DEFAULT, rules_publish
from portal.embedded.places import ServerError

# Any constant that nothing else locks on: of several starters one migrates and the others wait for it.
MIGRATION_LOCK = 4_829_117
HEADWATER = "headwater"
EXTERNAL_DATABASE_SECONDS = 30.0


def lift_time_limits() -> None:
    """Drop the web's time limits for this process: a migration may take minutes."""
    connection.settings_dict["OPTIONS"]["options"] = "-c lock_timeout=10000 -c timezone=UTC"


def wait_for_database(*, patience: float = EXTERNAL_DATABASE_SECONDS) -> None:
    """Return when the database takes connections; ServerError with its own words after `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError as error:
            if time.monotonic() > deadline:
                reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
                raise ServerError(f"The database of DATABASE_URL does not answer: {reason}") from None
            time.sleep(0.5)


def migrate() -> int:
    """Apply what is missing, one starter at a time; how many migrations were applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            before = _applied()
            call_command("migrate", interactive=False, verbosity=0)
            return _applied() - before
        finally:
            # The connection may be what failed; the lock goes with it then.
            with contextlib.suppress(DatabaseError):
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def _applied() -> int:
    if "django_migrations" not in connection.introspection.table_names():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        return int(cursor.fetchone()[0])


def first_admin(name: str = "admin") -> str | None:
    """Make the first account if there is none at all; its password, which is stored nowhere in clear."""
    accounts = get_user_model()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])
        if accounts.objects.exists():
            return None
        password = secrets.token_urlsafe(12)
        accounts.objects.create_superuser(username=name, password=password)
        return password


def collect_static() -> None:
    """Copy the files of the admin and the API docs to where the web processes serve them from."""
    call_command("collectstatic", interactive=False, verbosity=0)


def leave_database() -> None:
    """Close the connection: the supervisor itself needs none while it runs, so an outage cannot reach it."""
    connection.close()


def own_rules() -> int | None:
    """Put the product's own health rules in force where nobody published others; the version that is new."""
    newest = rows("SELECT published_by FROM catalog_ruleset ORDER BY version DESC LIMIT 1")
    if newest and newest[0][0] != HEADWATER:
        return None
    version, is_new = rules_publish(DEFAULT.read_text(encoding="utf-8"), by=HEADWATER)
    return version if is_new else None
