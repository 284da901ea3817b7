"""From a tree of files to records: what the `files` and `git` connectors have in common.

Reads every file that is meant, follows Location descriptors to relative targets inside the same tree (each
file once, so a cycle ends), and turns each document into an entity or into issues. The tree itself decides
what may be opened.
"""

from __future__ import annotations

import posixpath
import re
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Protocol

from catalog.fetching import WHOLE_SECONDS, fetch
from catalog.forges import ABSOLUTE_URL, raw_url
from catalog.ingest.descriptor_documents import DescriptorDocuments, location_targets, missing_text
from catalog.ingest.path_patterns import PathPatterns, pattern_error
from catalog.ingest.placeholders import PlaceholderError
from catalog.outgoing import OutgoingError
from catalog.ownership.codeowners import SIZE_MAX
from catalog.records import EntityRecord, IssueRecord, OwnersFileRecord, ProgressRecord, Record
from catalog.yaml_guard import BYTES_MAX, YamlDocument

PROGRESS_EVERY = 100
# For all that the placeholders of one source stand for on the web.
FETCH_SECONDS = 120.0
# Where the file of owners may lie; the first one counts (GitHub's order, then GitLab's own place).
OWNERS_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
DEFAULT_PATTERNS = ("**/catalog-info.yaml", "**/catalog-info.yml")
_GLOB = re.compile(r"[*?\[]")


