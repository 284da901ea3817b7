"""Search at size: `python -m benchmarks.search [--help]`. PostgreSQL has 2 GB of shared buffers.

An estate made by SQL from a seed: names of three words and descriptions of 9 to 40, drawn from a vocabulary of 20,000 words with
a head of 12 that everybody uses and a Zipf tail; power-law readers; 20 columns each; 2,000 teams, 200 systems, 2,000 domains of
Zipf size. Every question is asked as a viewer that sees no restricted entity. Figures are milliseconds of the whole function,
p50 and p95, and how many times a look-up by primary key in the same run each costs.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import psutil

from benchmarks.scratch import scratch_database, without_indexes

SEED = 7
VOCABULARY, COLUMNS, TEAMS, SYSTEMS, DOMAINS = 20_000, 50_000, 2_000, 200, 2_000
HEAD = "daily events users orders revenue raw clean stream weekly facts costs report".split()
CHUNK = 10_000
FACETS = ["catalog_facetrow", "catalog_facetvalue", "catalog_facetcount"]
SIZE = "SELECT sum(pg_total_relation_size(name::regclass))::bigint FROM unnest(%s::text[]) AS name"
LOADED = ["catalog_entity", "catalog_searchdocument", "catalog_descriptorfield", "catalog_relation", "catalog_facetrow"]
ASKED = 100

ENTITIES = """
INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, type, title, summary, platform, tier, lifecycle,
  tags, owner_ref, owner_state, system_ref, domain_ref, restricted, stub, version, last_arrival_at, existence_state)
SELECT gen_random_uuid(), 'resource:' || g.namespace || '/' || g.name, 'Resource', g.namespace, g.name, 'dataset', g.type,
  g.namespace || '.' || g.name, left(g.description, 200), g.platform, g.tier, g.lifecycle, string_to_array(g.tags, ' '), g.owner,
  g.owner_state, g.system, g.domain, g.n %% 500 = 0, false, 1, now() - g.n %% 40 * interval '1 day',
  CASE WHEN g.n %% 50 = 0 THEN 'dropped' END
FROM json_to_recordset(%s::json) AS g(n int, namespace text, name text, type text, description text, platform text, tier smallint,
  lifecycle text, tags text, owner text, owner_state text, system text, domain text)
ORDER BY g.n RETURNING id
"""
DOCUMENTS = """
INSERT INTO catalog_searchdocument (entity_id, words, popularity)
SELECT g.id, g.words::tsvector, g.readers FROM json_to_recordset(%s::json) AS g(id int, words text, readers float8)
"""
BESIDE = """
INSERT INTO catalog_searchcolumns (entity_id, digest, paths)
SELECT g.id, gen_random_uuid(), string_to_array(g.columns, ' ') FROM json_to_recordset(%s::json) AS g(id int, columns text);
"""
DESCRIPTORS = """
INSERT INTO catalog_entitydocument (entity_id, descriptor, provenance, etag)
SELECT e.id, jsonb_build_object('apiVersion', 'backstage.io/v1alpha1', 'kind', 'Resource', 'metadata', jsonb_build_object(
  'name', e.name, 'namespace', e.namespace, 'title', e.title, 'description', e.summary, 'tags', to_jsonb(e.tags)), 'spec',
  jsonb_build_object('type', e.type, 'lifecycle', e.lifecycle, 'owner', e.owner_ref, 'system', e.system_ref)), '{}', 'x'
