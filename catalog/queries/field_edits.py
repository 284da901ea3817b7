"""What people say of entities, field by field, as it counts now."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.database import rows
from catalog.field_paths import Edit

# Of entities that are one the edits of each go on: those of the one that stands for all come first, then the newer. What is
# said of a restricted one stays with it.
_IN_FORCE = """
SELECT DISTINCT ON (k.id, f.path) k.id, f.path, f.value, f.hides, f.by_name, f.created_at
FROM unnest(%s::int[]) AS k(id)
CROSS JOIN LATERAL (SELECT k.id UNION ALL SELECT e.id FROM catalog_entity e WHERE e.canonical_id = k.id AND NOT e.restricted) m
JOIN catalog_fieldedit f ON f.entity_id = m.id AND f.revoked_at IS NULL AND starts_with(f.path, %s)
ORDER BY k.id, f.path, m.id = k.id DESC, f.created_at DESC, f.id DESC
"""


def field_edits_of(entity_ids: Sequence[int], *, below: str = "") -> dict[int, list[Edit]]:
    """The edits in force of each entity by path, those whose path begins with `below`."""
    found: dict[int, list[Edit]] = {entity_id: [] for entity_id in entity_ids}
    for entity_id, path, value, hides, by, at in rows(_IN_FORCE, [list(found), below]):
        found[entity_id].append(Edit(path=path, value=value, hides=hides, by=by, at=at))
    return found
