"""Signal `descriptor`: the owner that the descriptor of the entity itself names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.database import rows
from catalog.names import EntityRef, InvalidRef
from catalog.ownership.signal import DECLARED, RANK_DESCRIPTOR, Evidence, OwnershipSignal


class DescriptorSignal(OwnershipSignal):
    """`spec.owner`, as each source that describes the entity states it.

    Such evidence has no time of its own: a claim is dated by its last change of anything, and an edited description must
    not make its owner the newer of two. So it counts from when this owner was first seen.
    """

    name = "descriptor"

    def observe(self, entity_ids: Sequence[int]) -> Iterable[Evidence]:
        for entity_id, namespace, source_id, owner, locator, url in rows(
            "SELECT c.entity_id, e.namespace, c.source_id, c.descriptor #>> '{spec,owner}', c.locator, c.url "
            "FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id JOIN catalog_source s ON s.id = c.source_id "
            "WHERE c.entity_id = ANY(%s) AND s.kind <> 'openlineage' AND c.descriptor #>> '{spec,owner}' <> ''",
            [list(entity_ids)],
        ):
            try:
                ref = EntityRef.parse(owner, default_kind="group", default_namespace=namespace)
            except InvalidRef:
                continue  # the sync told of it as an issue
            yield Evidence(
                entity_id=entity_id,
                owner_ref=str(ref),
                source_id=source_id,
                family="descriptor",
                tier=DECLARED,
                rank=RANK_DESCRIPTOR,
                text=f"Its descriptor names {ref}{f' at {locator}' if locator else ''}.",
                url=url,
            )