FROM catalog_entity e;
INSERT INTO catalog_descriptorfield (entity_id, key, value, original)
SELECT e.id, f.key, lower(f.value), f.value FROM catalog_entity e CROSS JOIN LATERAL (VALUES ('kind', 'Resource'),
  ('apiversion', 'backstage.io/v1alpha1'), ('metadata.name', e.name), ('metadata.namespace', e.namespace), ('metadata.title',
  e.title), ('metadata.description', e.summary), ('spec.type', e.type), ('spec.lifecycle', e.lifecycle), ('spec.owner',
  e.owner_ref), ('spec.system', e.system_ref), ('relations.ownedby', e.owner_ref), ('relations.partof', e.system_ref)
) AS f(key, value);
INSERT INTO catalog_descriptorfield (entity_id, key, value, original)
SELECT e.id, f.key, f.value, f.value FROM catalog_entity e, unnest(e.tags) AS tag
CROSS JOIN LATERAL (VALUES ('metadata.tags', tag), ('metadata.tags.' || tag, 'true')) AS f(key, value);
INSERT INTO catalog_relation (entity_id, type, target_ref, source_id)
SELECT e.id, r.type, r.target, (SELECT min(id) FROM catalog_source) FROM catalog_entity e
CROSS JOIN LATERAL (VALUES ('ownedBy', e.owner_ref), ('partOf', e.system_ref)) AS r(type, target);
"""
HEALTH = """
INSERT INTO catalog_healthstate (entity_id, condition, care, condition_confidence, care_confidence, own_loss, near_loss,
  far_loss, level, next_missing, streak_level, streak, failing, freshness, rules_version)
SELECT id, id %% 101, id %% 97, 1, 1, 0, 0, 0, id %% 4, '[]', 0, 0, '{}', 'on_time', 1 FROM unnest(%s::int[]) AS id
"""


class Vocabulary:
    """Words: the head with even weight, then a tail in which the n-th is as frequent as 1 / n."""

    def __init__(self, pick: random.Random) -> None:
        letters = "etaoinsrhdlucmfywgpbvk"
        tail: dict[str, None] = {}
        while len(tail) < VOCABULARY - len(HEAD):
            tail["".join(pick.choices(letters, k=pick.randint(5, 10)))] = None
        self.tail = list(tail)
        self._pick = pick
        self._weights = list(_running(1 / (n + 1) for n in range(len(self.tail))))
        self.columns = ["_".join(self.draw(2, 0.2)) for _ in range(COLUMNS)]

    def draw(self, count: int, head: float) -> list[str]:
        """So many words, of which this part is of the head."""
        return [
            self._pick.choice(HEAD)
            if self._pick.random() < head
            else self._pick.choices(self.tail, cum_weights=self._weights)[0]
            for _ in range(count)
        ]


def _running(weights: Iterator[float]) -> Iterator[float]:
    total = 0.0
    for weight in weights:
        total += weight
        yield total


def made(n: int, words: Vocabulary, pick: random.Random) -> dict[str, Any]:
    """One entity with what it is found by."""
    name = words.draw(2, 0.5) + words.draw(1, 0)
    domain = min(int(pick.paretovariate(0.6)), DOMAINS)
    return {
        "n": n,
        "namespace": f"domain{domain}",
        "name": "_".join([*name, str(n)]),
        "type": pick.choice(["table", "table", "table", "view", "topic"]),
        "description": " ".join(words.draw(pick.randint(9, 40), 0.4)),
        "platform": pick.choice(["bigquery", "bigquery", "postgres", "kafka", "s3"]),
        "tier": pick.choice([1, 2, 3, 3, 4, 4, 4]),
        "lifecycle": pick.choice(["production", "production", "experimental"]),
        "tags": " ".join({f"tag{min(int(pick.paretovariate(0.9)), 400)}" for _ in range(pick.randint(0, 4))}),
        "owner": f"group:default/team-{pick.randint(1, TEAMS)}",
        "owner_state": pick.choice(["declared", "declared", "contested", "orphan"]),
        "system": f"system:default/s{domain % SYSTEMS}",
        "domain": f"domain:default/d{domain}",
        "columns": " ".join(pick.choices(words.columns, k=20)),
        "readers": int(pick.paretovariate(0.8)) - 1,
    }


def load(entities: int) -> None:
    """Fill the tables, their words made by the product's own code."""
    from catalog.database import execute
    from catalog.ingest.facet_counts import facets_fold
    from catalog.ingest.words import vocabulary_add

    pick = random.Random(SEED)
    words = Vocabulary(pick)
    with without_indexes(LOADED):
        _insert(entities, words, pick)
    vocabulary_add([*HEAD, *words.tail])
    while facets_fold():  # as a task does every few seconds
        pass
    execute("VACUUM ANALYZE")


