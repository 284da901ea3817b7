"""Where the embedded servers keep their files, and as whom they run.

The rule, in one paragraph. Everything lives under HOME. PostgreSQL refuses to run as root, so when Headwater is started
by root the database server runs as `nobody`; if `nobody` cannot reach HOME (a checkout in root's own 0700 home, say)
the database files go to /var/lib/headwater/<name>-<hash of HOME> instead, and HOME/database.location records that for
good, so that a later change of permissions cannot make a full database look empty. Folders that exist already are
never opened up: not one permission bit of a parent is changed.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

SYSTEM_ROOT = Path("/var/lib/headwater")
# The kernel takes 107 bytes for a socket's whole path; PostgreSQL adds "/.s.PGSQL.5432" and its lock file's suffix.
SOCKET_FOLDER_BYTES = 85


class ServerError(Exception):
    """An embedded server cannot be used; the message is one line that says what to do."""


@dataclass(frozen=True)
class Account:
    """A system account that a server runs as."""

    uid: int
    gid: int


def server_account() -> Account | None:
    """`nobody` when this process is root (PostgreSQL refuses root); None means: as whoever runs this."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def is_reachable(path: Path, account: Account | None) -> bool:
    """Whether the account may walk to this path; folders that do not exist yet are ours to make and do not count."""
    if account is None:
        return True
    for folder in [path, *path.parents]:
        try:
            status = folder.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if not stat.S_ISDIR(status.st_mode):
            continue
        bit = 0o100 if status.st_uid == account.uid else 0o010 if status.st_gid == account.gid else 0o001
        if not status.st_mode & bit:
            return False
    return True


def make_folder(path: Path, *, owner: Account | None = None, mode: int | None = None) -> Path:
    """Create a folder (and its parents) if it is absent; ServerError when that is impossible.

    Parents made here by root can be walked through but not listed by others, for the sake of `nobody`.
    """
    walkable = 0o711 if os.geteuid() == 0 else 0o700
    try:
        for folder in [*reversed(path.parents), path]:
            if not folder.exists():
                folder.mkdir(mode=walkable, exist_ok=True)
                folder.chmod(mode if mode is not None and folder == path else walkable)
        if owner is not None and path.stat().st_uid != owner.uid:
            os.chown(path, owner.uid, owner.gid)
    except OSError as error:
        raise ServerError(
            f"{error.filename or path} cannot be used ({error.strerror}): "
            "set HEADWATER_HOME to a folder that you may write to."
        ) from None
    if not path.is_dir() or not os.access(path, os.W_OK | os.X_OK):
        raise ServerError(f"{path} is not writable: set HEADWATER_HOME to a folder that you may write to.")
    return path


def database_root(home: Path) -> Path:
    """Folder that holds the database's own folder: HOME, or the place that HOME/database.location names."""
    try:
        return Path((home / "database.location").read_text().strip())
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        pass
    if is_reachable(home, server_account()):
        return home
    return SYSTEM_ROOT / f"{home.name}-{short_hash(home)}"


def remember_database_root(home: Path, root: Path) -> None:
    """Write down a place outside HOME, before anything is stored there."""
    if root != home:
        make_folder(home)
        (home / "database.location").write_text(f"{root}\n")


def socket_folder(root: Path) -> Path:
    """Folder of PostgreSQL's socket; a short one under /tmp when the root's path is too long for a socket."""
    return _short(root / "postgres" / "run")


def run_sockets(home: Path) -> Path:
    """Folder of the sockets that belong to whoever runs Headwater: Valkey's and those of the web processes."""
    return _short(home / "run")


def broker_socket(home: Path) -> Path:
    """Valkey's socket."""
    return run_sockets(home) / "valkey.sock"


def _short(folder: Path) -> Path:
    # /tmp and not TMPDIR: every process of this HOME must come to the same answer, whatever its environment.
    if len(os.fsencode(folder)) <= SOCKET_FOLDER_BYTES:
        return folder
    return Path("/tmp") / f"headwater-{short_hash(folder)}"


def claim_socket_folder(folder: Path, owner: Account | None) -> None:
    """Make the socket folder private to its owner; ServerError when somebody else holds that name."""
    make_folder(folder, owner=owner, mode=0o700)
    status = folder.lstat()
    expected = owner.uid if owner is not None else os.geteuid()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != expected:
        raise ServerError(f"{folder} belongs to somebody else: remove it, or set HEADWATER_HOME to a shorter path.")
    if stat.S_IMODE(status.st_mode) != 0o700:
        folder.chmod(0o700)


def short_hash(path: Path) -> str:
    """Twelve hex digits that stand for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
