"""Names that may mean one thing and that nobody has decided on: the list that people review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from catalog.answers import EntityLink
from catalog.database import Row, rows
from catalog.names import Kind
from catalog.paging import COUNT_LIMIT, CountState, Page, Pager
from catalog.permissions import require, visible
from catalog.variants import VariantKind
from catalog.viewers import Viewer
from lineage.answers import Variant, VariantSide

COUNTED_MAX = 1_000
# a, b: the two names; e, f: the entities that have them; h, k: the heads of their groups.
_OPEN = """
FROM catalog_variant v
JOIN catalog_alias a ON a.id = v.alias_id JOIN catalog_entity e ON e.id = a.entity_id
JOIN catalog_entity h ON h.id = coalesce(e.canonical_id, e.id) AND h.deleted_at IS NULL
JOIN catalog_alias b ON b.id = v.other_id JOIN catalog_entity f ON f.id = b.entity_id
JOIN catalog_entity k ON k.id = coalesce(f.canonical_id, f.id) AND k.deleted_at IS NULL
WHERE h.id <> k.id AND NOT EXISTS (
  SELECT 1 FROM decided d WHERE d.low = least(h.id, k.id) AND d.high = greatest(h.id, k.id))
"""
_DECIDED = """
WITH decided AS (
  SELECT least(ha, hb) AS low, greatest(ha, hb) AS high FROM (
    SELECT coalesce(a.canonical_id, a.id) AS ha, coalesce(b.canonical_id, b.id) AS hb FROM catalog_identitydecision d
    JOIN catalog_entity a ON a.id = d.entity_id JOIN catalog_entity b ON b.id = d.other_id WHERE d.revoked_at IS NULL
  ) heads
)
"""
_SIDE = "{0}.id, {1}.ref, {1}.kind, {1}.title, {2}.namespace, {2}.key"
_COLUMNS = f"v.id, v.kinds, v.found_at, {_SIDE.format('e', 'h', 'a')}, {_SIDE.format('f', 'k', 'b')}"
_SIDE_WIDTH = 6
_EVIDENCE = f"""
SELECT k.id,
  ARRAY(SELECT s.key FROM catalog_claim c JOIN catalog_source s ON s.id = c.source_id WHERE c.entity_id = k.id ORDER BY s.key),
  EXISTS (SELECT 1 FROM catalog_claim c JOIN catalog_source s ON s.id = c.source_id
    WHERE c.entity_id = k.id AND s.kind <> 'openlineage'),
  (SELECT count(*) FROM (
    (SELECT run_id, job_id FROM lineage_rundataset WHERE dataset_id = k.id LIMIT {COUNTED_MAX})
    UNION (SELECT id, job_id FROM lineage_run WHERE job_id = k.id AND NOT is_design LIMIT {COUNTED_MAX}) LIMIT {COUNTED_MAX}) r),
  (SELECT count(*) FROM (
    (SELECT source_id, target_id FROM lineage_edgeevidence WHERE source_id = k.id AND via_id <= 0 AND superseded_at IS NULL
      LIMIT {COUNTED_MAX})
    UNION (SELECT source_id, target_id FROM lineage_edgeevidence WHERE target_id = k.id AND via_id <= 0
      AND superseded_at IS NULL LIMIT {COUNTED_MAX}) LIMIT {COUNTED_MAX}) x),
  greatest(
    (SELECT seen_at FROM lineage_rundataset WHERE dataset_id = k.id AND output ORDER BY seen_at DESC LIMIT 1),
    (SELECT seen_at FROM lineage_rundataset WHERE dataset_id = k.id AND NOT output ORDER BY seen_at DESC LIMIT 1),
    (SELECT first_event_at FROM lineage_run WHERE job_id = k.id AND NOT is_design ORDER BY first_event_at DESC LIMIT 1))
FROM unnest(%s::int[]) AS k(id)
"""
Evidence = tuple[list[str], bool, int, int, datetime | None]


def variant_list(
    viewer: Viewer, *, kinds: Sequence[VariantKind] | None = None, first: int, after: str | None = None
) -> Page[Variant]:
    """Names that may mean one thing, those found last first; with kinds only those that differ in one of these."""
    require(viewer, "catalog.read")
    words = sorted(kind.value for kind in kinds or ())
    pager = Pager("variant_list", viewer, words, first=first, after=after)
    hidden = [visible(viewer, table) for table in "efhk"]
    base = f"{_OPEN} AND (%s::text[] = '{{}}' OR v.kinds && %s::text[]) " + "".join(f"AND {sql} " for sql, _ in hidden)
    params = [words, words, *(value for _, values in hidden for value in values)]
    found = rows(
        f"{_DECIDED} SELECT {_COLUMNS} {base} AND v.id < %s ORDER BY v.id DESC LIMIT %s",
        [*params, pager.position[0] if pager.position else 2**62, pager.first + 1],
    )
    count = rows(f"{_DECIDED} SELECT count(*) FROM (SELECT 1 {base} LIMIT %s) c", [*params, COUNT_LIMIT + 1])[0][0]
    state = CountState.AT_LEAST if count > COUNT_LIMIT else CountState.EXACT
    items = [(variant, [row[0]]) for variant, row in zip(_variants(found), found, strict=True)]
    return pager.page(items, total=(min(count, COUNT_LIMIT), state))


def _variants(found: Sequence[Row]) -> list[Variant]:
    sides = [(row[3 : 3 + _SIDE_WIDTH], row[3 + _SIDE_WIDTH :]) for row in found]
    evidence: dict[int, Evidence] = {
        row[0]: (row[1], row[2], row[3], row[4], row[5])
        for row in rows(_EVIDENCE, [sorted({side[0] for pair in sides for side in pair})])
    }
    variants = []
    for row, (newer, older) in zip(found, sides, strict=True):
        goes, stays = sorted((newer, older), key=lambda side: evidence[side[0]][1:3])  # older is last of equals
        variants.append(
            Variant(
                id=f"var_{row[0]}",
                kinds=tuple(VariantKind(kind) for kind in row[1]),
                found_at=row[2],
                goes=_side(goes, evidence[goes[0]]),
                stays=_side(stays, evidence[stays[0]]),
            )
        )
    return variants


def _side(side: Row, evidence: Evidence) -> VariantSide:
    _, ref, kind, title, namespace, name = side
    sources, described, runs, edges, last_seen_at = evidence
    return VariantSide(
        entity=EntityLink(ref=ref, kind=Kind(kind), title=title, exists=True),
        namespace=namespace,
        name=name,
        sources=tuple(sources),
        described=described,
        run_count=runs,
        edge_count=edges,
        last_seen_at=last_seen_at,
    )
