"""Connector `url`: descriptors at addresses of the web, and what their Locations lead to.

Every request goes through catalog/fetching.py, so nothing is asked that the operator does not allow. A target that cannot be
read is an issue, the others are read all the same; the read is partial then, and what was said before stays.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from catalog.fetching import WHOLE_SECONDS, Fetched, Validators, fetch
from catalog.forges import page_annotations, raw_url, resolved
from catalog.ingest.connector import ConfigReader, Connector, ConnectorConfigError
from catalog.ingest.descriptor_documents import (
    DescriptorDocuments,
    generated_location,
    location_targets,
    managed_by,
    missing_text,
)
from catalog.ingest.placeholders import PlaceholderError
from catalog.outgoing import OutgoingError, place_of, rules
from catalog.records import CursorRecord, EntityRecord, IssueRecord, ProgressRecord, Record, UnchangedRecord
from catalog.yaml_guard import BYTES_MAX, YamlDocument

DEPTH_MAX = 10
PROGRESS_EVERY = 100
# Raise it when the same bytes are read differently: what servers call unchanged is then read again all the same.
READING = 2


class UrlConnector(Connector):
    """Configuration: `targets` (1 to 100 URLs), `max_files` (default 1,000, with those that Locations lead to),
    `timeout_seconds` (of the whole read, default 600).

    Each target is a Location entity too, named as in Backstage. Of the page of a file in a forge the raw text is asked.
    Cursor: what each file was when it was read; as long as all of them are the same, a read is one conditional request for
    each and tells nothing but that.
    """

    kind = "url"
    takes_secrets = False  # an address is the locator of what it says, and stands in its Location entity

    def __init__(self, config: Mapping[str, object]) -> None:
        reader = ConfigReader(config)
        self._targets = reader.texts("targets", ())
        if not self._targets:
            raise ConnectorConfigError("targets", "is required; give a list of URLs")
        self._max_files = reader.integer("max_files", 1_000, low=1, high=10_000)
        self._timeout_seconds = reader.integer("timeout_seconds", 600, low=1, high=3600)
        reader.finish()
        for index, target in enumerate(self._targets):
            try:
                place_of(target)
                place = place_of(raw_url(target))
                rules().check(place.scheme, place.host, place.port)
            except OutgoingError as error:
                raise ConnectorConfigError(f"targets[{index}]", error.message) from None

    def read(self, cursor: str | None) -> Iterator[Record]:
        walk = _Walk(self._targets, self._max_files, self._timeout_seconds)
        if cursor and walk.is_unchanged(cursor):
            yield UnchangedRecord()
            yield CursorRecord(cursor=cursor, complete=True)
            return
        yield from walk.records()
        yield CursorRecord(cursor=walk.cursor(), complete=walk.is_complete)


@dataclass(frozen=True, slots=True)
class _Step:
    """A file to read. `trail` are the files that led here; `missing`: what to tell when nothing is there, None: nothing."""

    url: str
    trail: tuple[str, ...]
    missing: IssueRecord | None


class _Walk:
    """One read of all files, breadth first, each once."""

    def __init__(self, targets: tuple[str, ...], max_files: int, timeout_seconds: int) -> None:
        self._targets = targets
        self._max_files = max_files
        self._timeout_seconds = timeout_seconds
        self._deadline = time.monotonic() + timeout_seconds
        self._documents = DescriptorDocuments(_line_url, self._included)
        self._queue: deque[_Step] = deque()
        self._queued: set[str] = set()
        self._files: dict[str, tuple[str | None, str | None, str]] = {}
        self._ahead: dict[str, Fetched | OutgoingError] = {}
        self.is_complete = True

    def cursor(self) -> str:
        """What was read, to compare with the next time."""
        files = [(url, *said) for url, said in self._files.items()]
        return orjson.dumps({"reading": READING, "targets": self._targets, "files": files}).decode()

    def is_unchanged(self, cursor: str) -> bool:
        """Whether every file is what it was; ends at the first one that is not, which is not asked for again."""
        try:
            known = orjson.loads(cursor)
            if known["reading"] != READING or known["targets"] != list(self._targets):
                return False
            return all(
                self._is_same(url, Validators(etag, modified), digest) for url, etag, modified, digest in known["files"]
            )
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            return False

    def _is_same(self, url: str, known: Validators, digest: str) -> bool:
        try:
            fetched = self._fetch(url, known)
        except OutgoingError as error:
            self._ahead[url] = error
            return False
        if fetched.body is None or _digest(fetched.body) == digest:
            return True
        self._ahead[url] = fetched
        return False

    def records(self) -> Iterator[Record]:
        """Entities, issues and now and then progress."""
        for target in self._targets:
            descriptor = generated_location(target)
            yield EntityRecord(descriptor=descriptor, locator=f"{target}:1", url=target, leads_to=(target,))
            self._enqueue(_Step(target, (), self._documents.issue(target, 1, "url.missing", "there is nothing")))
        done = 0
        while self._queue:
            if done == self._max_files:
                self.is_complete = False
                message = f"more than {done} files; accepted: up to max_files, the rest is not read"
                yield self._documents.issue(self._queue[0].url, 1, "url.too_many", message)
                return
            if done % PROGRESS_EVERY == 0:
                yield ProgressRecord(done=done, total=len(self._queued), note="files")
            yield from self._file(self._queue.popleft())
            done += 1
        yield ProgressRecord(done=done, total=done, note="files")

    def _enqueue(self, step: _Step) -> None:
        if step.url not in self._queued:
            self._queued.add(step.url)
            self._queue.append(step)

    def _file(self, step: _Step) -> Iterator[Record]:
        try:
            body = self._body(step.url)
        except OutgoingError as error:
            if error.is_missing and step.missing is None:
                return
            self.is_complete = False
            yield step.missing if error.is_missing and step.missing else self._unreadable(step.url, error)
            return
        for record, document in self._documents.records(step.url, body):
            if not isinstance(record, EntityRecord):
                yield record
                continue
            leads_to: list[str] = []
            problems: list[IssueRecord] = []
            if document and record.descriptor["kind"] == "Location":
                leads_to, problems = self._location(step, document)
            yield replace(_annotated(record, step), leads_to=tuple(leads_to))
            yield from problems

    def _body(self, url: str) -> bytes:
        """A file, noted for the cursor."""
        fetched = self._ahead.pop(url, None) or self._fetch(url)
        if isinstance(fetched, OutgoingError):
            raise fetched
        body, validators = fetched.body or b"", fetched.validators
        self._files[url] = (validators.etag, validators.modified, _digest(body))
        return body

    def _included(self, base: str, target: str) -> bytes:
        """What a placeholder in a file stands for."""
        try:
            url = resolved(base, target)
            place_of(url)
            return self._body(url)
        except OutgoingError as error:
            code = "placeholder.missing" if error.is_missing else "placeholder.unreadable"
            raise PlaceholderError(code, error.message) from None

    def _fetch(self, url: str, known: Validators | None = None) -> Fetched:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise OutgoingError(f"was not reached within timeout_seconds ({self._timeout_seconds} s)")
        return fetch(raw_url(url), limit=BYTES_MAX, known=known, seconds=min(left, WHOLE_SECONDS))

    def _unreadable(self, url: str, error: OutgoingError) -> IssueRecord:
        return self._documents.issue(url, 1, "url.unreadable", f"cannot be read: it {error.message}")

    def _location(self, step: _Step, document: YamlDocument) -> tuple[list[str], list[IssueRecord]]:
        """The files that a Location leads to, which are read later, and what is wrong with its targets."""
        spec: dict[str, Any] = document.value["spec"]
        if spec.get("type", "url") != "url":
            line = document.line_of(("spec", "type"))
            message = "type is not accepted here; accepted: url, or none"
            return [], [self._documents.issue(step.url, line, "location.type", message, document)]
        trail = (*step.trail, step.url)
        leads_to: list[str] = []
        problems: list[IssueRecord] = []
        for line, target in location_targets(document):
            url = resolved(step.url, target)
            problem = _target_problem(url, target, trail)
            if problem is not None:
                problems.append(self._documents.issue(step.url, line, *problem, document))
                continue
            text = missing_text(target)
            missing = self._documents.issue(step.url, line, "location.missing", text, document, file=url)
            self._enqueue(_Step(url, trail, None if spec.get("presence") == "optional" else missing))
            leads_to.append(url)
        return leads_to, problems


def _annotated(record: EntityRecord, step: _Step) -> EntityRecord:
    """With the annotations of the place; what the file says of itself counts for pages, not for where it was read."""
    metadata = record.descriptor["metadata"]
    own = metadata.get("annotations") or {}
    annotations = {**page_annotations(step.url), **own, **managed_by(step.url, (*step.trail, step.url)[0])}
    return replace(record, descriptor={**record.descriptor, "metadata": {**metadata, "annotations": annotations}})


def _target_problem(url: str, target: str, trail: tuple[str, ...]) -> tuple[str, str] | None:
    """(code, message) of why a target of a Location is not followed."""
    if "*" in target:
        return "location.pattern", "target has a *; accepted: the address of one file"
    try:
        place_of(url)
    except OutgoingError as error:
        return "location.target", f"target {error.message}"
    if url in trail:
        return "location.cycle", "target leads back to a file that led here"
    if len(trail) > DEPTH_MAX:
        return "location.too_deep", f"target is more than {DEPTH_MAX} Locations away; accepted: up to {DEPTH_MAX}"
    return None


def _line_url(url: str, line: int) -> str:
    return f"{url}#L{line}" if line > 1 else url


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
