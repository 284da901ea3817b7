"""What a sync could not read: whose claims stand all the same, and of which entities its issues are told. Pure."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from catalog.records import IssueRecord, issue_digest

# What is wrong with a place that a Location leads to is told of the Location, though that itself was read.
PLACES = "location."


class Standing:
    """`read` are the refs that were taken now; of all others the last good version is the best that is known, where an issue
    tells why it could not be read."""

    def __init__(self, read: Collection[str], issues: Sequence[IssueRecord]) -> None:
        self._read = read
        self._of_ref: dict[str, list[IssueRecord]] = defaultdict(list)
        self._of_file: dict[str, list[IssueRecord]] = defaultdict(list)
        self._files: set[str] = set()
        for issue in issues:
            self._files |= {file_of(issue.item), issue.file or file_of(issue.item)}
            if issue.ref is not None:
                self._of_ref[issue.ref].append(issue)
            if issue.ref is None or issue.file is not None:
                self._of_file[issue.file or file_of(issue.item)].append(issue)

    def keeps(self, ref: str, locator: str) -> bool:
        """Whether the claim of an entity is no one to remove, though the read was complete."""
        return ref in self._read or ref in self._of_ref or file_of(locator) in self._files

    def told_of(self, claims: Iterable[tuple[str, str, Sequence[str]]]) -> dict[uuid.UUID, list[str]]:
        """The refs that each issue is told of, by its digest. Claims are (ref, locator, files that a Location leads to)."""
        told: dict[uuid.UUID, set[str]] = defaultdict(set)
        for ref, locator, leads_to in claims:
            for issue in self._issues(ref, locator, leads_to):
                told[issue_digest(issue)].add(ref)
        return {digest: sorted(refs) for digest, refs in told.items()}

    def _issues(self, ref: str, locator: str, leads_to: Sequence[str]) -> Iterable[IssueRecord]:
        is_read = ref in self._read
        yield from (issue for issue in self._of_ref.get(ref, ()) if not is_read or issue.code.startswith(PLACES))
        for file in leads_to if is_read else (file_of(locator), *leads_to):
            yield from self._of_file.get(file, ())


def file_of(locator: str) -> str:
    """A locator without its line."""
    file, _, line = locator.rpartition(":")
    return file if file and line.isdigit() else locator
