"""The supervisor behind `manage.py up`: the port, the embedded servers, and every process of the product.

What happens when the supervisor itself is killed (-9): PostgreSQL, Valkey, web, worker and beat all go on, because
each lives in a session of its own and the web processes hold the listening socket. The next `up` on the same HOME
adopts PostgreSQL and Valkey, gets the listening socket back from a web process, ends the old worker and beat by their
records in HOME/run (pid and start time), starts its own processes, and ends the old web processes when the new ones
answer. So nothing is lost, nothing works twice, and the port is neither closed nor silent.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from portal import heap
from portal.children import FIRST_WAIT, LONGEST_WAIT, STEADY_SECONDS, Child, Leftover, Retry, find_leftovers, is_web
from portal.embedded.places import ServerError, claim_socket_folder, make_folder, run_sockets
from portal.embedded.server import Server, rotate
from portal.environment import BASE_DIR
from portal.listener import bind, is_handed_out, take_over
from portal.processes import ProcessState, states_path, states_write
from portal.pulse import PIPE, SILENT_SECONDS, Vigil

TICK_SECONDS = 0.25
LOG_CHECK_SECONDS = 30.0
PREPARE_SECONDS = 120.0
# A stop takes at most these seconds in all: web, then worker and beat, then (in Server.stop) the embedded servers.
WEB_GRACE = 6.0
WORK_GRACE = 9.0
ENDED_BY = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class DatabaseLost(Exception):
    """The connection broke while the database was prepared; trying again may help."""


@dataclass(frozen=True)
class Plan:
    """What one `up` runs."""

    home: Path
    host: str
    port: int
    servers: Sequence[Server]
    web_processes: int
    worker_processes: int
    frozen_seconds: int
    environment: dict[str, str]
    seed_command: Sequence[str] = ()


class Supervisor:
    """Runs a plan until it is told to stop."""

    def __init__(self, plan: Plan, *, prepare: Callable[[], None], say: Callable[[str], None]) -> None:
        self.plan = plan
        self.prepare = prepare
        self.say = say
        self.run_folder = plan.home / "run"
        self.logs = plan.home / "logs"
        self.children: list[Child] = []
        self.sockets = run_sockets(plan.home)
        self.listener: socket.socket | None = None
        self._leftovers: list[Leftover] = []
        self._signals = 0
        self._log: IO[str] | None = None
        self._retries = {server.name: Retry() for server in plan.servers}
        self._vigil = Vigil()
        self._states: dict[str, ProcessState] = {}
        self._announced = False
        self._starting = True
        self._waker, self._wake_end = socket.socketpair()

    def run(self) -> None:
        """From an empty machine to a served product, until a signal; ServerError when it cannot start."""
        make_folder(self.plan.home)
        make_folder(self.run_folder, mode=0o700)
        make_folder(self.logs)
        with self._only_one():
            self._catch_signals()
            self._open_log()
            try:
                self._start()
                self._starting = False
                self._watch()
            finally:
                self._starting = False
                self._stop()

    def _only_one(self) -> IO[str]:
        lock = (self.run_folder / "up.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise ServerError(f"Headwater already runs on {self.plan.home}: {lock.read().strip()}.") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, {self._url()}")
        lock.flush()
        return lock

    def _url(self) -> str:
        host = f"[{self.plan.host}]" if ":" in self.plan.host else self.plan.host
        return f"http://{host}:{self.plan.port}/"

    def _catch_signals(self) -> None:
        self._waker.setblocking(False)
        self._wake_end.setblocking(False)
        signal.set_wakeup_fd(self._wake_end.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in ENDED_BY:
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1
        if self._starting and self._signals > 1:
            # The first signal lets the step under way finish (a migration, say); the second does not wait for it.
            raise SystemExit(128 + number)

    # Start

    def _start(self) -> None:
        self.children = self._make_children()
        self._leftovers = find_leftovers(self.run_folder, [child.name for child in self.children])
        claim_socket_folder(self.sockets, None)
        self.listener = self._listen()
        for child in self.children:
            if is_web(child):
                child.passed_descriptors = (self.listener.fileno(), self._vigil.writer)
                child.command = [*child.command, str(self.listener.fileno()), str(self.sockets)]
        self._prepare_database()
        self._retire([old for old in self._leftovers if not is_web(old)])
        metrics = Path(self.plan.environment["PROMETHEUS_MULTIPROC_DIR"])
        shutil.rmtree(metrics, ignore_errors=True)
        make_folder(metrics, mode=0o700)
        for child in self.children:
            self._start_child(child)

    def _listen(self) -> socket.socket:
        old_web = [old for old in self._leftovers if is_web(old)]
        if not old_web:
            return bind(self.plan.host, self.plan.port)
        listener = take_over(self.sockets, self.plan.host, self.plan.port)
        if listener is None:
            # Frozen, still loading, or on another port: nothing to wait for.
            self._retire(old_web)
            listener = bind(self.plan.host, self.plan.port)
        return listener

    def _retire(self, leftovers: list[Leftover]) -> None:
        for old in leftovers:
            old.ask_to_stop()
        deadline = time.monotonic() + WEB_GRACE
        for old in leftovers:
            old.finish(deadline)
            self._leftovers.remove(old)
        if leftovers:
            names = ", ".join(old.name for old in leftovers)
            self._note(f"ended processes of a supervisor that was killed: {names}")

    def _prepare_database(self) -> None:
        deadline = time.monotonic() + PREPARE_SECONDS
        while True:
            for server in self.plan.servers:
                if not server.is_running():
                    adopted = server.start()
                    self._note(f"{server.name} {'adopted' if adopted else 'started'}", pid=server.pid)
            try:
                return self.prepare()
            except DatabaseLost as error:
                # It was killed under a migration, say. Migrations are transactions: the next try begins where it stood.
                if time.monotonic() > deadline:
                    raise ServerError(f"The database was lost again and again while it was prepared: {error}") from None
                self._note(f"database lost ({error}), trying again")

    def _make_children(self) -> list[Child]:
        python = sys.executable
        celery = [python, "-m", "celery", "-A", "portal"]
        worker = [
            *(*celery, "worker", "--loglevel", "INFO", "--concurrency", str(self.plan.worker_processes)),
            *("--hostname", "worker@%h", "--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
        beat = [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""]
        web = [
            self._child(f"web-{number}", [python, "-m", "portal.web"], WEB_GRACE, **heap.SETTINGS)
            for number in range(1, self.plan.web_processes + 1)
        ]
        # Tasks may run longer than a page may take.
        longer = {"HEADWATER_STATEMENT_TIMEOUT_MS": os.environ.get("HEADWATER_WORKER_TIMEOUT_MS", "60000")}
        return [
            *web,
            self._child("worker", worker, WORK_GRACE, **longer),
            self._child("beat", beat, WORK_GRACE),
        ]

    def _child(self, name: str, command: list[str], grace: float, **extra: str) -> Child:
        return Child(
            name=name,
            command=command,
            environment={
                **self.plan.environment,
                "HEADWATER_ROLE": name.partition("-")[0],
                PIPE: str(self._vigil.writer),
                **extra,
            },
            passed_descriptors=(self._vigil.writer,),
            folder=BASE_DIR,
            records=self.run_folder,
            logs=self.logs,
            grace=grace,
        )

    def _start_child(self, child: Child) -> None:
        child.start()
        self._states.setdefault(child.name, ProcessState(child.name)).starts += 1
        states_write(self.plan.home, list(self._states.values()))
        self._note(f"{child.name} started", pid=child.process.pid if child.process else 0, console=False)

    # Watch

    def _watch(self) -> None:
        logs_checked = time.monotonic()
        while not self._signals:
            self._restart_dead()
            self._end_frozen()
            if self._leftovers and self._new_web_answers():
                self._retire(list(self._leftovers))
            if not self._announced and self._answers():
                self._announced = True
                self._note(f"Headwater is ready: {self._url()}")
                self._seed()
            if time.monotonic() - logs_checked > LOG_CHECK_SECONDS:
                logs_checked = time.monotonic()
                self._rotate_logs()
            self._sleep()

    def _rotate_logs(self) -> None:
        for path in self.logs.glob("*.log"):
            # The embedded servers keep their file open; theirs are moved when they start.
            if path.stem not in {"postgres", "valkey"} and rotate(path) and path.stem == "supervisor":
                self._open_log()

    def _open_log(self) -> None:
        if self._log is not None:
            self._log.close()
        self._log = (self.logs / "supervisor.log").open("a", buffering=1)

    def _sleep(self) -> None:
        select.select([self._waker], [], [], TICK_SECONDS)
        try:
            while self._waker.recv(1024):
                pass
        except BlockingIOError:
            pass

    def _restart_dead(self) -> None:
        for child in self.children:
            pid = child.process.pid if child.process else 0
            how = child.death()
            if how is not None:
                self._forget(pid)
                if child.restarts:
                    self._note(f"{child.name} ended ({how}), starting it again")
                else:
                    self._note(
                        "demo estate is in" if how == "exit code 0" else f"demo estate failed ({how}): {child.logs}"
                    )
            if child.is_due():
                self._start_child(child)
        for server in self.plan.servers:
            self._restart_server(server, self._retries[server.name])

    def _end_frozen(self) -> None:
        """Kill what has been silent for too long: its child is started again, its tasks and events go to others."""
        self._vigil.look(time.monotonic())
        limit = self.plan.frozen_seconds
        silent = {pid: self._child_of(pid) for pid in self._vigil.silent(min(SILENT_SECONDS, limit / 2))}
        for pid in self._vigil.silent(limit):
            child = silent[pid]
            if child is not None:
                self._note(f"{child.name}: no sign of life for {limit} s, killing it", pid=pid)
                self._states[child.name].frozen += 1
                os.kill(pid, signal.SIGKILL)
            self._vigil.begin_anew(pid)
        before = [state.silent for state in self._states.values()]
        for state in self._states.values():
            state.silent = tuple(pid for pid, child in silent.items() if child and child.name == state.name)
        if before != [state.silent for state in self._states.values()]:
            states_write(self.plan.home, list(self._states.values()))

    def _child_of(self, pid: int) -> Child | None:
        """The child that it is, or whose group it belongs to."""
        try:
            group = os.getpgid(pid)
        except ProcessLookupError:
            return None
        return next((child for child in self.children if child.process and child.process.pid == group), None)

    def _restart_server(self, server: Server, retry: Retry) -> None:
        now = time.monotonic()
        if server.is_running():
            if now - retry.tried > STEADY_SECONDS:
                retry.wait = FIRST_WAIT
            return
        if now < retry.tried + retry.wait:
            return
        # Not waited for: web and worker must be watched meanwhile. One that exits at once is tried again soon, because
        # after a SIGKILL orphaned backends hold the shared memory for some tenths of a second; and then less often.
        if retry.wait == FIRST_WAIT:
            self._note(f"{server.name} is down, starting it again")
        elif retry.wait == LONGEST_WAIT:
            self._note(f"{server.name} still does not start: {server.last_words()}")
        retry.tried, retry.wait = now, min(LONGEST_WAIT, retry.wait * 2)
        try:
            server.spawn()
        except (ServerError, OSError) as error:
            self._note(f"{server.name}: {error}")

    def _forget(self, pid: int) -> None:
        (self.sockets / f"web-{pid}.sock").unlink(missing_ok=True)
        # Gauges "of what lives" must not count the dead; counters of the dead stay in the sums.
        for path in Path(self.plan.environment["PROMETHEUS_MULTIPROC_DIR"]).glob(f"gauge_live*_{pid}.db"):
            path.unlink(missing_ok=True)

    def _new_web_answers(self) -> bool:
        return all(
            child.process is not None and is_handed_out(self.sockets / f"web-{child.process.pid}.sock")
            for child in self.children
            if is_web(child)
        )

    def _answers(self) -> bool:
        link = http.client.HTTPConnection(_own_address(self.plan.host), self.plan.port, timeout=3.0)
        try:
            link.request("GET", "/readyz", headers={"Host": "localhost"})
            return link.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()

    def _seed(self) -> None:
        if self.plan.seed_command:
            child = self._child("seed", list(self.plan.seed_command), WORK_GRACE)
            child.restarts = False
            self.children.append(child)
            self._start_child(child)

    # Stop

    def _stop(self) -> None:
        begun = time.monotonic()
        if self._announced:
            self._note("stopping")
        self._retire(list(self._leftovers))
        web = [child for child in self.children if is_web(child)]
        others = [child for child in self.children if not is_web(child)]
        for group, grace in ((web, WEB_GRACE), (others, WORK_GRACE)):
            for child in group:
                child.ask_to_stop()
            for child in group:
                # A second signal means: now.
                patience = grace if self._signals < 2 else 0.5
                if not child.finish(time.monotonic() + patience):
                    self._note(f"{child.name} did not stop in {patience:.0f} s and was killed")
        states_path(self.plan.home).unlink(missing_ok=True)
        if self.listener is not None:
            self.listener.close()
        for server in reversed(self.plan.servers):
            if server.pid is not None and not server.stop():
                self._note(f"{server.name} did not stop in time and was killed")
        if self._announced:
            self._note(f"stopped after {time.monotonic() - begun:.1f} s")

    def _note(self, text: str, *, pid: int | None = None, console: bool = True) -> None:
        if self._log is not None:
            line = {"ts": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "level": "info", "event": text}
            self._log.write(json.dumps({**line, "pid": pid} if pid else line) + "\n")
        if console:
            self.say(text)


def _own_address(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