class TreeItemError(Exception):
    """One file cannot be had. `is_unread`: it is there, yet its content is unknown, so the read is
    partial.
    """

    def __init__(self, code: str, message: str, *, is_unread: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.is_unread = is_unread


@dataclass(slots=True)
class TreeListing:
    """Every YAML file of a tree, sorted; what could not be listed; whether the list is whole."""

    paths: list[str] = field(default_factory=list)
    issues: list[IssueRecord] = field(default_factory=list)
    is_complete: bool = True


class Tree(Protocol):
    """Files below one root. Paths are relative to it, with `/`, without `.` and `..`."""

    repository: str | None
    """Where it was fetched from, without credentials; None for a folder."""

    def listing(self, patterns: PathPatterns) -> TreeListing:
        """Files that match a pattern or end in .yaml or .yml (for globs in Location targets)."""

    def read(self, path: str, limit: int = BYTES_MAX) -> bytes:
        """Up to `limit` bytes and one more of any regular file, listed or not; raises TreeItemError."""

    def url_of(self, path: str, line: int) -> str | None:
        """Where a person can look at the line."""


class DescriptorTreeReader:
    """Reads all descriptors of a tree once. After `records` is used up, `is_complete` and `digest` are
    known.
    """

    def __init__(self, tree: Tree, patterns: Sequence[str], *, max_files: int) -> None:
        self._tree = tree
        self._patterns = PathPatterns(patterns)
        self._max_files = max_files
        self._queue: deque[tuple[str, IssueRecord | None]] = deque()
        self._queued: set[str] = set()
        self._documents = DescriptorDocuments(tree.url_of, self._included)
        self._fetch_seconds = FETCH_SECONDS
        self._yaml_paths: list[str] = []
        self._digest = blake2b(digest_size=16)
        self.is_complete = True

    @property
    def digest(self) -> str:
        """Equal for equal content of all files read."""
        return self._digest.hexdigest()

    def records(self) -> Iterator[Record]:
        """Entities, issues and now and then progress; sorted by path, targets of Locations after that."""
        listing = self._tree.listing(self._patterns)
        self.is_complete = listing.is_complete
        self._yaml_paths = listing.paths
        yield from listing.issues
        yield from self._owners_file()
        for path in listing.paths:
            if self._patterns.match(path):
                self._enqueue(path, None)
        done = 0
        while self._queue:
            if done == self._max_files:
                yield self._too_many()
                return
            if done % PROGRESS_EVERY == 0:
                yield ProgressRecord(done=done, total=len(self._queued), note="files")
            path, missing = self._queue.popleft()
            yield from self._file(path, missing)
            done += 1
        yield ProgressRecord(done=done, total=done, note="files")

    def _owners_file(self) -> Iterator[Record]:
        for path in OWNERS_PLACES:
            try:
                data = self._tree.read(path, SIZE_MAX)
            except TreeItemError as error:
                if error.code == "file.missing":
                    continue
                self.is_complete = self.is_complete and not error.is_unread
                yield IssueRecord(item=path, code=error.code, message=error.message)
                return
            if len(data) > SIZE_MAX:
                message = f"has more than {SIZE_MAX} bytes; accepted: up to {SIZE_MAX}"
                yield IssueRecord(item=path, code="file.too_big", message=message)
                return
            self._saw(path, data)
            yield OwnersFileRecord(path=path, text=data.decode("utf-8", "replace"), url=self._tree.repository)
            return

    def _enqueue(self, path: str, missing: IssueRecord | None) -> None:
        if path not in self._queued:
            self._queued.add(path)
            self._queue.append((path, missing))

    def _too_many(self) -> IssueRecord:
        self.is_complete = False
        message = f"more than {self._max_files} descriptor files; accepted: up to max_files, the rest is not read"
        return IssueRecord(item=self._queue[0][0], code="tree.too_many", message=message)

    def _file(self, path: str, missing: IssueRecord | None) -> Iterator[Record]:
        """`missing` is the issue to tell when a Location led here and nothing is there; None: not its
        fault.
        """
        try:
            data = self._tree.read(path)
        except TreeItemError as error:
            if error.is_unread:
                self.is_complete = False
            if error.code != "file.missing":
                yield IssueRecord(item=path, code=error.code, message=error.message)
            elif missing is not None:
                yield missing
            return
        self._saw(path, data)
        for record, document in self._documents.records(path, data):
            if isinstance(record, EntityRecord) and document and record.descriptor["kind"] == "Location":
                leads_to, problems = self._targets(path, document)
                yield replace(record, leads_to=tuple(leads_to))
                yield from problems
            else:
                yield record

    def _saw(self, name: str, data: bytes) -> None:
        self._digest.update(b"%d %d " % (len(name), len(data)) + name.encode() + data)

    def _targets(self, path: str, document: YamlDocument) -> tuple[list[str], list[IssueRecord]]:
        """The files that a Location leads to, which are read later, and what is wrong with its targets."""
        is_required = document.value["spec"].get("presence") != "optional"
        leads_to: list[str] = []
        problems: list[IssueRecord] = []
        for line, target in location_targets(document):
            inside = _inside(path, target)
            if ABSOLUTE_URL.match(target):
                message = "target is a URL; accepted: a relative path (give the URL a source of its own)"
                problems.append(self._documents.issue(path, line, "location.remote", message, document))
            elif inside is None:
                message = "target leads out of this source; accepted: a relative path to a file below the root"
                problems.append(self._documents.issue(path, line, "location.outside", message, document))
            else:
                found, is_pattern = self._matching(inside)
                file = None if is_pattern else inside
                text = missing_text(target)
                missing = self._documents.issue(path, line, "location.missing", text, document, file=file)
                if is_required and not found:
                    problems.append(missing)
                for name in found:
                    self._enqueue(name, missing if is_required and not is_pattern else None)
                leads_to += found
        return leads_to, problems

    def _matching(self, target: str) -> tuple[list[str], bool]:
        """The files that a target means, and whether it is a pattern."""
        if not _GLOB.search(target):
            return [target], False
        problem = pattern_error(target)
        return [] if problem else list(filter(PathPatterns([target]).match, self._yaml_paths)), True

    def _included(self, path: str, target: str) -> bytes:
        """What a placeholder in a file stands for: a file of this tree, or a document of the web."""
        if ABSOLUTE_URL.match(target):
            data = self._fetched(target)
        else:
            data = self._included_file(path, target)
        self._saw(target, data)
        return data

    def _included_file(self, path: str, target: str) -> bytes:
        inside = _inside(path, target)
        if inside is None:
            message = "leads out of this source; accepted: a relative path to a file below the root, or a URL"
            raise PlaceholderError("placeholder.outside", message)
        try:
            data = self._tree.read(inside)
        except TreeItemError as error:
            code = "placeholder.missing" if error.code == "file.missing" else "placeholder.unreadable"
            raise PlaceholderError(code, error.message) from None
        if len(data) > BYTES_MAX:
            message = f"has more than {BYTES_MAX} bytes; accepted: up to {BYTES_MAX}"
            raise PlaceholderError("placeholder.too_big", message)
        return data

    def _fetched(self, url: str) -> bytes:
        if self._fetch_seconds <= 0:
            message = f"was not asked for: what this source includes from the web takes more than {FETCH_SECONDS:g} s"
            raise PlaceholderError("placeholder.unreadable", message)
        begun = time.monotonic()
        try:
            return fetch(raw_url(url), limit=BYTES_MAX, seconds=min(self._fetch_seconds, WHOLE_SECONDS)).body or b""
        except OutgoingError as error:
            code = "placeholder.missing" if error.is_missing else "placeholder.unreadable"
            raise PlaceholderError(code, error.message) from None
        finally:
            self._fetch_seconds -= time.monotonic() - begun


def _inside(path: str, target: str) -> str | None:
    """The path below the root that a target in a file means; None for one that leads elsewhere."""
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    is_outside = target.startswith("/") or inside.split("/")[0] in ("..", ".") or "\\" in target
    return None if is_outside else inside
