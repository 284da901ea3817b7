"""`make test`: every part in turn, then one summary. `python -m tests.everything [python|services|ui|browser ...]`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.product import REPOSITORY, scratch_product, wait_for

FRONTEND = REPOSITORY / "frontend"
NO_TESTS_COLLECTED = 5


@dataclass(frozen=True)
class Outcome:
    """One line of the summary."""

    part: str
    code: int
    text: str


def run(command: Sequence[str], *, cwd: Path = REPOSITORY, **environment: str) -> int:
    """Exit code of a command whose output goes straight to the console."""
    sys.stdout.flush()
    # tests/conftest.py must come before the settings; with this variable pytest-django would load them first.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(command, cwd=cwd, env=inherited | environment, check=False).returncode


def counts(report: Path) -> str:
    """'12 passed, 1 failed, 3 skipped' out of a JUnit file."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return "no report"
    total = {
        key: sum(int(suite.get(key, "0")) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
    }
    failed = total["failures"] + total["errors"]
    passed = total["tests"] - failed - total["skipped"]
    return ", ".join(
        f"{number} {word}"
        for number, word in ((passed, "passed"), (failed, "failed"), (total["skipped"], "skipped"))
        if number or word == "passed"
    )


def pytest(part: str, arguments: Sequence[str], **environment: str) -> Outcome:
    """Run pytest; its exit code for "nothing collected" is no failure."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = run([sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments], **environment)
        return Outcome(part, 0 if code == NO_TESTS_COLLECTED else code, counts(report))


def python_part() -> list[Outcome]:
    """The Python tests on a throwaway PostgreSQL."""
    return [pytest("Python", os.environ.get("PYTEST_ARGS", "").split())]


def services_part() -> list[Outcome]:
    """The subset marked `services` on servers of this machine, once for each broker that answers."""
    database = external_database()
    if not database:
        return [Outcome("services", 0, "skipped: no PostgreSQL on 127.0.0.1:5432 that lets root or postgres in")]
    outcomes = []
    brokers: Mapping[str, tuple[int, str]] = {
        "Redis": (6379, "redis://127.0.0.1:6379/15"),
        "RabbitMQ": (5672, "amqp://guest:guest@127.0.0.1:5672//"),
    }
    for name, (port, url) in brokers.items():
        part = f"services, PostgreSQL and {name}"
        if not listens(port):
            outcomes.append(Outcome(part, 0, f"skipped: nothing listens on 127.0.0.1:{port}"))
            continue
        environment = {"HEADWATER_TEST_DATABASE_URL": database, "BROKER_URL": url}
        outcomes.append(pytest(part, ["-m", "services"], **environment))
    return outcomes


def external_database() -> str:
    """URL of a PostgreSQL on the standard port that lets us in without a password; empty when there is none."""
    import psycopg

    for user in ("root", "postgres"):
        try:
            psycopg.connect(host="127.0.0.1", user=user, dbname="postgres", connect_timeout=2).close()
        except psycopg.Error:
            continue
        return f"postgresql://{user}@127.0.0.1:5432/headwater"
    return ""


def listens(port: int) -> bool:
    """Whether something takes connections on a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def vitest(part: str, script: str, *files: str, **environment: str) -> Outcome:
    """Run a script of the web UI that is a vitest run, of these files alone when some are named."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
        code = run(["npm", "run", "--silent", script, "--", *files, *reporters], cwd=FRONTEND, **environment)
        return Outcome(part, code, counts(report))


def ui_part() -> list[Outcome]:
    """The web UI's own tests."""
    if not (FRONTEND / "package.json").exists():
        return [Outcome("web UI", 0, "skipped: frontend/ is not here")]
    return [vitest("web UI", "test")]


def browser_part() -> list[Outcome]:
    """A real browser against a real product with the demo estate."""
    if not (FRONTEND / "package.json").exists():
        return [Outcome("browser", 0, "skipped: frontend/ is not here")]
    browser = find_browser()
    if not browser:
        return [Outcome("browser", 0, "skipped: no chromium here, and installing it needs root and apt-get")]
    with scratch_product(HEADWATER_DEMO="1") as product:
        product.start_and_wait()
        if "    demo\n" in product.manage("help"):
            wait_for(lambda: "demo estate" in product.output(), "the demo estate", seconds=180)
        outcome = vitest(
            "browser",
            "e2e",
            "pages",
            HEADWATER_E2E_URL=f"http://127.0.0.1:{product.port}",
            HEADWATER_E2E_USER="admin",
            HEADWATER_E2E_PASSWORD=product.password(),
            CHROMIUM=browser,
        )
        if outcome.code:
            sys.stdout.write(product.output())
    # States that only a prepared estate has: against the mock that the web UI is developed with.
    prepared = ("edges", "timelines", "narrow")
    return [outcome, vitest("browser, prepared states", "e2e", *prepared, CHROMIUM=browser)]


def find_browser() -> str:
    """Path of a Chromium; Debian's is installed when we may."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), "")
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        run(["apt-get", "update", "-qq"])
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
        found = shutil.which("chromium") or ""
    return found


PARTS: Mapping[str, Callable[[], list[Outcome]]] = {
    "python": python_part,
    "services": services_part,
    "ui": ui_part,
    "browser": browser_part,
}


def main(names: Sequence[str]) -> int:
    """Run the parts; the exit code is that of the first one that failed."""
    began = time.monotonic()
    outcomes = [outcome for name in names or PARTS for outcome in PARTS[name]()]
    width = max(len(outcome.part) for outcome in outcomes)
    sys.stdout.write("\n")
    for outcome in outcomes:
        word = "FAIL" if outcome.code else "skip" if outcome.text.startswith("skipped") else "ok"
        sys.stdout.write(f"{word:5} {outcome.part:{width}}  {outcome.text}\n")
    sys.stdout.write(f"{time.monotonic() - began:.0f} s\n")
    return next((outcome.code for outcome in outcomes if outcome.code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
