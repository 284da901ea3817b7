"""Names that may mean one thing: fold each once, and note with which older one it meets. Writer of Variant and of Alias.fold.

A name without a fold is its own request: whoever adds an alias does nothing for it, and names of before this module are
found the same way. Each name meets one other, the oldest that people did not tell apart from it, so that a thousand
partitions of a dataset are a thousand rows and no million.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.db import transaction

from catalog.database import Turn, execute, retrying, rows, take_turns
from catalog.names import OpenLineageName
from catalog.variants import fold_digest, variant_kinds

BATCH = 2_000
_SCHEMES = "scheme IN ('openlineage.dataset', 'openlineage.job')"


def variants_pending(*, seconds: float = float("inf")) -> int:
    """Fold the names that have no fold, and note which meet; how many names."""
    deadline = time.monotonic() + seconds
    total = 0
    while count := retrying(_step):
        total += count
        if time.monotonic() > deadline:
            break
    return total


@transaction.atomic
def _step() -> int:
    # Two workers at once would not see each other's names.
    take_turns(Turn.VARIANTS, [0])
    found = rows(
        f"SELECT id, scheme, namespace, key FROM catalog_alias WHERE fold IS NULL AND {_SCHEMES} "
        "ORDER BY id LIMIT %s FOR UPDATE",
        [BATCH],
    )
    execute(
        "UPDATE catalog_alias a SET fold = g.fold FROM unnest(%s::bigint[], %s::uuid[]) AS g(id, fold) WHERE a.id = g.id",
        [[row[0] for row in found], [fold_digest(OpenLineageName(*row[1:])) for row in found]],
    )
    variants_note(row[0] for row in found)
    return len(found)


def variants_note(alias_ids: Iterable[int]) -> None:
    """Note with whom these names meet now."""
    found = rows(
        """
        SELECT a.id, a.entity_id, o.id, o.entity_id, a.scheme, a.namespace, a.key, o.namespace, o.key
        FROM catalog_alias a JOIN LATERAL (
          SELECT o.id, o.entity_id, o.namespace, o.key FROM catalog_alias o
          WHERE o.fold = a.fold AND o.entity_id <> a.entity_id AND NOT EXISTS (
            SELECT 1 FROM catalog_identitydecision d WHERE d.revoked_at IS NULL AND d.kind = 'apart'
              AND d.entity_id IN (a.entity_id, o.entity_id) AND d.other_id IN (a.entity_id, o.entity_id))
          ORDER BY o.entity_id LIMIT 1
        ) o ON true WHERE a.id = ANY(%s)
        """,
        [sorted(set(alias_ids))],
    )
    pairs: dict[tuple[int, int], str] = {}
    for alias_id, entity_id, other_id, other_entity_id, scheme, *names in found:
        one, other = OpenLineageName(scheme, *names[:2]), OpenLineageName(scheme, *names[2:])
        pair = (alias_id, other_id) if entity_id > other_entity_id else (other_id, alias_id)
        pairs[pair] = ",".join(variant_kinds(one, other))
    ordered = sorted(pairs)
    execute(
        "INSERT INTO catalog_variant (alias_id, other_id, kinds) SELECT g.one, g.other, string_to_array(g.kinds, ',') "
        "FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS g(one, other, kinds) ON CONFLICT (alias_id, other_id) DO NOTHING",
        [[pair[0] for pair in ordered], [pair[1] for pair in ordered], [pairs[pair] for pair in ordered]],
    )
