"""The columns that a process holds, of what everybody may see: loaded on demand by a thread of their own, dropped when nobody has
asked for a while, or when smaller ones need their room.

A column knows the snapshot that it was read by. catalog_fieldchange has, from the transaction of each write, the entities whose
fields it changed (triggers), so the changes that a snapshot does not see are those that a column lacks. They are forgotten
after a while (catalog/ingest/served_changes.py). When what everybody may see changes (catalog_visibilitychange), columns are read
anew.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from queue import Full, Queue

import numpy as np
from django.db import connection

from catalog.columns.column import Column
from catalog.columns.values import Values
from catalog.database import rows
from catalog.permissions import visible
from catalog.queries.hidden import field_not_hidden
from catalog.viewers import ANONYMOUS

log = logging.getLogger(__name__)

HELD_BYTES = 48 * 1024 * 1024
# So long without a question: sooner than changes are forgotten, which a look at a column would notice, too.
HELD_SECONDS = 600.0
# A column costs this much beside what is in it.
_EACH_BYTES = 2_000
# More changed entities than this are not worth looking up: the column is read again.
CHANGES_MAX = 2_000
# Of columns that are not of a key, more entities than this are not read: that takes as long as the documents are large.
ENTITIES_MAX = 200_000
# Values that nobody has any more stay in a column; with more of them than of others, and than these, it is read again.
UNUSED_MAX = 10_000

REFS = "\0ref"
"""In place of a key: the refs of all that is served. No key of a field is spelled so."""
PARTS = "\0parts"
"""In place of a key: something of the document of each."""


@dataclass(frozen=True, slots=True)
class Name:
    """Which column: of a key (lower-cased), in lower case or as written; or, in place of a key, of what SQL with parameters says
    to everybody of each entity `e` that is served, by its row and its document."""

    key: str
    is_written: bool = False
    sql: str = ""
    params: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A column, what it was read by, and when somebody last saw that it is right."""

    column: Column
    saw: str  # pg_snapshot
    server: str  # start of the server: elsewhere its snapshots mean nothing
    at: float


_SERVED_COUNT = "SELECT count(*) FROM catalog_descriptorfield WHERE key = 'kind'"
# Lists in the order of refs go on in SQL, which has to have the same order.
_SORTS_AS_BYTES = (
    "SELECT 1 FROM pg_database WHERE datname = current_database() AND datlocprovider <> 'i' "
    "AND upper(datcollate) IN ('C', 'POSIX', 'C.UTF-8', 'C.UTF8')"
)


class HeldColumns:
    """Those of one process. Threads share it: columns are never changed, and put in their place under a lock."""

    def __init__(self, *, budget: int = HELD_BYTES) -> None:
        self._budget = budget
        self._held: dict[Name, Held] = {}
        self._refused: dict[Name, float] = {}
        self._changing = threading.Lock()
        self._wanted: Queue[frozenset[Name]] = Queue(maxsize=100)

    def begin(self) -> None:
        """Load what is wanted, in a thread, from now on."""
        threading.Thread(target=self._load_wanted, name="columns", daemon=True).start()

    def get(self, names: Collection[Name]) -> dict[Name, Held] | None:
        """These columns; None when one is not here: then it is wanted from now on."""
        now = time.monotonic()
        found = {name: held for name in names if (held := self._held.get(name)) and now - held.at < HELD_SECONDS}
        if len(found) == len(names):
            return found
        wanted = frozenset(n for n in names if n not in found and now - self._refused.get(n, -1e9) > HELD_SECONDS)
        if wanted:
            try:
                self._wanted.put_nowait(wanted)
            except Full:
                pass  # whoever asks next wants it again
        return None

    def load(self, names: Iterable[Name]) -> None:
        """Read columns that are not here, as far as there is room."""
        now = time.monotonic()
        with self._changing:
            self._held = {name: held for name, held in self._held.items() if now - held.at < HELD_SECONDS}
            self._refused = {name: at for name, at in self._refused.items() if now - at < HELD_SECONDS}
        for name in names:
            if name in self._held:
                continue
            source, params = _source(name)
            size = _size(name, source, params)
            held = _loaded(source, params) if size is not None and self._make_room(size) else None
            with self._changing:
                if held is None:
                    self._refused[name] = now
                else:
                    self._held[name] = held

    def _make_room(self, size: int) -> bool:
        """Whether so many bytes have room. Columns that are larger make it, where that is enough: small ones spare SQL most for
        their bytes. They are as if refused: whoever asks for them does not drop what came in their place."""
        with self._changing:
            sizes = {name: held.column.nbytes + _EACH_BYTES for name, held in self._held.items()}
            larger = sorted((name for name in sizes if sizes[name] > size), key=sizes.__getitem__)
            room = self._budget - sum(sizes.values())
            if size > room + sum(sizes[name] for name in larger):
                return False
            while size > room:
                name = larger.pop()
                room += sizes[name]
                del self._held[name]
                self._refused[name] = time.monotonic()
            return True

    def confirm(self, found: Mapping[Name, Held], saw: str) -> None:
        """These lacked nothing that this snapshot saw."""
        now = time.monotonic()
        with self._changing:
            for name, held in found.items():
                if self._held.get(name) is held:
                    self._held[name] = Held(held.column, saw, held.server, now)

    def drop(self, found: Mapping[Name, Held]) -> None:
        """These are not worth mending, or of another server: they are loaded anew when somebody asks."""
        with self._changing:
            for name, held in found.items():
                if self._held.get(name) is held:
                    del self._held[name]

    def mend(self, found: Mapping[Name, Held], changed: Collection[int], saw: str) -> None:
        """Read again what changed entities have there, as this snapshot saw it or later: what came later is noted, too."""
        ids = sorted(changed)
        if len(ids) > CHANGES_MAX:
            self.drop(found)
            return
        with self._changing:
            for name, held in found.items():
                if self._held.get(name) is not held:
                    continue  # somebody else did
                source, params = _source(name)
                new = rows(f"SELECT * FROM ({source}) s WHERE entity_id = ANY(%s)", [*params, ids])
                given = ((i, None if value is None else value.encode()) for i, value in new)
                column = held.column.replaced(ids, given)
                if len(column.values) > 2 * len(column.ids) + UNUSED_MAX:
                    del self._held[name]
                else:
                    self._held[name] = Held(column, saw, held.server, time.monotonic())

    def _load_wanted(self) -> None:
        while True:
            names = self._wanted.get()
            try:
                self.load(names)
            except Exception as error:  # whatever it is: the thread goes on, and SQL answers
                log.warning("columns are not loaded: %s", ", ".join(name.key for name in names), exc_info=error)
                with self._changing:
                    self._refused |= dict.fromkeys(names, time.monotonic())
            finally:
                connection.close()


