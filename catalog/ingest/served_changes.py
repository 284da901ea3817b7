"""Changes of what is served, forgotten once every text and every column knows them. Writer of ServedChange, FieldChange and
VisibilityChange, with triggers that append to them."""

from __future__ import annotations

from catalog.database import execute
from catalog.models.served import CHANGES_KEPT_MINUTES

# Of those transactions all before had ended by then.
_ENDED = "(SELECT max(xid) FROM catalog_servedchange WHERE ref = '' AND at < now() - make_interval(mins => %s))"


def served_changes_forget() -> int:
    """Forget changes that had ended some minutes ago, and the texts that do not know them: those are all there by now. How many
    texts. That so much has ended now is noted for the next times."""
    # Transactions that are yet to come: of the server where this database was before.
    for table in ("catalog_servedchange", "catalog_fieldchange", "catalog_visibilitychange"):
        execute(f"DELETE FROM {table} WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())")
    execute("INSERT INTO catalog_servedchange (ref, xid, at) SELECT '', pg_snapshot_xmin(pg_current_snapshot()), now()")
    execute(f"DELETE FROM catalog_fieldchange WHERE xid < {_ENDED}", [CHANGES_KEPT_MINUTES])
    hidden = execute(
        f"WITH gone AS (DELETE FROM catalog_visibilitychange WHERE xid < {_ENDED} RETURNING ref, xid) "
        "DELETE FROM catalog_servedtext t USING gone, catalog_naming(gone.ref) n "
        "WHERE t.entity_id = n.entity_id AND NOT pg_visible_in_snapshot(gone.xid, t.made)",
        [CHANGES_KEPT_MINUTES],
    )
    return hidden + execute(
        f"WITH gone AS (DELETE FROM catalog_servedchange WHERE xid < {_ENDED} RETURNING ref, xid) "
        "DELETE FROM catalog_servedtext t USING gone, catalog_entity e "
        "WHERE e.ref = gone.ref AND t.entity_id = e.id AND NOT pg_visible_in_snapshot(gone.xid, t.made)",
        [CHANGES_KEPT_MINUTES],
    )
