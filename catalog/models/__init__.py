"""Tables of the catalog; each module's docstring names the one writer of its tables."""

from catalog.models.audit import AuditEntry, ChangeItem, ChangeSet
from catalog.models.edits import FieldEdit
from catalog.models.entities import (
    Alias,
    Claim,
    DescriptorField,
    Entity,
    EntityDocument,
    Relation,
)
from catalog.models.facets import FacetCount, FacetRow, FacetValue
from catalog.models.health import HealthChange, HealthLedger, HealthState, Ruleset, VerdictChange
from catalog.models.identity import IdentityDecision, Variant
from catalog.models.ownership import (
    Membership,
    OwnersFile,
    OwnershipAssertion,
    OwnershipEvidence,
    ResolvedOwnership,
)
from catalog.models.queues import HealthRequest, IdentityRequest, OwnershipRequest, StitchRequest
from catalog.models.search import SearchColumns, SearchDocument, SearchWord
from catalog.models.served import FieldChange, ServedChange, ServedText, VisibilityChange
from catalog.models.sources import Issue, Source, Sync, SyncChange
from catalog.models.tasks import TaskReport

__all__ = [
    "Alias",
    "AuditEntry",
    "ChangeItem",
    "ChangeSet",
    "Claim",
    "DescriptorField",
    "Entity",
    "EntityDocument",
    "FacetCount",
    "FacetRow",
    "FacetValue",
    "FieldChange",
    "FieldEdit",
    "HealthChange",
    "HealthLedger",
    "HealthRequest",
    "HealthState",
    "IdentityDecision",
    "IdentityRequest",
    "Issue",
    "Membership",
    "OwnersFile",
    "OwnershipAssertion",
    "OwnershipEvidence",
    "OwnershipRequest",
    "Relation",
    "ResolvedOwnership",
    "Ruleset",
    "SearchColumns",
    "SearchDocument",
    "SearchWord",
    "ServedChange",
    "ServedText",
    "Source",
    "StitchRequest",
    "Sync",
    "SyncChange",
    "TaskReport",
    "Variant",
    "VerdictChange",
    "VisibilityChange",
]