def _source(name: Name) -> tuple[str, list[object]]:
    """SELECT of (entity_id, value) of a column."""
    seen, seen_params = visible(ANONYMOUS)
    if name.key in (REFS, PARTS):
        sql = "e.ref" if name.key == REFS else name.sql
        return (
            f"SELECT f.entity_id, {sql} AS value FROM catalog_descriptorfield f JOIN catalog_entity e ON e.id = f.entity_id "
            f"WHERE f.key = %s AND {seen}",
            [*name.params, "kind", *seen_params],
        )
    value = "CASE WHEN f.value IS NOT NULL THEN coalesce(f.original, f.value) END" if name.is_written else "f.value"
    shown, params = field_not_hidden(ANONYMOUS, "f")
    # Who is restricted, and who refers to them, is looked up once for all, not for each.
    return (
        f"SELECT f.entity_id, {value} AS value FROM catalog_descriptorfield f "
        "LEFT JOIN (SELECT DISTINCT r.entity_id FROM catalog_entity e JOIN catalog_relation r ON r.target_ref = e.ref "
        f"WHERE e.restricted) m ON m.entity_id = f.entity_id WHERE f.key = %s AND (m.entity_id IS NULL OR {shown}) "
        f"AND NOT EXISTS (SELECT 1 FROM catalog_entity e WHERE e.id = f.entity_id AND e.restricted AND NOT {seen})",
        [name.key, *params, *seen_params],
    )


def _size(name: Name, source: str, params: list[object]) -> int | None:
    """How many bytes a column takes; None: it is none to hold."""
    if name.key == REFS and not rows(_SORTS_AS_BYTES):
        return None
    if name.key == PARTS and rows(_SERVED_COUNT)[0][0] > ENTITIES_MAX:
        return None
    base = _firsts(source)
    ((count, values, packed),) = rows(
        "SELECT count(*), count(*) FILTER (WHERE is_first), "
        "coalesce(sum(octet_length(value) + 9) FILTER (WHERE is_first), 0) "
        f"FROM {base} r",
        params,
    )
    return int(count * (4 + np.min_scalar_type(values).itemsize) + packed + _EACH_BYTES)


def _firsts(source: str) -> str:
    """Rows with a value, in the order of a column, and whether each is the first of its value."""
    return (
        f"(SELECT entity_id, value, lag(value) OVER w IS DISTINCT FROM value AS is_first FROM ({source}) s "
        'WHERE value IS NOT NULL WINDOW w AS (ORDER BY value COLLATE "C", entity_id))'
    )


def _loaded(source: str, params: list[object]) -> Held:
    """In one row: values, each once with a NUL behind, whether a row is the first of its value, and entity ids."""
    base = _firsts(source)
    ((packed, firsts, ids, saw, server),) = rows(
        "SELECT coalesce(string_agg(CASE WHEN is_first THEN convert_to(value, 'UTF8') || '\\x00' END, ''), ''), "
        "coalesce(string_agg(CASE WHEN is_first THEN '\\x01'::bytea ELSE '\\x00' END, ''), ''), "
        "coalesce(string_agg(int4send(entity_id), ''), ''), pg_current_snapshot()::text, pg_postmaster_start_time()::text "
        f"FROM {base} r",
        params,
    )
    valueless = rows(f"SELECT entity_id FROM ({source}) s WHERE value IS NULL", params)
    codes = np.cumsum(np.frombuffer(firsts, np.uint8)) - 1
    column = Column(
        Values.of_packed(bytes(packed)),
        codes,
        np.frombuffer(ids, ">i4").astype(np.int32),
        np.array([row[0] for row in valueless], np.int32),
    )
    return Held(column, saw, server, time.monotonic())


HELD: HeldColumns | None = None


def hold() -> None:
    """Hold columns in this process from now on."""
    global HELD
    HELD = HeldColumns()
    HELD.begin()
