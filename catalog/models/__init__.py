"""Tables of the catalog; each module's docstring names the one writer of its tables."""

from catalog.models.entities import (
    Alias,
    Claim,
    DescriptorField,
    Entity,
    EntityDocument,
    Relation,
    SearchDocument,
    StitchRequest,
)
from catalog.models.sources import Issue, Source, Sync

__all__ = [
    "Alias",
    "Claim",
    "DescriptorField",
    "Entity",
    "EntityDocument",
    "Issue",
    "Relation",
    "SearchDocument",
    "Source",
    "StitchRequest",
    "Sync",
]
