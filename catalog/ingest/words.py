"""What an entity is found by. Writer of SearchDocument.words, SearchWord and SearchColumns.

Made in the transaction that folds the entity, from what was folded and from what stands beside it: names that it also has,
and its columns. So the index is never behind, and there is no job that builds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from uuid import UUID

from catalog.database import execute, records, recordset, rows
from catalog.ingest.fold import Folded, Identity
from catalog.queues import STITCH
from catalog.spelling import is_spelled, trigrams
from catalog.text import typed_words, words_of

# Of a wide table so many columns can be searched for; a tsvector may have a megabyte, and a page shows one of them.
COLUMNS_MAX = 1_000
_POSITION_MAX = 16_383  # of a tsvector
_COLUMNS = {"entity_id": "int", "digest": "uuid", "paths": "jsonb"}


def words_write(folded: Mapping[int, Folded], identities: Mapping[int, Identity]) -> None:
    """Write the words of these entities where they are others than before."""
    ids = sorted(folded)
    beside = _beside(ids)
    texts = {i: _texts(folded[i], identities[i], *beside[i]) for i in ids}
    execute(
        "INSERT INTO catalog_searchdocument AS s (entity_id, words, popularity) "
        "SELECT g.id, g.words::tsvector, 0 FROM unnest(%s::int[], %s::text[]) AS g(id, words) "
        "ON CONFLICT (entity_id) DO UPDATE SET words = excluded.words WHERE s.words <> excluded.words",
        [ids, [vector_of(texts[i]) for i in ids]],
        beside=True,
    )
    vocabulary_add(word for i in ids for found in texts[i].values() for word in found)


def _texts(folded: Folded, identity: Identity, names: Iterable[str], columns: Iterable[str]) -> dict[str, list[str]]:
    """Words by weight: A the name, B other names and what it belongs to, C its description, D its columns."""
    owners = [target for kind, target, _ in folded.relations if kind == "ownedBy"]
    refs = (*owners, folded.system_ref, folded.domain_ref, folded.parent_ref, *folded.glossary_terms)
    near = [
        *(identity.namespace, identity.descriptor_kind, folded.kind, folded.type, folded.platform),
        *(ref.rpartition("/")[2] for ref in refs if ref),
        *folded.tags,
        *names,
    ]
    return {
        "A": words_of(f"{folded.title} {identity.name}"),
        "B": words_of(" ".join(str(part) for part in near if part)),
        "C": words_of(str(folded.descriptor["metadata"].get("description") or "")),
        "D": _column_words(columns),
    }


def _column_words(paths: Iterable[str]) -> list[str]:
    """Words of columns, and each column as a whole, its words joined by `_`."""
    return list(dict.fromkeys(word for path in paths for word in _words_of_column(path)))


@lru_cache(50_000)
def _words_of_column(path: str) -> tuple[str, ...]:
    """Kept, since tables share the names of most of their columns."""
    whole = "_".join(typed_words(path.rpartition(".")[2]))[:200]
    return tuple(word for word in dict.fromkeys([*words_of(path), whole]) if word)


def vector_of(texts: Mapping[str, Sequence[str]]) -> str:
    """A tsvector as text: PostgreSQL's own parser would take some names for numbers, paths or hosts."""
    places: dict[str, list[str]] = defaultdict(list)
    position = 0
    for weight, words in texts.items():
        for word in words:
            position = min(position + 1, _POSITION_MAX)
            places[word].append(f"{position}{weight}")
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


# Entities with those that were merged into them, by the one that stands for all.
_MEMBERS = (
    "FROM (SELECT id AS head, id FROM catalog_entity WHERE id = ANY(%(ids)s) UNION ALL "
    "SELECT canonical_id, id FROM catalog_entity WHERE canonical_id = ANY(%(ids)s)) m "
)


def _beside(ids: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
    """Other names and columns of each entity, also of those that were merged into it."""
    found: dict[int, tuple[list[str], list[str]]] = {entity_id: ([], []) for entity_id in ids}
    for head, key in rows(
        f"SELECT m.head, a.namespace || ' ' || a.key {_MEMBERS} "
        "JOIN catalog_alias a ON a.entity_id = m.id AND a.scheme <> 'id' ORDER BY a.id",
        {"ids": list(ids)},
    ):
        found[head][0].append(key)
    for head, paths in rows(
        f"SELECT m.head, c.paths {_MEMBERS} JOIN catalog_searchcolumns c ON c.entity_id = m.id ORDER BY m.id",
        {"ids": list(ids)},
    ):
        found[head][1].extend(paths)
    return found


def vocabulary_add(words: Iterable[str]) -> None:
    """Keep words that can be misspelled, in one order for all workers. Words that nobody uses any more stay: they cost a
    row, and lead to nothing."""
    wanted = sorted(filter(is_spelled, set(words)))
    known = {row[0] for row in rows("SELECT word FROM catalog_searchword WHERE word = ANY(%s)", [wanted])}
    new = [word for word in wanted if word not in known]
    if new:
        execute(
            "INSERT INTO catalog_searchword (word, trigrams) SELECT g.word, ARRAY(SELECT jsonb_array_elements_text(g.trigrams)) "
            f"FROM {recordset(_WORD)} ON CONFLICT DO NOTHING",
            records(_WORD, ((word, trigrams(word)) for word in new)),
        )


_WORD = {"word": "text", "trigrams": "jsonb"}


def column_digests(entity_ids: Sequence[int]) -> dict[int, UUID]:
    """Which schema the columns of each dataset are known from."""
    return dict(
        rows("SELECT entity_id, digest FROM catalog_searchcolumns WHERE entity_id = ANY(%s)", [list(entity_ids)])
    )


def columns_record(found: Mapping[int, tuple[UUID, Sequence[str]] | None]) -> None:
    """Keep by which columns each of these datasets is found, up to 1,000 of each; None for one that has none any more."""
    if not found:
        return
    gone = [entity_id for entity_id, told in found.items() if told is None]
    execute("DELETE FROM catalog_searchcolumns WHERE entity_id = ANY(%s)", [gone])
    given = [(i, told[0], list(told[1])[:COLUMNS_MAX]) for i, told in sorted(found.items()) if told is not None]
    execute(
        "INSERT INTO catalog_searchcolumns (entity_id, digest, paths) "
        f"SELECT g.entity_id, g.digest, ARRAY(SELECT jsonb_array_elements_text(g.paths)) FROM {recordset(_COLUMNS)} "
        "ON CONFLICT (entity_id) DO UPDATE SET digest = excluded.digest, paths = excluded.paths",
        records(_COLUMNS, given),
    )
    STITCH.ask_selected(
        "SELECT DISTINCT coalesce(canonical_id, id) FROM catalog_entity WHERE id = ANY(%s)", [sorted(found)]
    )
