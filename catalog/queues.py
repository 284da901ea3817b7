"""Queues of entities that wait to be worked on: tables, so that nothing is forgotten whatever dies.

Writer of StitchRequest, OwnershipRequest, HealthRequest and IdentityRequest. Whoever changes a fact asks in the same
transaction; asking is one insert that waits for nobody. A worker takes rows off with SKIP LOCKED *before* it reads the
facts, in the transaction that writes the result: what is asked for meanwhile stays and is worked on again, and a killed
worker's rows come back. One entity may stand in a queue twice, and two workers may have it at once: writers lock its row.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from catalog.database import Params, execute, retrying, rows, unhurried


@dataclass(frozen=True, slots=True)
class Queue:
    """A table of (id, entity_id, requested_at)."""

    table: str

    def ask(self, entity_ids: Iterable[int]) -> None:
        """Put these entities in; within the transaction that changes what they are judged by."""
        wanted = sorted(set(entity_ids))
        if wanted:
            table = self.table
            execute(f"INSERT INTO {table} (entity_id) SELECT unnest(%s::int[])", [wanted])

    def ask_selected(self, sql: str, params: Params = ()) -> int:
        """Put in the entities that a SELECT of their ids finds; how many."""
        table = self.table
        return execute(f"INSERT INTO {table} (entity_id) {sql}", params)

    def take(self, limit: int) -> list[int]:
        """Take up to `limit` rows off, longest waiting first; the entities they name, each once."""
        table = self.table
        found = rows(
            f"DELETE FROM {table} WHERE id = ANY(ARRAY(SELECT id FROM {table} ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)) "
            "RETURNING entity_id",
            [limit],
        )
        return sorted({row[0] for row in found})

    def work_off(self, batch: int, work: Callable[[list[int]], object], *, seconds: float = float("inf")) -> int:
        """Run `work` on batches, each in a transaction of its own, until nothing waits or so much time has passed (no
        queue may keep a worker from the others for long); how many entities."""
        deadline = time.monotonic() + seconds

        @transaction.atomic
        def step() -> int:
            unhurried()
            ids = self.take(batch)
            if ids:
                work(ids)
            return len(ids)

        total = 0
        while count := retrying(step):
            total += count
            if time.monotonic() > deadline:
                break
        return total

    def is_waiting(self, *, seconds: float = 0.0) -> bool:
        """Whether anything waits, for so long at least."""
        table = self.table
        return bool(
            rows(
                f"SELECT 1 FROM (SELECT requested_at FROM {table} ORDER BY id LIMIT 1) AS first "
                "WHERE requested_at <= clock_timestamp() - make_interval(secs => %s)",
                [seconds],
            )
        )

    def backlog(self) -> tuple[int, float]:
        """How many rows wait (counted up to 100,000), and for how many seconds the first one has."""
        table = self.table
        count, seconds = rows(
            f"SELECT (SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT 100000) c), coalesce((SELECT "
            f"extract(epoch FROM clock_timestamp() - requested_at)::float8 FROM {table} ORDER BY id LIMIT 1), 0)"
        )[0]
        return count, seconds


STITCH = Queue("catalog_stitchrequest")
OWNERSHIP = Queue("catalog_ownershiprequest")
HEALTH = Queue("catalog_healthrequest")
IDENTITY = Queue("catalog_identityrequest")
