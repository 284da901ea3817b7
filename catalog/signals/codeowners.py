"""Signal `codeowners`: whom the CODEOWNERS file names for the place where an entity, or its descriptor, lies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from catalog.answers import OwnerRole
from catalog.database import rows
from catalog.ownership.codeowners import CodeOwners, OwnersMatch
from catalog.ownership.owner_names import accountable_of, codeowner_name, owner_refs
from catalog.ownership.signal import DECLARED, INFERRED, RANK_CODEOWNERS, Evidence, OwnershipSignal

SOURCE_LOCATION = "backstage.io/source-location"
CATCH_ALL_STRENGTH = 0.2
_TREE = re.compile(r"/(?:-/)?(?:tree|blob)/[^/]+/(.*)\Z")


class _File(NamedTuple):
    """Where the file of a source lies, and what it says."""

    source_id: int
    path: str
    repository: str | None
    owners: CodeOwners


class CodeownersSignal(OwnershipSignal):
    """The last matching line decides. Its first team is accountable, or its first person where it names no team; the
    others are technical owners. A line for everything is only a hint."""

    name = "codeowners"

    def observe(self, entity_ids: Sequence[int]) -> Iterable[Evidence]:
        found = [(entity_id, file, _lines(file, paths)) for entity_id, file, paths in _claims(entity_ids)]
        names = {text: codeowner_name(text) for *_, lines in found for line in lines for text in line.owners}
        refs = owner_refs(names.values())
        for entity_id, file, lines in found:
            accountable = accountable_of([names[text] for line in lines for text in line.owners])
            for line in lines:
                for text in line.owners:
                    role = OwnerRole.ACCOUNTABLE if names[text] == accountable else OwnerRole.TECHNICAL
                    yield _evidence(entity_id, file, line, refs[names[text]], role, text)
            if lines and accountable is None and not lines[0].is_catch_all:
                yield _evidence(entity_id, file, lines[0], None, OwnerRole.ACCOUNTABLE, "nobody")


def _lines(file: _File, paths: Sequence[str]) -> list[OwnersMatch]:
    """The lines that decide for the first path that any line names, those for everything last."""
    matches = [sorted(file.owners.match(path), key=lambda line: line.is_catch_all) for path in paths]
    return min((lines for lines in matches if lines), key=lambda lines: lines[0].is_catch_all, default=[])


def _evidence(
    entity_id: int, file: _File, line: OwnersMatch, owner_ref: str | None, role: OwnerRole, text: str
) -> Evidence:
    tier, rank, strength = DECLARED, RANK_CODEOWNERS, 1.0
    if line.is_catch_all:
        tier, rank, strength = INFERRED, 0, CATCH_ALL_STRENGTH
    is_page = file.repository is not None and file.repository.startswith("https://")
    page = file.repository.removesuffix(".git") if file.repository and is_page else None
    return Evidence(
        entity_id=entity_id,
        owner_ref=owner_ref,
        source_id=file.source_id,
        family="codeowners",
        tier=tier,
        rank=rank,
        strength=strength,
        role=role,
        text=f"{file.path} line {line.line} names {text} for {line.pattern}.",
        url=f"{page}/blob/HEAD/{file.path}#L{line.line}" if page else None,
    )


def _claims(entity_ids: Sequence[int]) -> Iterable[tuple[int, _File, list[str]]]:
    """Entities with the file of each source that describes them, and the paths to look up in it: where the code lies, if
    the descriptor says that it is in the same repository, then where the descriptor lies."""
    for entity_id, source_id, digest, locator, location in rows(
        "SELECT c.entity_id, c.source_id, f.digest, c.locator, c.descriptor #>> %s FROM catalog_claim c "
        "JOIN catalog_ownersfile f ON f.source_id = c.source_id WHERE c.entity_id = ANY(%s) ORDER BY c.source_id",
        [["metadata", "annotations", SOURCE_LOCATION], list(entity_ids)],
    ):
        try:
            file = _file(source_id, digest)
        except LookupError:
            continue  # replaced meanwhile: whoever did it asks for the entity again
        inside = _path_inside(location, file.repository)
        yield entity_id, file, [*([inside] if inside else []), locator.rpartition(":")[0] or locator]


@lru_cache(maxsize=8)
def _file(source_id: int, digest: UUID) -> _File:
    """Parsed once while it stays the same: a file may have 50,000 lines. Raises LookupError when there is no such file."""
    path, url, text = rows(
        "SELECT path, url, text FROM catalog_ownersfile WHERE source_id = %s AND digest = %s", [source_id, digest]
    )[0]
    return _File(source_id, path, url, CodeOwners(text))


def _path_inside(location: str | None, repository: str | None) -> str | None:
    """The path that a source location (`url:https://host/org/repository/tree/branch/path/`) has in this repository."""
    if location is None or repository is None:
        return None
    url, home = location.removeprefix("url:"), repository.removesuffix(".git")
    match = _TREE.match(url[len(home) :]) if url.startswith(home) else None
    return (match[1] or None) if match else None
