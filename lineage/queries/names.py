"""OpenLineage names and the entities behind them, both ways, and what may be said of hidden ones.

An entity is shown under its oldest OpenLineage name; it is found under every one. What has no such name has none here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from catalog.database import rows
from catalog.errors import NotFoundError
from catalog.names import DATASET_SCHEME, JOB_SCHEME, OpenLineageName
from catalog.permissions import allowed, require, visible
from catalog.viewers import Viewer
from lineage.sheets import Name

# Joined to catalog_entity e: its name, as n.
NAMED = (
    "JOIN LATERAL (SELECT a.scheme, a.namespace, a.key FROM catalog_alias a WHERE a.entity_id = e.id "
    "AND a.scheme IN ('openlineage.dataset', 'openlineage.job') ORDER BY a.id LIMIT 1) n ON true"
)
# Joined to catalog_alias a: its entity e, when a is the name under which it is shown.
SHOWN = (
    "JOIN catalog_entity e ON e.id = a.entity_id AND e.deleted_at IS NULL AND e.canonical_id IS NULL AND NOT e.stub "
    "AND NOT EXISTS (SELECT 1 FROM catalog_alias o WHERE o.entity_id = a.entity_id AND o.scheme = a.scheme AND o.id < a.id)"
)
WORDS = {DATASET_SCHEME: "dataset", JOB_SCHEME: "job"}


def name_pick(viewer: Viewer, *, readings: Sequence[OpenLineageName]) -> int | None:
    """The place of the first reading of a text that names something visible; None when none does.

    Texts are ambiguous where namespaces and names are written into one and may hold the separator: whoever asks lists
    the readings, most likely first, and is told which one exists.
    """
    require(viewer, "lineage.read")
    known = ids_named(viewer, readings)
    return next((place for place, name in enumerate(readings) if name in known), None)


def ids_named(viewer: Viewer, names: Iterable[OpenLineageName]) -> dict[OpenLineageName, int]:
    """Ids of the living, visible entities that have one of the names, also as an alias; one statement for all."""
    by_digest = {name.digest: name for name in names}
    hidden, params = visible(viewer)
    found = rows(
        "SELECT a.digest, e.id FROM catalog_alias a JOIN catalog_entity m ON m.id = a.entity_id "
        "JOIN catalog_entity e ON e.id = coalesce(m.canonical_id, m.id) "
        f"WHERE a.digest = ANY(%s) AND e.deleted_at IS NULL AND {hidden}",
        [list(by_digest), *params],
    )
    return {by_digest[digest]: entity_id for digest, entity_id in found}


def id_named(viewer: Viewer, name: OpenLineageName) -> int:
    """The id of the entity with this name; raises NotFoundError naming it."""
    found = ids_named(viewer, [name]).get(name)
    if found is None:
        word = WORDS[name.scheme]
        raise NotFoundError(f"{word.capitalize()} '{name.name}' in namespace '{name.namespace}' not found.")
    return found


def members_shown(viewer: Viewer, head: int) -> list[int]:
    """An entity and what was merged into it, but for what the viewer may not see."""
    hidden, params = visible(viewer)
    found = rows(
        f"SELECT e.id FROM catalog_entity e WHERE (e.id = %s OR e.canonical_id = %s) AND {hidden}",
        [head, head, *params],
    )
    return [row[0] for row in found]


def names_by_id(viewer: Viewer, entity_ids: Iterable[int]) -> dict[int, Name]:
    """The name of each visible entity; hidden and nameless ones are absent."""
    hidden, params = visible(viewer)
    found = rows(
        f"SELECT e.id, n.namespace, n.key FROM catalog_entity e {NAMED} WHERE e.id = ANY(%s) AND {hidden}",
        [sorted(set(entity_ids)), *params],
    )
    return {entity_id: Name(namespace, key) for entity_id, namespace, key in found}


class Hidden:
    """Names that the viewer may not learn, to leave out texts that hold one (threat T4)."""

    def __init__(self, viewer: Viewer) -> None:
        shown, params = visible(viewer)
        found = (
            rows(
                "SELECT DISTINCT a.key FROM catalog_entity e JOIN catalog_alias a ON a.entity_id = e.id "
                f"WHERE e.restricted AND NOT {shown}",
                params,
            )
            if params
            else []
        )
        words = sorted((re.escape(row[0]) for row in found), key=len, reverse=True)
        # As a word: a table `a` hides no text that has the letter.
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") if words else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def in_text(self, text: str) -> bool:
        """Whether the text names something hidden."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def in_json(self, value: Any) -> bool:
        """Whether some text in a JSON value does; keys count."""
        return self._pattern is not None and any(map(self.in_text, _texts(value)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


# Facets that sheets are made from; all others are shown only to those who may read raw events.
READ_FACETS = ("dataSource", "tags", "lifecycleStateChange", "jobType", "sourceCodeLocation")


def facets_by_id(viewer: Viewer, entity_ids: Sequence[int], *, whole: bool) -> dict[int, dict[str, tuple[Any, Any]]]:
    """(body, time) of the latest facets of each entity: all of them when `whole`, else those that sheets are made from."""
    found: dict[int, dict[str, tuple[Any, Any]]] = {entity_id: {} for entity_id in entity_ids}
    for entity_id, name, body, at in rows(
        "SELECT entity_id, name, body, at FROM lineage_entityfacet WHERE entity_id = ANY(%s) AND body IS NOT NULL "
        # of these two it has but a mark
        "AND name NOT IN ('schema', 'columnLineage') AND (%s OR name = ANY(%s)) ORDER BY entity_id, name",
        [list(entity_ids), whole and allowed(viewer, "event.read"), list(READ_FACETS)],
    ):
        found[entity_id][name] = (body, at)
    return found


def facets_shown(
    viewer: Viewer, facets: dict[int, dict[str, tuple[Any, Any]]], *, whole: bool
) -> dict[int, dict[str, Any]]:
    """The facets as they may be shown: none to who may not read events, none that names something hidden."""
    if not whole or not allowed(viewer, "event.read"):
        return {entity_id: {} for entity_id in facets}
    hidden = Hidden(viewer)
    return {
        entity_id: {name: body for name, (body, _) in by_name.items() if not hidden.in_json(body)}
        for entity_id, by_name in facets.items()
    }


def facet_text(facets: dict[str, tuple[Any, Any]], facet: str, key: str) -> str | None:
    """A text in a facet; None when it is not there, or empty."""
    body = facets.get(facet, (None,))[0]
    value = body.get(key) if isinstance(body, dict) else None
    return value.strip() if isinstance(value, str) and value.strip() else None
