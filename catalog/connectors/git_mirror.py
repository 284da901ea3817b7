"""A bare copy of one commit of one repository, by the git binary, with everything it could be told to run
turned off.

Threat T14. Nothing is ever checked out: objects are read by `ls-tree` and `cat-file --batch`, so hooks,
filters, attributes, submodules and LFS have nothing to act on. git gets an argument list (no shell),
`--end-of-options` before anything that comes from a configuration, no transport but the one of the URL, no
configuration of the machine, an empty home and a limit on time and size. A password in the URL travels in
git's environment, not in its arguments, which every user of a machine can list; no message of git is passed
on, since it may quote the URL.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from catalog.ingest.connector import ConnectorReadError
from catalog.outgoing import OWN_PORTS, host_and_port

ALLOW_FILE_VARIABLE = "HEADWATER_GIT_ALLOW_FILE"
BRANCH = re.compile(r"(?!.*(?:\.\.|@\{|//|/\.|\.lock(?:/|\Z)))[A-Za-z0-9_][A-Za-z0-9_./+@-]{0,199}(?<![./])\Z")

_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])"
_PATH = r"/[A-Za-z0-9_.~%+@,=/-]{1,1000}"
_USER = r"[A-Za-z0-9._~%!$&'()*+,;=-]"
_HTTPS = re.compile(rf"https://(?:{_USER}{{1,1024}}(?::{_USER}{{0,1024}})?@)?{_HOST}(?::[0-9]{{1,5}})?{_PATH}\Z")
_SSH = re.compile(rf"ssh://(?:[A-Za-z0-9_][A-Za-z0-9_.-]{{0,63}}@)?{_HOST}(?::[0-9]{{1,5}})?{_PATH}\Z")
_FILE = re.compile(r"(?:file://)?(/[^\x00-\x1f\x7f]{1,1000})\Z")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_FETCHED = "refs/headwater/fetched"
_POLL_SECONDS = 0.2

# Old repositories have these flaws; they are harmless to who only reads.
_FSCK_ACCEPTED = ("zeroPaddedFilemode", "missingSpaceBeforeDate", "badTimezone", "badDate", "missingEmail")
_FIXED_CONFIG = (
    "protocol.allow=never",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.askPass=",
    "credential.helper=",
    "http.followRedirects=false",
    "fetch.fsckObjects=true",
    *(f"fetch.fsck.{name}=ignore" for name in _FSCK_ACCEPTED),
    "fetch.recurseSubmodules=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
_SSH_COMMAND = (
    "ssh -F /dev/null -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=yes -o ClearAllForwardings=yes"
)
# No proxies: behind one nobody knows which address is connected to.
_PASSED_ON = ("PATH", "SSH_AUTH_SOCK", "SSL_CERT_FILE")
# Older ones know no http.curloptResolve, and say nothing of it.
_VERSION = re.compile(rb"git version ([0-9]+)\.([0-9]+)")
_PINS_SINCE = (2, 37)


@dataclass(frozen=True, slots=True)
class GitRemote:
    """Where to fetch from, taken apart: `url` has no password, `secret` never leaves git's environment."""

    url: str
    scheme: str
    secret: str | None = None

    @classmethod
    def parse(cls, url: str, *, allow_file: bool) -> GitRemote | None:
        """None when the URL is not one of the accepted forms (the message for that is the connector's)."""
        if "::" in url.partition("[")[0] or not _is_splittable(url):
            return None
        if _HTTPS.match(url):
            parts = urlsplit(url)
            host = parts.netloc.rpartition("@")[2]
            user = unquote(parts.username or "")
            secret = f"{user}:{unquote(parts.password or '')}" if parts.username else None
            return cls(f"https://{host}{parts.path}", "https", secret)
        if _SSH.match(url):
            return cls(url, "ssh")
        file = _FILE.match(url)
        if file and allow_file and ".." not in file[1].split("/"):
            return cls(file[1], "file")
        return None

    def host_and_port(self) -> tuple[str, int]:
        """Of an https or ssh one; raises OutgoingError for a host or port that is none."""
        host, port = host_and_port(urlsplit(self.url).netloc.rpartition("@")[2])
        return host, port or OWN_PORTS[self.scheme]


