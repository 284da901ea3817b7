"""Syncs along the commits of the corpus' repository: each changes what git's diff says, and the last is as good as a fresh one."""

from __future__ import annotations

from catalog.database import execute, rows
from catalog.ingest.sources import SourceSpec, source_ensure
from tests.builders import sync
from tests.catalog.corpus.git import Repository

STATE = (
    "SELECT e.ref, c.descriptor, c.locator FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id "
    "JOIN catalog_source s ON s.id = c.source_id WHERE s.key = %s ORDER BY 1"
)


def syncs_compare(repository: Repository) -> list[dict[str, int]]:
    """What each sync changed; what differs from the diffs is added to the differences."""
    counts = []
    before: list[str] = []
    for number, commit in enumerate(repository.commits):
        outcome = sync(_source("along", repository, number))
        counts.append(outcome.counts)
        changed = outcome.counts["created"] + outcome.counts["updated"] + outcome.counts["deleted"]
        expected = {"created": len(set(commit.refs) - set(before)), "deleted": len(set(before) - set(commit.refs))}
        told = {name: outcome.counts[name] for name in expected}
        if told != expected or (changed > 0) != bool(commit.changed) or outcome.state != "succeeded":
            repository.differences.append(f"{commit.id[:9]}: {outcome.state}, {outcome.counts}, git: {commit.changed}")
        before = commit.refs
    along = rows(STATE, ["along"])
    execute("DELETE FROM catalog_claim")
    sync(_source("fresh", repository, len(repository.commits) - 1))
    if along != rows(STATE, ["fresh"]):
        repository.differences.append("what was read along the commits is not what a fresh source says")
    return counts


def _source(key: str, repository: Repository, number: int) -> str:
    config = {"url": str(repository.place), "branch": f"at-{number}"}
    source_ensure(SourceSpec(key=key, title=key, kind="git", config=config, trusted_for_owners=True))
    return key