def _insert(entities: int, words: Vocabulary, pick: random.Random) -> None:
    from django.db import connection

    from catalog.database import execute, rows
    from catalog.ingest.words import vector_of
    from catalog.text import words_of

    for start in range(0, entities, CHUNK):
        batch = [made(n, words, pick) for n in range(start, min(start + CHUNK, entities))]
        ids = [row[0] for row in rows(ENTITIES, [orjson.dumps(batch).decode()])]
        for item, entity_id in zip(batch, ids, strict=True):
            near = f"{item['namespace']} {item['type']} {item['platform']} {item['tags']} {item['owner'].partition('/')[2]}"
            item |= {
                "id": entity_id,
                "words": vector_of(
                    {
                        "A": words_of(item["name"]),
                        "B": words_of(near),
                        "C": words_of(item["description"]),
                        "D": words_of(item["columns"]),
                    }
                ),
            }
        text = orjson.dumps(batch).decode()
        execute(HEALTH, [ids])
        execute(DOCUMENTS, [text])
        execute(BESIDE, [text])
    with connection.cursor() as cursor:
        cursor.execute(DESCRIPTORS, [])


def measured(asks: list[Callable[[], object]], floor: float) -> dict[str, float]:
    """p50 and p95 of these, each asked once after a first one that is not counted, and p50 in look-ups."""
    asks[0]()
    took = []
    for ask in asks:
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    p50 = statistics.median(took)
    return {
        "p50_ms": round(p50, 2),
        "p95_ms": round(took[int(0.95 * (len(took) - 1))], 2),
        "lookups": round(p50 / floor, 1) if floor else 1.0,
    }


def main(entities: int) -> dict[str, Any]:
    """Load, then every kind of question in turn."""
    from catalog.database import rows

    begun = time.perf_counter()
    if not rows("SELECT 1 FROM catalog_entity LIMIT 1"):
        load(entities)
    loaded = time.perf_counter() - begun
    pick = random.Random(SEED + 1)
    ids = [row[0] for row in rows("SELECT id FROM catalog_entity WHERE NOT restricted")]
    keys = [
        lambda entity_id=entity_id: rows("SELECT ref FROM catalog_entity WHERE id = %s", [entity_id])
        for entity_id in pick.sample(ids, ASKED)
    ]
    lookup = measured(keys, 0.0)
    found = {name: measured(asks, lookup["p50_ms"]) for name, asks in questions(ids, pick)}
    told = {
        "entities": len(ids),
        "load_seconds": round(loaded, 1),
        "process_mb": psutil.Process().memory_info().rss >> 20,
        "database_bytes_each": rows("SELECT pg_database_size(current_database())")[0][0] // len(ids),
        "facet_bytes_each": rows(SIZE, [FACETS])[0][0] // len(ids),
        "load_average": os.getloadavg(),
    }
    return {**told, "lookup": lookup, **found}