def _is_splittable(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:  # brackets around what is no IPv6 address
        return False
    return True


class GitMirror:
    """One bare repository under `cache`, one commit deep. Methods raise ConnectorReadError, without
    git's words. git connects to `addresses` of the host and to no others; there are none for a file.
    """

    def __init__(
        self, remote: GitRemote, addresses: list[str], cache: Path, *, timeout_seconds: int, size_max: int
    ) -> None:
        self._remote = remote
        self._addresses = addresses
        self._timeout_seconds = timeout_seconds
        self._size_max = size_max
        self._folder = cache / (sha256(remote.url.encode()).hexdigest()[:32] + ".git")
        self._home = tempfile.mkdtemp(prefix="headwater-git-home-")

    def close(self) -> None:
        """Remove the empty home; the copy stays for the next read."""
        shutil.rmtree(self._home, ignore_errors=True)

    def head(self, branch: str | None) -> str:
        """The commit the branch (or the remote's default) is at now."""
        if self._remote.scheme == "https":
            self._check_version()
        name = f"refs/heads/{branch}" if branch else "HEAD"
        out = self._run("ls-remote", "--quiet", "--end-of-options", self._remote.url, name, what="list the repository")
        for line in out.splitlines():
            commit, _, ref = line.decode("ascii", "replace").partition("\t")
            if ref == name and _COMMIT.match(commit):
                return commit
        raise ConnectorReadError(f"the repository has no branch {branch}" if branch else "the repository has no commit")

    def _check_version(self) -> None:
        found = _VERSION.match(self._run("version", what="tell its version"))
        if found is None or (int(found[1]), int(found[2])) < _PINS_SINCE:
            raise ConnectorReadError(f"git is too old; accepted: {'.'.join(map(str, _PINS_SINCE))} or newer")

    def fetch(self, commit: str, branch: str | None) -> str:
        """Have the branch's commit here; returns the commit had, which is newer when somebody just pushed."""
        if not (self._folder / "HEAD").exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._run("init", "--quiet", "--bare", "--template=", str(self._folder), what="make a copy")
        elif self._has(commit):
            return commit
        source = f"refs/heads/{branch}" if branch else "HEAD"
        self._run(
            *self._here("fetch"),
            *("--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--force", "--end-of-options"),
            *(self._remote.url, f"{source}:{_FETCHED}"),
            what="fetch",
            is_sized=True,
        )
        had = self._run(*self._here("rev-parse"), "--verify", "--end-of-options", f"{_FETCHED}^{{commit}}", what="read")
        return had.decode("ascii").strip()

    def _has(self, commit: str) -> bool:
        try:
            self._run(*self._here("cat-file"), "-e", f"{commit}^{{tree}}", what="read")
        except ConnectorReadError:
            return False
        return True

    def tree(self, commit: str, path: str | None = None) -> Iterator[tuple[str, str, bytes]]:
        """(mode, object id, path as bytes) of every entry below the commit, or at a path and below that; streamed, so 10^6
        names cost no memory.
        """
        only = () if path is None else ("--", path)
        command = ("--literal-pathspecs", *self._here("ls-tree"))
        with self._process(*command, "-r", "-z", "--full-tree", commit, *only) as process:
            out = cast(BufferedReader, process.stdout)
            rest = b""
            while chunk := out.read1(1 << 16):
                *lines, rest = (rest + chunk).split(b"\0")
                for line in lines:
                    head, _, name = line.partition(b"\t")
                    mode, _, object_id = head.decode("ascii").split(" ")
                    yield mode, object_id, name
                if len(rest) > 1 << 20:
                    raise ConnectorReadError("the tree has a name of more than 1 MiB")
            if process.wait() != 0:
                raise ConnectorReadError("the tree cannot be read")

    @contextmanager
    def blobs(self) -> Iterator[GitBlobs]:
        """A reader of blobs by object id."""
        with (
            self._process(*self._here("cat-file"), "--batch-check") as check,
            self._process(*self._here("cat-file"), "--batch") as batch,
        ):
            yield GitBlobs(check, batch)

    def _here(self, command: str) -> tuple[str, ...]:
        return ("--git-dir", str(self._folder), command)

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        config = [*_FIXED_CONFIG, f"protocol.{self._remote.scheme}.allow=always"]
        if self._remote.scheme == "https":
            host, port = self._remote.host_and_port()
            addresses = ",".join(f"[{a}]" if ":" in a else a for a in self._addresses)
            config.append(f"http.curloptResolve={host}:{port}:{addresses}")
        return ["git", *(part for setting in config for part in ("-c", setting)), *arguments]

    def _environment(self) -> dict[str, str]:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {
            "HOME": self._home,
            "XDG_CONFIG_HOME": self._home,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_SSH_COMMAND": self._ssh_command(),
            "LC_ALL": "C",
        }
        if self._remote.secret is not None:
            credentials = b64encode(self._remote.secret.encode()).decode("ascii")
            environment |= {
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": f"http.{self._remote.url}.extraHeader",
                "GIT_CONFIG_VALUE_0": f"Authorization: Basic {credentials}",
            }
        return environment

    def _ssh_command(self) -> str:
        """ssh to the first address that was looked at, with the key of the host's name."""
        if self._remote.scheme != "ssh":
            return _SSH_COMMAND
        host, port = self._remote.host_and_port()
        name = host if port == OWN_PORTS["ssh"] else f"[{host}]:{port}"
        return f"{_SSH_COMMAND} -o HostName={self._addresses[0]} -o 'HostKeyAlias={name}'"

    def _run(self, *arguments: str, what: str, is_sized: bool = False) -> bytes:
        """What git says, up to 16 MiB; ends it when it takes too long or its copy grows too big."""
        deadline = time.monotonic() + self._timeout_seconds
        with tempfile.TemporaryFile() as out:
            process = self._start(arguments, stdin=subprocess.DEVNULL, stdout=out.fileno())
            try:
                while True:
                    try:
                        code = process.wait(_POLL_SECONDS)
                        break
                    except subprocess.TimeoutExpired:
                        if time.monotonic() > deadline:
                            raise ConnectorReadError(
                                f"git took more than {self._timeout_seconds} s to {what}"
                            ) from None
                        if is_sized:
                            self._check_size()
            finally:
                _end(process)
            if is_sized:
                self._check_size()
            if code != 0:
                raise ConnectorReadError(f"git could not {what} (exit {code})")
            out.seek(0)
            return out.read(16 << 20)

    def _check_size(self) -> None:
        if _size_of(self._folder) > self._size_max:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise ConnectorReadError(f"the repository is bigger than max_size_mib ({self._size_max >> 20} MiB)")

    def _start(self, arguments: tuple[str, ...], *, stdin: int, stdout: int) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self._command(arguments),
                stdin=stdin,
                stdout=stdout,
                stderr=subprocess.DEVNULL,
                env=self._environment(),
                cwd=self._home,
                start_new_session=True,
            )
        except OSError as error:
            raise ConnectorReadError(f"git cannot be started: {error.strerror}") from None

    @contextmanager
    def _process(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        process = self._start(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            yield process
        finally:
            _end(process)


class GitBlobs:
    """Blobs by object id through two lasting processes: one tells sizes, one content."""

    def __init__(self, check: subprocess.Popen[bytes], batch: subprocess.Popen[bytes]) -> None:
        self._check = check
        self._batch = batch

    def read(self, object_id: str, limit: int) -> bytes | None:
        """The blob; None when it has more than `limit` bytes (then not a byte of it is read)."""
        if self._size(self._check, object_id) > limit:
            return None
        size = self._size(self._batch, object_id)
        out = cast(BufferedReader, self._batch.stdout)
        data = out.read(size)
        out.read(1)
        if len(data) != size:
            raise ConnectorReadError("an object cannot be read")
        return data

    @staticmethod
    def _size(process: subprocess.Popen[bytes], object_id: str) -> int:
        requests = cast(BufferedWriter, process.stdin)
        try:
            requests.write(object_id.encode("ascii") + b"\n")
            requests.flush()
        except BrokenPipeError:
            raise ConnectorReadError("an object cannot be read") from None
        parts = cast(BufferedReader, process.stdout).readline(200).split()
        if len(parts) != 3 or parts[1] != b"blob":
            raise ConnectorReadError("an object is missing in the repository")
        return int(parts[2])


def _size_of(folder: Path) -> int:
    """Bytes of all files; git may rename and remove some meanwhile."""
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                size += os.stat(os.path.join(place, name), follow_symlinks=False).st_size
    return size


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and what it started (its transport helpers share its session)."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.close()
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
