"""Other names of datasets, as their symlinks facets tell. Writer of Symlink.

All that was ever told is kept; what the latest facet of a dataset names is current. Which datasets are one follows from
that in lineage/ingest/alias_groups.py, later and by itself, so that a wrong symlink can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from catalog.database import execute, rows
from catalog.ingest.identity import entities_known
from catalog.names import OpenLineageName
from lineage.ingest.alias_queue import ALIASES
from lineage.ingest.batch import Observation
from lineage.openlineage import symlinks_of

FACET = "symlinks"


def symlinks_apply(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> None:
    """Keep what the batch names, and bring in line which of a dataset's symlinks are current. After facets_apply."""
    seen: dict[tuple[int, int, str], tuple[datetime, int]] = {}
    touched: set[int] = set()
    for observation in observations:
        for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
            if FACET not in use.facets:
                continue
            touched.add(dataset_id)
            for name, kind in symlinks_of(use.facets[FACET]):
                if ids[name] != dataset_id:
                    key = (dataset_id, ids[name], kind[:100])
                    found = (observation.time, observation.source_id)
                    seen[key] = min(seen.get(key, found), found)
    if not touched:
        return
    keys = sorted(seen)
    execute(
        """
        INSERT INTO lineage_symlink AS s (dataset_id, other_id, kind, first_seen_at, source_id, is_current)
        SELECT *, false FROM unnest(%s::int[], %s::int[], %s::text[], %s::timestamptz[], %s::int[])
        ON CONFLICT (dataset_id, other_id, kind) DO UPDATE SET
          first_seen_at = least(s.first_seen_at, excluded.first_seen_at)
          WHERE s.first_seen_at > excluded.first_seen_at
        """,
        [*([key[i] for key in keys] for i in range(3)), *([seen[key][i] for key in keys] for i in range(2))],
    )
    ALIASES.ask(_settle(sorted(touched)))


def _settle(dataset_ids: list[int]) -> set[int]:
    """Mark what the latest facets name; the datasets at both ends of what changed."""
    facets = rows(
        "SELECT entity_id, body FROM lineage_entityfacet WHERE entity_id = ANY(%s) AND name = %s AND body IS NOT NULL",
        [dataset_ids, FACET],
    )
    named = {(dataset_id, name, kind) for dataset_id, body in facets for name, kind in symlinks_of(body)}
    ids = entities_known(name for _, name, _ in named)
    current = {(i, ids[name], kind[:100]) for i, name, kind in named if name in ids and ids[name] != i}
    changed = rows(
        """
        WITH now AS (SELECT * FROM unnest(%s::int[], %s::int[], %s::text[]) AS n(dataset_id, other_id, kind)),
        link AS (
          SELECT s.dataset_id, s.other_id, s.kind, now.kind IS NOT NULL AS holds FROM lineage_symlink s
          LEFT JOIN now USING (dataset_id, other_id, kind) WHERE s.dataset_id = ANY(%s)
        )
        UPDATE lineage_symlink s SET is_current = link.holds FROM link
        WHERE (s.dataset_id, s.other_id, s.kind) = (link.dataset_id, link.other_id, link.kind)
          AND s.is_current <> link.holds RETURNING s.dataset_id, s.other_id
        """,
        [*([link[i] for link in sorted(current)] for i in range(3)), dataset_ids],
    )
    return {entity_id for pair in changed for entity_id in pair}
