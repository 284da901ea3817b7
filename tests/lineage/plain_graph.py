"""A graph put into the tables by hand: entities and edges without events."""

from __future__ import annotations

from catalog.database import execute, rows
from lineage.answers import Grain
from lineage.queries.edges import EdgeView


def entities(kind, count):
    """Ids of new entities of a kind, with their rows of facets."""
    made = rows(
        "INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, title, tags, restricted, stub, version) "
        "SELECT gen_random_uuid(), %s || n, 'Resource', 'default', %s || n, %s, %s || n, '{}', false, false, 1 "
        "FROM generate_series(1, %s) n RETURNING id",
        [f"resource:default/{kind}-", kind, kind, kind, count],
    )
    ids = [row[0] for row in made]
    execute("INSERT INTO catalog_searchdocument (entity_id, words, popularity) SELECT unnest(%s::int[]), '', 0", [ids])
    return ids


def add_edge(source, target):
    execute("INSERT INTO lineage_edge VALUES (%s, %s, 3) ON CONFLICT DO NOTHING", [source, target])


def add_folded(source, target, basis):
    execute(
        "INSERT INTO lineage_foldededge VALUES (%s, %s, %s) ON CONFLICT (source_id, target_id) DO UPDATE SET basis = excluded.basis",
        [source, target, basis],
    )


def hops_in_sql(node, *, downstream):
    """Hops from a node to all in its reach, an edge at a time, by what lineage_walk follows."""
    view = EdgeView(grain=Grain.FULL, as_of=None, window_days=0, bases=None)
    gone = {
        row[0]
        for row in rows(
            "SELECT id FROM catalog_entity WHERE deleted_at IS NOT NULL UNION SELECT dataset_id FROM lineage_gonedataset"
        )
    }
    hops, front = {node: 0}, [node]
    while front:
        sql, params = view.touching("source" if downstream else "target", front)
        found = {row[1 if downstream else 0] for row in rows(sql, params)} - hops.keys() - gone
        hops |= dict.fromkeys(found, hops[front[0]] + 1)
        front = sorted(found)
    return hops


def prove(source, target, at, *, until=None, basis=3, via=0):
    """Evidence of an edge from a moment on."""
    origin = rows(
        "INSERT INTO catalog_source (uid, key, title, kind, config, precedence, trusted_for_owners, paused, version) "
        "VALUES (gen_random_uuid(), 'plain', 'plain', 'files', '{}', 100, true, false, 1) "
        "ON CONFLICT (key) DO UPDATE SET title = excluded.title RETURNING id"
    )[0][0]
    execute(
        "INSERT INTO lineage_edgeevidence (source_id, target_id, via_id, basis, origin_id, first_seen_at, last_seen_at, run_count, "
        "superseded_at) VALUES (%s, %s, %s, %s, %s, %s, %s, 1, %s) ON CONFLICT (source_id, target_id, via_id, basis, origin_id) "
        "DO UPDATE SET first_seen_at = excluded.first_seen_at, superseded_at = excluded.superseded_at",
        [source, target, via, basis, origin, at, until or at, until],
    )
