"""Connector `files`: descriptors in a folder of this machine or a mounted one.

Nothing outside the root can be read, even while somebody swaps names for symbolic links during the read
(threat T15): every path is opened name by name below a descriptor of the folder before it (openat) with
O_NOFOLLOW, so a link anywhere in it ends in an issue. Links are not followed even when they lead to a place
inside.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from catalog.ingest.connector import ConfigReader, Connector, ConnectorConfigError, ConnectorReadError
from catalog.ingest.descriptor_tree import (
    DEFAULT_PATTERNS,
    DescriptorTreeReader,
    TreeItemError,
    TreeListing,
)
from catalog.ingest.path_patterns import PathPatterns, pattern_error
from catalog.records import CursorRecord, IssueRecord, Record
from catalog.yaml_guard import BYTES_MAX

ENTRIES_MAX = 1_000_000
DEPTH_MAX = 64
SKIPPED_FOLDERS = frozenset({".git", "node_modules"})
SYMLINK = "is a symbolic link; accepted: the file itself (links are never followed)"

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a named pipe must not wait for a writer.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class FilesConnector(Connector):
    """Configuration: `root` (folder), `patterns` (default catalog-info.yaml and .yml anywhere; such as
    `teams/*.yaml`), `max_files` (default 10,000).

    Cursor: a digest of all files read; every read reads all. Raises ConnectorReadError when the root cannot
    be opened.
    """

    kind = "files"

    def __init__(self, config: Mapping[str, object]) -> None:
        reader = ConfigReader(config)
        self._root = reader.text("root")
        self._patterns = read_patterns(reader)
        self._max_files = reader.integer("max_files", 10_000, low=1, high=1_000_000)
        reader.finish()

    def read(self, cursor: str | None) -> Iterator[Record]:
        try:
            root = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise ConnectorReadError(f"root cannot be opened: {error.strerror}") from None
        try:
            reader = DescriptorTreeReader(FileTree(root), self._patterns, max_files=self._max_files)
            yield from reader.records()
            yield CursorRecord(cursor=reader.digest, complete=reader.is_complete)
        finally:
            os.close(root)


def read_patterns(reader: ConfigReader) -> tuple[str, ...]:
    """The `patterns` field, each one checked."""
    patterns = reader.texts("patterns", DEFAULT_PATTERNS)
    for index, pattern in enumerate(patterns):
        problem = pattern_error(pattern)
        if problem:
            raise ConnectorConfigError(f"patterns[{index}]", problem)
    return patterns


class FileTree:
    """Files below an open folder."""

    repository: str | None = None

    def __init__(self, root: int) -> None:
        self._root = root

    def url_of(self, path: str, line: int) -> str | None:
        """A folder has no web page."""
        return None

    def listing(self, patterns: PathPatterns) -> TreeListing:
        listing = TreeListing()
        pending = [""]
        seen = 0
        while pending:
            folder = pending.pop()
            try:
                for entry in self._entries(folder):
                    seen += 1
                    self._list(entry, f"{folder}/{entry.name}" if folder else entry.name, patterns, listing, pending)
            except OSError as error:
                listing.is_complete = False
                message = f"folder cannot be read: {error.strerror}"
                listing.issues.append(IssueRecord(item=folder or ".", code="file.unreadable", message=message))
            if seen > ENTRIES_MAX:
                listing.is_complete = False
                message = f"more than {ENTRIES_MAX} names below the root; the rest is not read"
                listing.issues.append(IssueRecord(item=folder, code="tree.too_many", message=message))
                break
        listing.paths.sort()
        return listing

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        with (
            self._folder(folder.split("/") if folder else []) as descriptor,
            os.scandir(descriptor) as entries,
        ):
            yield from entries

    def _list(
        self,
        entry: os.DirEntry[str],
        path: str,
        patterns: PathPatterns,
        listing: TreeListing,
        pending: list[str],
    ) -> None:
        if not path.isprintable() or not _is_unicode(path):
            shown = ascii(path)[1:-1]
            message = "name is not printable UTF-8; accepted: a name that is"
            listing.issues.append(IssueRecord(item=shown, code="file.name", message=message))
        elif entry.is_symlink():
            listing.issues.append(IssueRecord(item=path, code="file.symlink", message=SYMLINK))
        elif entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED_FOLDERS and path.count("/") < DEPTH_MAX:
                pending.append(path)
        elif patterns.match(path) or path.endswith((".yaml", ".yml")):
            listing.paths.append(path)

    @contextmanager
    def _folder(self, names: list[str]) -> Iterator[int]:
        """A descriptor of the folder, reached name by name; one is open at a time."""
        here = os.dup(self._root)
        try:
            for name in names:
                below = os.open(name, _FOLDER, dir_fd=here)
                os.close(here)
                here = below
            yield here
        finally:
            os.close(here)

    def read(self, path: str, limit: int = BYTES_MAX) -> bytes:
        *folders, name = path.split("/")
        if any(part in ("", ".", "..") or "\0" in part for part in (*folders, name)):
            raise TreeItemError("file.missing", "is no path below the root")
        try:
            with self._folder(folders) as folder:
                descriptor = os.open(name, _FILE, dir_fd=folder)
        except OSError as error:
            raise self._refusal(path, error) from None
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise TreeItemError("file.not_regular", "is no regular file; accepted: a regular file")
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(limit + 1)
        except OSError as error:
            raise TreeItemError("file.unreadable", f"cannot be read: {error.strerror}", is_unread=True) from None
        finally:
            os.close(descriptor)

    def _refusal(self, path: str, error: OSError) -> TreeItemError:
        if error.errno in (errno.ELOOP, errno.ENOTDIR) and self._has_symlink(path):
            return TreeItemError("file.symlink", SYMLINK)
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            return TreeItemError("file.missing", "is not there")
        return TreeItemError("file.unreadable", f"cannot be opened: {error.strerror}", is_unread=True)

    def _has_symlink(self, path: str) -> bool:
        """Only to word an issue: the open has been refused already."""
        names = path.split("/")
        for index, name in enumerate(names):
            try:
                with self._folder(names[:index]) as folder:
                    if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                        return True
            except OSError:
                return False
        return False


def _is_unicode(text: str) -> bool:
    """False for names whose bytes are not UTF-8 (they come as lone surrogates)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
