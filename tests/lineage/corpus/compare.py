"""Ingest a file of the corpus into an empty store, and compare every set of answers with expected.json."""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from catalog.database import execute, rows
from lineage.ingest.alias_groups import aliases_pending
from lineage.ingest.apply import inbox_drain
from portal.tokens import token_create
from tests.lineage.corpus.answers import answers

SHOWN = 5


class Corpus:
    """The folder of *.jsonl files with the answers expected of each and of all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.expected = json.loads((folder / "expected.json").read_text())
        self.files: list[str] = sorted(path.name for path in folder.glob("*.jsonl"))

    def lines(self, name: str) -> list[str]:
        """The events of one file, or of all (`combined`), as sent."""
        files = self.files if name == "combined" else [name]
        return [line for file in files for line in (self.folder / file).read_text().splitlines()]

    def check(self, name: str, shuffle: random.Random | None = None) -> int:
        """Ingest and compare; how many sets differ. With `shuffle` every event comes twice, in another order."""
        expected = self.expected["combined"] if name == "combined" else self.expected["files"][name]
        lines = self.lines(name)
        if shuffle is not None:
            lines = [*lines, *lines]
            shuffle.shuffle(lines)
        _empty()
        accepted = events_send(lines)
        assert rows("SELECT count(*) FROM lineage_inboxparked") == [(0,)]
        found = answers()
        differing = [part for part in found if not _is_equal(part, found[part], expected[part])]
        order = "" if shuffle is None else ", shuffled and doubled"
        print(
            f"{name}{order}: {accepted} accepted of {len(lines)}; {len(found)} sets, {len(differing)} differ",
            flush=True,
        )
        for part in differing:
            _show(part, found[part], expected[part])
        return len(differing)


def _empty() -> None:
    tables = connection.introspection.table_names()
    kept = {"django_migrations", "catalog_source", "catalog_ruleset", "django_content_type", "auth_permission"}
    execute(f"TRUNCATE {', '.join(t for t in tables if t not in kept and t.split('_')[0] in ('catalog', 'lineage'))}")


def events_send(lines: list[str]) -> int:
    """Send through the door of batches, apply, and merge what symlinks join; how many were accepted."""
    _, secret = token_create(name=f"corpus {uuid.uuid4()}", scopes=["ingest:write"])
    accepted = 0
    for start in range(0, len(lines), 500):
        answer = Client(headers={"host": "localhost"}).post(
            "/api/v1/lineage/batch",
            data="[" + ",".join(lines[start : start + 500]) + "]",
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {secret}",
        )
        accepted += answer.json()["summary"]["successful"]
        inbox_drain()
    aliases_pending()
    return accepted


def _rows_of(value: Any) -> Counter[str]:
    if isinstance(value, dict):
        return Counter(json.dumps([key, part]) for key, part in value.items())
    return Counter(json.dumps(row) for row in value)


def _is_equal(part: str, ours: Any, theirs: Any) -> bool:
    return _rows_of(ours) == _rows_of(theirs)


def _show(part: str, ours: Any, theirs: Any) -> None:
    found, expected = _rows_of(ours), _rows_of(theirs)
    missing, extra = sorted((expected - found).elements()), sorted((found - expected).elements())
    print(f"  {part}: {expected.total()} expected, {found.total()} found, {len(missing)} missing, {len(extra)} extra")
    for sign, some in (("missing", missing), ("extra", extra)):
        for row in some[:SHOWN]:
            print(f"    {sign}  {row[:300]}")
