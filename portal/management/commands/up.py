"""`manage.py up`: the whole product by one command."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError

from portal import bootstrap
from portal.configuration import configuration_apply
from portal.embedded.places import ServerError
from portal.embedded.postgres import Postgres
from portal.embedded.server import Server
from portal.embedded.valkey import Valkey
from portal.environment import BASE_DIR, env_int, env_str
from portal.supervisor import DatabaseLost, Plan, Supervisor

EXPLANATION = """\
Starts everything and keeps it running: PostgreSQL and the broker (embedded, unless DATABASE_URL or BROKER_URL name
others), migrations, the first account, web, worker and schedule. Ctrl-C stops all of it in order.

environment:
  HEADWATER_HOME          folder of everything that is written (default: ./var)
  HEADWATER_HOST, _PORT   where to listen (default: 127.0.0.1 and 8800)
  DATABASE_URL            postgresql://user:password@host/name of a PostgreSQL 15 or newer
  BROKER_URL              redis://... or amqp://...
  HEADWATER_PUBLIC_READS  1: reading needs no account, 0: it does. When unset, `up` takes 1 while it listens on this
                          machine only (a loopback address) and 0 otherwise.
  HEADWATER_DEMO          0: no demo estate (same as --no-demo)
  HEADWATER_WEB_PROCESSES, HEADWATER_WEB_THREADS, HEADWATER_WORKER_PROCESSES   sizes (default: 2, 4, 2)
  HEADWATER_WORKER_TIMEOUT_MS   longest statement of a background task (default: 60000)
  HEADWATER_FROZEN_SECONDS      a process without a sign of life for so long is killed and started again (default: 60)
"""


class Command(BaseCommand):
    """Argument parsing and wiring only; portal.supervisor does the work."""

    help = EXPLANATION
    requires_system_checks: list[str] = []  # noqa: RUF012

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Keep the line breaks of the explanation."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: Any) -> None:
        """Options; each has a variable that means the same."""
        parser.add_argument("--no-demo", action="store_true", help="start with an empty catalog")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal; exit code 2 and one line when it cannot start."""
        if options["no_demo"]:
            os.environ["HEADWATER_DEMO"] = "0"
        try:
            Supervisor(self.plan(), prepare=self.prepare, say=self.say).run()
        except ServerError as error:
            self.stderr.write(f"{error}")
            sys.exit(2)

    def plan(self) -> Plan:
        """What to run, from the environment."""
        home = settings.HOME
        servers: list[Server] = []
        if not env_str("DATABASE_URL"):
            servers.append(Postgres.of_home(home))
        if not env_str("BROKER_URL"):
            servers.append(Valkey(home))
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "HEADWATER_HOME": str(home),
            "PROMETHEUS_MULTIPROC_DIR": str(home / "run" / "metrics"),
            "PYTHONUNBUFFERED": "1",
        }
        if settings.LOOPBACK and not environment.get("HEADWATER_PUBLIC_READS"):
            environment["HEADWATER_PUBLIC_READS"] = "1"
        return Plan(
            home=home,
            host=settings.HOST,
            port=settings.PORT,
            servers=servers,
            web_processes=env_int("HEADWATER_WEB_PROCESSES", 2, low=1, high=64),
            worker_processes=env_int("HEADWATER_WORKER_PROCESSES", 2, low=1, high=64),
            frozen_seconds=env_int("HEADWATER_FROZEN_SECONDS", 60, low=5, high=86_400),
            environment=environment,
            seed_command=self.seed_command(environment),
        )

    def seed_command(self, environment: dict[str, str]) -> list[str]:
        """The command that fills the catalog with the demo estate, run once in the background after each start."""
        if environment.get("HEADWATER_DEMO") == "0" or not settings.DEMO or "demo" not in get_commands():
            return []
        return [sys.executable, str(BASE_DIR / "manage.py"), "demo"]

    def prepare(self) -> None:
        """Database to the newest version, first account, static files."""
        bootstrap.lift_time_limits()
        if env_str(
            "DATABASE_URL"
        ):  # the embedded one has answered; should it be gone again, only a start brings it back
            bootstrap.wait_for_database()
        try:
            applied = bootstrap.migrate()
            password = bootstrap.first_admin()
            rules = bootstrap.own_rules()
            self.configure()
        except (OperationalError, InterfaceError) as error:
            raise DatabaseLost(type(error).__name__) from error
        finally:
            bootstrap.leave_database()
        if applied:
            self.say(f"database: {applied} migrations applied")
        if rules:
            self.say(f"health rules: version {rules} is in force")
        if password:
            self.say(f"first account: admin, password {password} (shown once, change it after signing in)")
        bootstrap.collect_static()

    def configure(self) -> None:
        """Take the sources of headwater.yaml; what is wrong in it is told, and stops nothing."""
        path = Path(settings.CONFIG_FILE)
        keys, problems = configuration_apply(path)
        if keys:
            self.say(f"sources of {path.name}: {', '.join(keys)}")
        for problem in problems:
            self.say(f"{path.name}: {problem}")

    def say(self, text: str) -> None:
        """One line for the person who watches."""
        self.stdout.write(f"{time.strftime('%H:%M:%S')} {text}")
        self.stdout.flush()