def questions(ids: list[int], pick: random.Random) -> Iterator[tuple[str, list[Callable[[], object]]]]:
    """What is asked, by the name it is reported under."""
    from catalog.answers import FacetField
    from catalog.database import rows
    from catalog.queries.entities import NameInput, entity_get
    from catalog.queries.facets import entity_count
    from catalog.queries.filters import EntityFilter, IntFilter
    from catalog.queries.search import entity_search
    from catalog.viewers import Role, Viewer, ViewerKind
    from lineage.queries.column_search import column_search

    viewer = Viewer(kind=ViewerKind.PERSON, key="person:bench", role=Role.VIEWER)
    some = rows("SELECT name, owner_ref, ref FROM catalog_entity WHERE id = ANY(%s)", [pick.sample(ids, ASKED)])
    rare = rows(
        "SELECT word FROM ts_stat('SELECT words FROM catalog_searchdocument WHERE entity_id %% 50 = 0') WHERE ndoc <= 2 "
        "AND word ~ '^[a-z]{5,}$' ORDER BY md5(word) LIMIT %s",
        [ASKED],
    )
    facets = [field for field in FacetField if field not in (FacetField.SOURCE, FacetField.NAMESPACE)]

    def search(text: str | None, entity_filter: EntityFilter | None = None) -> Callable[[], object]:
        return lambda: entity_search(viewer, text=text, filter=entity_filter, first=20)

    def suggest(text: str) -> Callable[[], object]:  # as the command box does
        return lambda: entity_search(viewer, text=text, count_limit=400, first=8)

    def count(text: str | None, entity_filter: EntityFilter | None = None) -> Callable[[], object]:
        return lambda: entity_count(viewer, by=facets, text=text, filter=entity_filter)

    def page(text: str | None, entity_filter: EntityFilter | None = None) -> Callable[[], object]:
        return lambda: (search(text, entity_filter)(), count(text, entity_filter)())

    mid = rows(
        "SELECT word FROM ts_stat('SELECT words FROM catalog_searchdocument WHERE entity_id %% 50 = 0') WHERE ndoc BETWEEN 100 "
        "AND 500 AND word ~ '^[a-z]{5,}$' ORDER BY md5(word) LIMIT %s",
        [ASKED],
    )
    owned = [EntityFilter(owners=(owner,)) for _, owner, _ in some]
    systems = [EntityFilter(systems=(f"system:default/s{n}",)) for n in range(50)]
    wide = EntityFilter(types=("table",), tier=IntFilter(lte=3))
    yield "by name", [lambda ref=ref: entity_get(viewer, names=[NameInput(ref=ref)]) for *_, ref in some]
    yield "search by full name", [search(name) for name, *_ in some]
    yield "suggest, 4 letters of a name", [suggest(name[:4]) for name, *_ in some]
    yield "suggest, 2 letters", [suggest(name[:2]) for name, *_ in some[:30]]
    yield "search, rare word", [search(word) for (word,) in rare]
    yield "search, word of one in 50 to 500", [search(word) for (word,) in mid]
    yield "search, common word", [search(word) for word in HEAD] * 2
    yield "search, two common words", [search(f"{a} {b}") for a, b in zip(HEAD, HEAD[1:], strict=False)] * 2
    yield "search, mistyped", [search(word[:2] + word[3:]) for (word,) in rare[:50]]
    yield "search, no words", [search(None)] * 20
    yield "search, common word, one owner", [search("daily", one) for one in owned]
    yield "search, common word, wide filter", [search(word, wide) for word in HEAD]
    yield "search page with facets, rare word", [page(word) for (word,) in rare[:30]]
    yield "search page with facets, word of one in 50 to 500", [page(word) for (word,) in mid[:30]]
    yield "search page with facets, common word", [page(word) for word in HEAD] * 2
    yield "search page with facets, no words", [page(None)] * 10
    yield "facets, rare word", [count(word) for (word,) in rare[:30]]
    yield "facets, common word", [count(word) for word in HEAD]
    yield "facets, no words", [count(None)] * 10
    yield "facets, one owner", [count(None, one) for one in owned[:30]]
    yield "facets, one system", [count(None, one) for one in systems]
    yield "facets, wide filter", [count(None, wide)] * 10
    yield "columns, rare word", [lambda word=word: column_search(viewer, text=word, first=20) for (word,) in rare[:50]]
    yield "columns, common word", [lambda word=word: column_search(viewer, text=word, first=20) for word in HEAD]
    yield "a deep page", deep_pages(viewer)


def deep_pages(viewer: Any) -> list[Callable[[], object]]:
    """Pages of 20 of a common word, from the 101st on: past what is scored."""
    from catalog.queries.search import entity_search

    after, asks = None, []
    for number in range(150):
        if number >= 100:
            asks.append(lambda after=after: entity_search(viewer, text="daily", first=20, after=after))
        after = entity_search(viewer, text="daily", first=20, after=after).end_cursor
        if after is None:
            break
    return asks or [lambda: entity_search(viewer, text="daily", first=20)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keeps what was loaded; asked again when it is there")
    parser.add_argument("--json", type=Path, help="where the figures go; stdout when absent")
    options = parser.parse_args()
    with scratch_database(options.folder, memory="2GB"):
        text = orjson.dumps(main(options.entities), option=orjson.OPT_INDENT_2).decode()
        options.json.write_text(text) if options.json else print(text)
