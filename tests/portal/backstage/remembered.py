"""Questions asked of memory and of SQL, which have to say the same."""

from __future__ import annotations

import orjson

from catalog.columns import held
from catalog.database import execute, rows
from catalog.ingest.served_changes import served_changes_forget
from catalog.queries import descriptors


def load(memory):
    """All that was wanted until now."""
    while not memory._wanted.empty():
        memory.load(memory._wanted.get())


def by_both(memory, monkeypatch, ask):
    """What is answered, by SQL and by memory, which must not fall back to it."""
    with monkeypatch.context() as patch:
        patch.setattr(held, "HELD", None)
        answer = ask()
    for _ in range(2):  # the first may find that what is here is of no use
        ask()
    load(memory)
    with monkeypatch.context() as patch:
        for name in ("found_page", "found_count", "counted", "ask_unhidden"):
            patch.setattr(descriptors, name, None)
        remembered = ask()
    assert remembered == answer, f"memory: {remembered}\nSQL: {answer}"
    return answer


def is_forgotten(table):
    """Whether all changes of the table are, a while after all transactions before had ended, of other tests on this server too."""
    served_changes_forget()
    execute("UPDATE catalog_servedchange SET at = at - interval '20 minutes' WHERE at IS NOT NULL")
    served_changes_forget()
    return rows(f"SELECT count(*) FROM {table}") == [(0,)]


def told(items):
    return [orjson.loads(orjson.dumps(item)) for item in items]


def named(items):
    return [item["metadata"]["name"] for item in told(items)]
