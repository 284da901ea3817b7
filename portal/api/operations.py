"""Doors for probes: /livez without the database, /readyz with it, /metrics for Prometheus."""

from __future__ import annotations

import functools
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as DeadlineError
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from catalog.errors import HeadwaterError
from catalog.permissions import require
from portal.api.faults import fault_response
from portal.auth import viewer_of
from portal.metrics import InboxCollector, ProcessCollector, TaskCollector
from portal.processes import states_read

# A probe is answered within 2 s whatever hangs: each check gets this long (seconds), all of them run side by side.
CHECK_SECONDS = 1.6
CLOCK_DRIFT_SECONDS = 2.0
DISK_LEAST_BYTES = 100 * 1024 * 1024
DISK_LOW_RATIO = 0.05
# Two probes at once at most: a third one finds the threads busy, which is an answer too ("no answer in time").
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="readyz")


@dataclass(frozen=True)
class Check:
    """One line of /readyz; `required` is False where a failure means degraded, not out of service."""

    name: str
    ok: bool
    detail: str
    required: bool = True


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is looked at."""
    return JsonResponse({"status": "alive"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when this process can take writes, 503 when not; the body tells each check. A lost broker only degrades."""
    running = {
        "database": _threads.submit(database_checks),
        "broker": _threads.submit(broker_check),
    }
    deadline = time.monotonic() + CHECK_SECONDS
    checks = [disk_check(), *process_checks()]
    for name, future in running.items():
        checks += _outcome(name, future, deadline)
    ready = all(check.ok for check in checks if check.required)
    status = "unready" if not ready else "ready" if all(check.ok for check in checks) else "degraded"
    body = {"status": status, "checks": [asdict(check) for check in checks]}
    return JsonResponse(body, status=200 if ready else 503, headers={"Cache-Control": "no-store"})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counters of all processes in Prometheus' text format: for this machine, and for tokens with metrics:read."""
    if not is_loopback(request.META.get("REMOTE_ADDR", "")):
        try:
            require(viewer_of(request), "metrics.read")
        except HeadwaterError as error:
            return fault_response(request, error)
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry = REGISTRY
    asked = CollectorRegistry()
    asked.register(InboxCollector())
    asked.register(TaskCollector())
    asked.register(ProcessCollector())
    return HttpResponse(generate_latest(registry) + generate_latest(asked), content_type=CONTENT_TYPE_LATEST)


def is_loopback(address: str) -> bool:
    """Whether a peer's address is this machine's own."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _outcome(name: str, future: Future[list[Check]], deadline: float) -> list[Check]:
    try:
        return future.result(timeout=max(0.0, deadline - time.monotonic()))
    except DeadlineError:
        future.cancel()
        return [Check(name, False, "no answer in time", required=name != "broker")]


def database_checks() -> list[Check]:
    """Write, migrations, clock and durability, over a connection of its own: a full pool must not hide the answer."""
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in _CONNECT}
    try:
        with psycopg.connect(**parameters, autocommit=True) as link:
            return [
                _guarded("database", link, _write),
                _guarded("migrations", link, _migrations),
                _guarded("clock", link, _clock),
                _guarded("durability", link, _durability),
            ]
    except psycopg.Error as error:
        return [Check("database", False, type(error).__name__)]


_CONNECT = frozenset({"dbname", "user", "password", "host", "port", "sslmode", "connect_timeout", "options"})


def _guarded(name: str, link: psycopg.Connection, look: Callable[[psycopg.Connection], Check]) -> Check:
    try:
        return look(link)
    except psycopg.Error as error:
        return Check(name, False, type(error).__name__)


def _write(link: psycopg.Connection) -> Check:
    with link.transaction(force_rollback=True):
        link.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('portal', 'readyz probe', now())")
    return Check("database", True, "takes writes")


def _migrations(link: psycopg.Connection) -> Check:
    applied = set(link.execute("SELECT app, name FROM django_migrations").fetchall())
    missing = sorted(_migrations_on_disk() - applied)
    if missing:
        return Check("migrations", False, f"{len(missing)} not applied, first {missing[0][0]}.{missing[0][1]}")
    return Check("migrations", True, "all applied")


@functools.cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _clock(link: psycopg.Connection) -> Check:
    row = link.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    drift = abs(time.time() - row[0]) if row else float("inf")
    return Check("clock", drift < CLOCK_DRIFT_SECONDS, f"{drift:.2f} s from the database's")


def _durability(link: psycopg.Connection) -> Check:
    rows = link.execute(
        "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') "
        "AND setting = 'off' ORDER BY name"
    ).fetchall()
    off = ", ".join(row[0] for row in rows)
    return Check("durability", not off, f"off: {off}: a crash would lose acknowledged writes" if off else "on")


def disk_check() -> Check:
    """Room in the folder of everything the product writes."""
    usage = shutil.disk_usage(settings.HOME if settings.HOME.exists() else settings.BASE_DIR)
    detail = f"{usage.free // 2**20} MiB free of {usage.total // 2**20}"
    if usage.free < DISK_LEAST_BYTES:
        return Check("disk", False, detail)
    return Check("disk", usage.free / usage.total > DISK_LOW_RATIO, detail, required=False)


def process_checks() -> list[Check]:
    """Whether every process shows signs of life; nothing where no supervisor looks after them."""
    states = states_read(settings.HOME)
    silent = [f"{state.name} ({pid})" for state in states for pid in state.silent]
    detail = f"no sign of life: {', '.join(silent)}" if silent else "all show signs of life"
    return [Check("processes", not silent, detail, required=False)] if states else []


def broker_check() -> list[Check]:
    """Whether the broker answers; work goes on without it, only later (a sweep finds it)."""
    try:
        _ping(settings.BROKER_URL)
    except Exception as error:
        return [Check("broker", False, type(error).__name__, required=False)]
    return [Check("broker", True, "answers", required=False)]


def _ping(url: str) -> None:
    if url.startswith(("redis", "valkey")):
        from redis import Redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        parts = urlsplit(url)
        once = Retry(NoBackoff(), 0)  # the client's own default tries for ten seconds
        if "+socket" in parts.scheme:
            database = int(parse_qs(parts.query).get("virtual_host", ["0"])[0])
            client = Redis(unix_socket_path=parts.path, db=database, socket_timeout=0.5, retry=once)
        else:
            client = Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=once)
        with client:
            client.ping()
        return
    from kombu import Connection

    with Connection(url, connect_timeout=0.8) as link:
        link.ensure_connection(max_retries=1, interval_start=0, timeout=0.8)
