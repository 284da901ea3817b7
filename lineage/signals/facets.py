"""Signal `facets`: the owners that OpenLineage events name for a dataset or a job (ownership facets)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.answers import OwnerRole
from catalog.database import rows
from catalog.ownership.owner_names import OwnerName, accountable_of, facet_owner_name, owner_refs
from catalog.ownership.signal import DECLARED, INFERRED, RANK_FACET, Evidence, OwnershipSignal

DEFAULT_STRENGTH = 0.2
# Types are free text: these are clear, any other names somebody to ask.
_ROLES = {
    **dict.fromkeys(("", "owner", "maintainer", "accountable", "dataowner"), OwnerRole.ACCOUNTABLE),
    **dict.fromkeys(("technical", "technicalowner", "developer", "engineer"), OwnerRole.TECHNICAL),
    **dict.fromkeys(("domain", "domainowner", "business", "businessowner"), OwnerRole.DOMAIN),
    **dict.fromkeys(("steward", "datasteward"), OwnerRole.STEWARD),
}


class FacetsSignal(OwnershipSignal):
    """Of several accountable owners the first team is accountable, or the first person where none is a team; the others
    are technical owners. What a tool writes when nobody told it is only a hint.

    Without a time of its own, as the descriptor's: every run repeats the facet.
    """

    name = "facets"

    def observe(self, entity_ids: Sequence[int]) -> Iterable[Evidence]:
        found = [
            (entity_id, source_id, list(_owners(body)))
            for entity_id, source_id, body in rows(
                "SELECT entity_id, source_id, body FROM lineage_entityfacet WHERE entity_id = ANY(%s) "
                "AND name = 'ownership' AND body IS NOT NULL",
                [list(entity_ids)],
            )
        ]
        refs = owner_refs(name for _, _, owners in found for name, _ in owners)
        for entity_id, source_id, owners in found:
            first = accountable_of(
                [name for name, role in owners if role is OwnerRole.ACCOUNTABLE and not name.is_default]
            )
            for name, role in owners:
                is_second = role is OwnerRole.ACCOUNTABLE and not name.is_default and name != first
                yield Evidence(
                    entity_id=entity_id,
                    owner_ref=refs[name],
                    source_id=source_id,
                    family="facet",
                    tier=INFERRED if name.is_default else DECLARED,
                    rank=0 if name.is_default else RANK_FACET,
                    strength=DEFAULT_STRENGTH if name.is_default else 1.0,
                    role=OwnerRole.TECHNICAL if is_second else role,
                    text=f"Its events name {refs[name]}.",
                )


def _owners(body: object) -> Iterable[tuple[OwnerName, OwnerRole]]:
    listed = body.get("owners") if isinstance(body, dict) else None
    for owner in listed if isinstance(listed, list) else ():
        text = owner.get("name") if isinstance(owner, dict) else None
        name = facet_owner_name(text) if isinstance(text, str) else None
        if name is not None:
            word = "".join(letter for letter in str(owner.get("type") or "").lower() if letter.isalpha())
            yield name, _ROLES.get(word, OwnerRole.CONTACT)
