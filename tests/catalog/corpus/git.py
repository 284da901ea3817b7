"""The repository of the corpus: every commit read as a source, against git itself and expected.json."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.connectors.git import GitConnector
from catalog.ingest.descriptor import ref_of
from catalog.ownership.codeowners import CodeOwners
from catalog.records import EntityRecord, OwnersFileRecord, Record

_DESCRIPTOR = re.compile(r"(?:.*/)?catalog-info\.ya?ml\Z")
# What expected.json tells of the history, which nothing here reads.
NOT_READ = ("blame_lines", "active_human_authors_180d_before_2026_10_01", "ignore_bots")


@dataclass
class Commit:
    """One commit, oldest first: descriptor files by git and by us, and what a sync from the commit before should change."""

    id: str
    files: list[str]
    changed: list[str]
    read: list[str] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)


@dataclass
class Repository:
    """A clone with a branch `at-N` for each commit."""

    place: Path
    commits: list[Commit]
    expected: dict[str, Any]
    owners: dict[str, list[str]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)


def git(place: Path, *arguments: str) -> str:
    """Run git there."""
    return subprocess.run(["git", *arguments], cwd=place, capture_output=True, text=True, check=True).stdout


def records_of(place: Path, branch: str) -> list[Record]:
    """One read of a branch; HEADWATER_GIT_ALLOW_FILE has to be set."""
    return list(GitConnector({"url": str(place), "branch": branch}).read(None))


def repository_compare(folder: Path, scratch: Path) -> Repository:
    """Clone the bundle and read every commit."""
    place = scratch / "royalty"
    subprocess.run(["git", "clone", "-q", folder / "royalty.bundle", place], check=True)
    commits = []
    before = ""
    for number, commit in enumerate(git(place, "rev-list", "--reverse", "HEAD").split()):
        git(place, "branch", f"at-{number}", commit)
        files = git(place, "ls-tree", "-r", "--name-only", commit).splitlines()
        empty = git(place, "hash-object", "-t", "tree", "/dev/null").strip()
        changed = git(place, "diff", "--name-only", before or empty, commit).splitlines()
        commits.append(Commit(commit, *(list(filter(_DESCRIPTOR.match, names)) for names in (files, changed))))
        before = commit
    compared = Repository(place, commits, json.loads((folder / "expected.json").read_text()))
    for number, commit_read in enumerate(commits):
        _read(compared, number, commit_read)
    _last(compared)
    return compared


def _read(compared: Repository, number: int, commit: Commit) -> None:
    entities = [r for r in records_of(compared.place, f"at-{number}") if isinstance(r, EntityRecord)]
    commit.read = sorted({entity.locator.rpartition(":")[0] for entity in entities})
    commit.refs = sorted(str(ref_of(entity.descriptor)) for entity in entities)
    if commit.read != sorted(commit.files):
        compared.differences.append(f"{commit.id[:9]}: read {commit.read}, git has {commit.files}")


def _last(compared: Repository) -> None:
    expected, refs = compared.expected, compared.commits[-1].refs
    if refs != expected["catalog_entities"]:
        compared.differences.append(f"entities: {refs}, expected {expected['catalog_entities']}")
    number = len(compared.commits) - 1
    (owners,) = [r for r in records_of(compared.place, f"at-{number}") if isinstance(r, OwnersFileRecord)]
    rules = CodeOwners(owners.text)
    for path, wanted in expected["codeowners_last_match_wins"].items():
        compared.owners[path] = [owner for match in rules.match(path) for owner in match.owners]
        if compared.owners[path] != wanted:
            compared.differences.append(f"{path}: owners {compared.owners[path]}, expected {wanted}")
