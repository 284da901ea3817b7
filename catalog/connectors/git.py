"""Connector `git`: descriptors in a repository, read from its objects and never checked out (threat T14).

URLs: https and ssh, on hosts that the operator allows (catalog/outgoing.py). Paths and bundles on this machine only when
the operator of the process has set HEADWATER_GIT_ALLOW_FILE=1. That is an environment variable and no field on purpose:
fields can be written by everybody with the right to edit sources in the UI, and a path would let them read repositories
of the machine.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from catalog.connectors.files import SYMLINK, read_patterns
from catalog.connectors.git_mirror import ALLOW_FILE_VARIABLE, BRANCH, GitBlobs, GitMirror, GitRemote
from catalog.ingest.connector import ConfigReader, Connector, ConnectorConfigError, ConnectorReadError
from catalog.ingest.descriptor_tree import OWNERS_PLACES, DescriptorTreeReader, TreeItemError, TreeListing
from catalog.ingest.path_patterns import PathPatterns
from catalog.outgoing import OutgoingError, rules
from catalog.records import CursorRecord, IssueRecord, Record
from catalog.yaml_guard import BYTES_MAX

ENTRIES_MAX = 2_000_000
_LINE_PAGES = (
    (re.compile(r"https://github\.[a-z.]+/[^/]+/[^/]+\Z"), "/blob/"),
    (re.compile(r"https://gitlab\.[a-z.]+/.+\Z"), "/-/blob/"),
)


class GitConnector(Connector):
    """Configuration: `url`, `branch` (default: the remote's), `patterns`, `max_files` (as `files`),
    `cache_dir` (where the copy is kept; default: a private folder for the read),
    `timeout_seconds` (of each git command, default 300), `max_size_mib` (of the copy, default 512).

    Cursor: the commit. An unchanged commit is read again from the copy and yields the same records.
    A password in the URL is used and never shown: not in messages, locators, arguments or the copy.
    """

    kind = "git"

    def __init__(self, config: Mapping[str, object]) -> None:
        reader = ConfigReader(config)
        self._remote = self._read_remote(reader)
        self._branch = reader.text_or_none("branch")
        if self._branch is not None and not BRANCH.match(self._branch):
            raise ConnectorConfigError("branch", "must be a branch name such as main or release/2026")
        self._patterns = read_patterns(reader)
        self._max_files = reader.integer("max_files", 10_000, low=1, high=1_000_000)
        self._cache_dir = reader.text_or_none("cache_dir")
        if self._cache_dir is not None and not os.path.isabs(self._cache_dir):
            raise ConnectorConfigError("cache_dir", "must be an absolute path")
        self._timeout_seconds = reader.integer("timeout_seconds", 300, low=1, high=3600)
        self._size_max = reader.integer("max_size_mib", 512, low=1, high=100_000) << 20
        reader.finish()

    @staticmethod
    def _read_remote(reader: ConfigReader) -> GitRemote:
        remote = GitRemote.parse(reader.text("url"), allow_file=os.environ.get(ALLOW_FILE_VARIABLE) == "1")
        if remote is None:
            message = f"must be https://host/path or ssh://user@host/path ({ALLOW_FILE_VARIABLE}=1 allows files)"
            raise ConnectorConfigError("url", message)
        try:
            if remote.scheme != "file":
                rules().check(remote.scheme, *remote.host_and_port())
        except OutgoingError as error:
            raise ConnectorConfigError("url", error.message) from None
        return remote

    def _addresses(self) -> list[str]:
        """Where git may connect to; none for a path of this machine."""
        if self._remote.scheme == "file":
            return []
        try:
            return rules().addresses(self._remote.scheme, *self._remote.host_and_port())
        except OutgoingError as error:
            raise ConnectorReadError(f"the repository {error.message}") from None

    def read(self, cursor: str | None) -> Iterator[Record]:
        addresses = self._addresses()
        with tempfile.TemporaryDirectory(prefix="headwater-git-") as scratch:
            mirror = GitMirror(
                self._remote,
                addresses,
                Path(self._cache_dir or scratch),
                timeout_seconds=self._timeout_seconds,
                size_max=self._size_max,
            )
            try:
                yield from self._read(mirror)
            except OSError as error:
                raise ConnectorReadError(f"the copy cannot be used: {error.strerror}") from None
            finally:
                mirror.close()

    def _read(self, mirror: GitMirror) -> Iterator[Record]:
        commit = mirror.fetch(mirror.head(self._branch), self._branch)
        with mirror.blobs() as blobs:
            tree = GitTree(mirror, blobs, commit, page=self._page(), repository=self._remote.url)
            reader = DescriptorTreeReader(tree, self._patterns, max_files=self._max_files)
            yield from reader.records()
        yield CursorRecord(cursor=commit, complete=reader.is_complete)

    def _page(self) -> str | None:
        """Start of a web page of a file; by branch and not by commit, so that a push does not change
        every claim.
        """
        url = self._remote.url.removesuffix(".git")
        for form, between in _LINE_PAGES:
            if form.match(url):
                return url + between + quote(self._branch or "HEAD", safe="/")
        return None


class GitTree:
    """The files of one commit."""

    def __init__(
        self, mirror: GitMirror, blobs: GitBlobs, commit: str, *, page: str | None, repository: str | None
    ) -> None:
        self.repository = repository
        self._mirror = mirror
        self._blobs = blobs
        self._commit = commit
        self._page = page
        self._objects: dict[str, str] = {}
        self._links: set[str] = set()

    def url_of(self, path: str, line: int) -> str | None:
        return f"{self._page}/{quote(path)}#L{line}" if self._page else None

    def listing(self, patterns: PathPatterns) -> TreeListing:
        listing = TreeListing()
        for seen, (mode, object_id, raw) in enumerate(self._mirror.tree(self._commit)):
            if seen == ENTRIES_MAX:
                listing.is_complete = False
                message = f"more than {ENTRIES_MAX} files in the tree; the rest is not read"
                listing.issues.append(IssueRecord(item=".", code="tree.too_many", message=message))
                break
            path = raw.decode("utf-8", "surrogateescape")
            is_listed = patterns.match(path) or path.endswith((".yaml", ".yml"))
            if not is_listed and path not in OWNERS_PLACES:
                continue
            if not path.isprintable() or {"", ".", ".."} & set(path.split("/")):
                message = "name is not printable UTF-8 or leads elsewhere; accepted: a plain name"
                listing.issues.append(IssueRecord(item=ascii(path)[1:-1], code="file.name", message=message))
            elif stat.S_ISLNK(int(mode, 8)):
                self._links.add(path)
                if is_listed:
                    listing.issues.append(IssueRecord(item=path, code="file.symlink", message=SYMLINK))
            elif stat.S_ISREG(int(mode, 8)):
                self._objects[path] = object_id
                if is_listed:
                    listing.paths.append(path)
        listing.paths.sort()
        return listing

    def _look_up(self, path: str) -> None:
        """Find a file that was not listed, such as one that a placeholder names."""
        if path in OWNERS_PLACES or path.endswith((".yaml", ".yml")):  # it would have been
            return
        if not path.isprintable() or {"", ".", ".."} & set(path.split("/")):
            return
        for mode, object_id, raw in self._mirror.tree(self._commit, path):
            if raw != path.encode():  # of a folder git lists what is in it
                return
            if stat.S_ISLNK(int(mode, 8)):
                self._links.add(path)
            elif stat.S_ISREG(int(mode, 8)):
                self._objects[path] = object_id

    def read(self, path: str, limit: int = BYTES_MAX) -> bytes:
        if path not in self._objects and path not in self._links:
            self._look_up(path)
        if path in self._links:
            raise TreeItemError("file.symlink", SYMLINK)
        if path not in self._objects:
            raise TreeItemError("file.missing", "is not there")
        data = self._blobs.read(self._objects[path], limit)
        if data is None:
            raise TreeItemError("file.too_big", f"has more than {limit} bytes; accepted: up to {limit}")
        return data
