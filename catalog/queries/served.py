"""Descriptors as they are served: documents, put together for a viewer, and finished texts of them that are kept.

A text is kept by who first asks for it, and good as long as nothing has changed that it was made of: relations of both
directions are the dear part. Who changes something appends its ref to catalog_servedchange (triggers, so that no writer can
forget) and waits for nobody; a text is good when the statement that it was made by saw every change of its entity, and of what
everybody may see of those that it names (catalog_visibilitychange). That is asked by the statement that reads the text. Texts
name what everybody may see, so they are for who sees no more: all machines and, until something is restricted, everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import orjson

from catalog.database import Row, execute, planned_once, records, recordset, rows
from catalog.queries.hidden import (
    SOME_RESTRICTED,
    Condition,
    descriptor_without,
    hides_some,
    refs_hidden,
    sees_restricted,
    spellings_hidden,
)
from catalog.queries.issues import IS_TOLD_OF, PROBLEMS, status_of
from catalog.queries.relations import RELATIONS_TEXT
from catalog.queries.served_parts import parts_sql
from catalog.viewers import Viewer

Document = dict[str, Any] | orjson.Fragment
"""A descriptor with uid, etag, relations and status: its parts, or the finished text."""
Text = str | bytes | None
"""A finished text, if there is one."""

# The newest of all is seen by nearly every text: then none is looked at.
_HIDES_OTHERS = (
    "(coalesce((SELECT v.xid FROM catalog_visibilitychange v ORDER BY v.xid DESC LIMIT 1) >= pg_snapshot_xmin(t.made), FALSE) "
    "AND EXISTS (SELECT 1 FROM catalog_visibilitychange v, catalog_naming(v.ref) n WHERE v.xid >= pg_snapshot_xmin(t.made) "
    "AND NOT pg_visible_in_snapshot(v.xid, t.made) AND n.entity_id = e.id))"
)
_TEXT = (
    "(SELECT t.text FROM catalog_servedtext t WHERE t.entity_id = e.id AND t.server = pg_postmaster_start_time() "
    f"AND NOT {IS_TOLD_OF} AND NOT EXISTS (SELECT 1 FROM catalog_servedchange c WHERE c.ref = e.ref "
    f"AND c.xid >= pg_snapshot_xmin(t.made) AND NOT pg_visible_in_snapshot(c.xid, t.made)) AND NOT {_HIDES_OTHERS})"
)
_NONE: Condition = ("NULL", [])


def text_sql(viewer: Viewer, fields: Sequence[str]) -> Condition:
    """SQL of the finished text of an entity `e`, or of these fields (dotted paths) of it; NULL where none is good and for this
    viewer."""
    text, params = (parts_sql(fields) or _NONE) if fields else (_TEXT, [])
    sees_more, more_params = sees_restricted(viewer)
    if text == "NULL" or sees_more == "FALSE":
        return text, params
    return f"CASE WHEN NOT {sees_more} THEN {text} END", [*more_params, *params]


def with_texts(viewer: Viewer, ids: list[int], fields: Sequence[str]) -> list[Row]:
    """Rows (id, text) in the order of ids."""
    text, params = text_sql(viewer, fields)
    if (text, params) == _NONE:
        return [(entity_id, None) for entity_id in ids]
    with nullcontext() if fields else planned_once():
        texts: dict[int, str | None] = dict(
            rows(f"SELECT e.id, {text} FROM catalog_entity e WHERE e.id = ANY(%s)", [*params, ids])
        )
    return [(entity_id, texts.get(entity_id)) for entity_id in ids]


# Documents in parts at once; of more the finished texts are held: parts take several times as much, and Python keeps what many
# of them took.
AT_ONCE = 100
# In a transaction that has written a snapshot does not say what it saw of that.
_SAW = "CASE WHEN pg_current_xact_id_if_assigned() IS NULL THEN pg_current_snapshot()::text END"


@dataclass(frozen=True, slots=True)
class _Made:
    """A document that was put together, and what its statement saw; None where it is not for everybody, or its own transaction
    had written before."""

    document: dict[str, Any]
    saw: str | None


def documents(viewer: Viewer, texts: Mapping[int, Text], fields: Sequence[str]) -> dict[int, Document]:
    """Documents by id, of entities with what `text_sql` found; of `fields` (dotted paths), when there are any, at least those."""
    found: dict[int, Document] = {i: orjson.Fragment(text) for i, text in texts.items() if text is not None}
    missing = [entity_id for entity_id, text in texts.items() if text is None]
    is_finished = not fields and len(missing) > AT_ONCE
    for start in range(0, len(missing), AT_ONCE):
        made = _put_together(viewer, missing[start : start + AT_ONCE], fields)
        if not fields:
            _keep(made)
        found |= {
            entity_id: orjson.Fragment(orjson.dumps(one.document)) if is_finished else one.document
            for entity_id, one in made.items()
        }
    return found


_KEPT = {"entity_id": "int", "text": "text", "made": "pg_snapshot"}


def _keep(made: Mapping[int, _Made]) -> None:
    """In the order of ids: two that keep the same do not wait for each other in a circle."""
    kept = [
        (entity_id, orjson.dumps(one.document).decode(), one.saw)
        for entity_id, one in sorted(made.items())
        if one.saw is not None and "status" not in one.document
    ]
    if kept:
        execute(
            "INSERT INTO catalog_servedtext (entity_id, text, made, server) "
            f"SELECT g.*, pg_postmaster_start_time() FROM {recordset(_KEPT)} ON CONFLICT (entity_id) "
            "DO UPDATE SET text = excluded.text, made = excluded.made, server = excluded.server",
            records(_KEPT, kept),
        )


def _put_together(viewer: Viewer, entity_ids: Sequence[int], fields: Sequence[str]) -> dict[int, _Made]:
    """Documents with uid, etag, relations and, where a problem is told of it, status filled in; of `fields` (dotted paths), when
    there are any, at least those.

    Of fields the parts down to two levels are read: a list of everything by name need not carry everything.
    """
    paths = sorted({path for field in fields for path in _parts_of(field)})
    parts = ", ".join(["(d.descriptor #> %s::text[])"] * len(paths)) if fields else "d.descriptor"
    roots = {field.partition(".")[0] for field in fields} or {"relations", "status"}
    relations = RELATIONS_TEXT if "relations" in roots else "'[]'"
    issues = PROBLEMS if "status" in roots else "NULL"
    hides, hides_params = hides_some(viewer)
    # Who has teams may own something restricted by the time when what is hidden is looked up: that is not kept.
    restricted = "FALSE" if sees_restricted(viewer)[0] == "FALSE" else SOME_RESTRICTED
    with nullcontext() if fields else planned_once():
        found = rows(
            f"SELECT e.id, e.uid, d.etag, {relations}, {issues}, {hides}, CASE WHEN NOT {restricted} THEN {_SAW} END, {parts} "
            "FROM catalog_entity e JOIN catalog_entitydocument d ON d.entity_id = e.id WHERE e.id = ANY(%s)",
            [*hides_params, *map(list, paths), list(entity_ids)],
        )
    related = {row[0]: orjson.loads(row[3] or "[]") for row in found}
    is_hiding = bool(found) and found[0][5]
    hidden = _targets_hidden(viewer, related.values()) if is_hiding else set()
    spellings = spellings_hidden(viewer, [row[0] for row in found]) if is_hiding else {}
    made: dict[int, _Made] = {}
    for entity_id, uid, etag, _, problems, _, saw, *values in found:
        descriptor = _assembled(paths, values) if fields else values[0]
        shown = descriptor_without(descriptor, spellings.get(entity_id, set()))
        listed = related[entity_id]
        if hidden:
            listed = [relation for relation in listed if relation["targetRef"] not in hidden]
        metadata = {**shown["metadata"], "uid": str(uid), "etag": etag}
        status = {"status": status_of(problems)} if problems else {}
        made[entity_id] = _Made({**shown, "metadata": metadata, "relations": listed, **status}, saw)
    return made


def _targets_hidden(viewer: Viewer, relations: Iterable[list[dict[str, str]]]) -> set[str]:
    return refs_hidden(viewer, sorted({relation["targetRef"] for listed in relations for relation in listed}))


def _parts_of(field: str) -> list[tuple[str, ...]]:
    """The parts of a descriptor that a dotted path may lead to: keys may hold dots themselves."""
    root, *rest = field.split(".")
    if root not in ("metadata", "spec") or not rest:
        return [(root,)]
    return [(root, ".".join(rest[:length])) for length in range(1, len(rest) + 1)]


def _assembled(paths: Sequence[tuple[str, ...]], values: Sequence[Any]) -> dict[str, Any]:
    descriptor: dict[str, Any] = {"metadata": {}, "spec": {}}
    for path, value in zip(paths, values, strict=True):
        if value is not None:
            (descriptor if len(path) == 1 else descriptor[path[0]])[path[-1]] = value
    return descriptor
