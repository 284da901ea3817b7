"""What questions of the catalog answer: frozen values, the same behind every door.

A docstring of a class is the text of its GraphQL type and REST schema; a field's text is its `doc`. `X | None` says
in `doc` what null means. Times are UTC instants.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.names import Kind
from catalog.viewers import Role
from catalog.words import Word


def doc(text: str, **options: Any) -> Any:
    """A dataclass field with the text that every door shows for it."""
    return field(metadata={"doc": text}, **options)


def given(text: str, default: Any = None) -> Any:
    """A field of a filter or input with its text; absent unless the caller gives it."""
    return field(metadata={"doc": text}, default=default)


def many(text: str, default: Callable[[], Any] = tuple) -> Any:
    """Like `doc`, for a list that may be left out."""
    return field(metadata={"doc": text}, default_factory=default)


class TextState(Word):
    """Why a restricted text is or is not there."""

    AVAILABLE = "available", "Text is present."
    REDACTED = "redacted", "It exists, the viewer may not read it."
    ABSENT = "absent", "It was never sent."
    EXPIRED = "expired", "It was deleted by retention."


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityLink:
    """What one answer carries of another entity: enough to show and link it, without a query."""

    ref: str = doc("Reference; also when the entity does not exist (yet).")
    kind: Kind = doc("Kind.")
    title: str = doc("Title to show.")
    exists: bool = doc("False when the reference leads to nothing visible.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityCard:
    """Everything a list shows of one entity."""

    id: str = doc("Id (ent_...); survives renames and merges.")
    ref: str = doc("Reference.")
    kind: Kind = doc("What people call it.")
    type: str | None = doc(
        "Finer word from its descriptor (spec.type): table, topic, service, ...; null when it has none."
    )
    namespace: str = doc("Namespace part of the ref.")
    name: str = doc("Name part of the ref.")
    title: str = doc("True name: title, else OpenLineage name, else name.")
    summary: str | None = doc("First 200 characters of the description, plain text.")
    platform: str | None = doc("Where it lives: bigquery, postgres, kafka, flyte, ...")
    tier: int | None = doc("Importance, 1 most important to 5; null when nobody said.")
    lifecycle: str | None = doc("Lifecycle as declared: experimental, production, deprecated, ...")
    tags: tuple[str, ...] = doc("Tags, sorted.")
    owner: EntityLink | None = doc("Accountable team; null for none.")
    system: EntityLink | None = doc("System it is part of.")
    domain: EntityLink | None = doc("Domain it is part of, through its system too.")
    parent: EntityLink | None = doc("Pipeline of a job, team above a team; null for none.")
    last_arrival_at: datetime | None = doc("Last arrival of data, or end of the last good run.")
    created_at: datetime = doc("First known.")
    updated_at: datetime = doc("Last change of its document or owner; not of its health.")
    version: int = doc("Counts edits; send it back as expectedVersion.")
    url: str = doc("Path of its page in the web UI.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Link to a page."""

    url: str = doc("Address; http or https only.")
    title: str | None = doc("Text to show.")
    icon: str | None = doc("Icon name.")
    type: str | None = doc("What it leads to, such as runbook or dashboard.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValue:
    """One annotation or label."""

    key: str = doc("Key.")
    value: str = doc("Value.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another name of an entity in some naming scheme."""

    scheme: str = doc("Naming scheme: openlineage.dataset, openlineage.job, dbt, bigquery, ...")
    key: str = doc("Name in it; OpenLineage names are `namespace` and `name` joined by a line feed.")
    namespace: str | None = doc("OpenLineage namespace; null in other schemes.")
    name: str | None = doc("OpenLineage name; null in other schemes.")
    source: str = doc("Source that said so.")
    since: datetime = doc("First seen.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProvenance:
    """Which source a field's value comes from."""

    field: str = doc("Field path in the descriptor, such as spec.owner.")
    source: str = doc("Source key; `people` for an edit.")
    at: datetime = doc("When that source said so.")
    url: str | None = doc("Place in the source: file and line, or page.")
    losers: tuple[dict[str, Any], ...] = doc("Values of other sources that lost.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One problem with one item of a source; it never stops the rest."""

    id: str = doc("Id (iss_...).")
    source: str = doc("Source key.")
    item: str = doc("Item in the source: file and line, table, dashboard.")
    entity: EntityLink | None = doc("Entity it is about.")
    state: IssueState = doc("State.")
    code: str = doc("Code, such as descriptor.invalid.")
    message: str = doc("What is wrong and how to mend it.")
    first_seen_at: datetime = doc("First seen.")
    last_seen_at: datetime = doc("Last seen.")
    count: int = doc("Times seen.")
    url: str | None = doc("Where to look.")


class IssueState(Word):
    """State of a problem found while reading."""

    OPEN = "open", "Seen in the last sync."
    RESOLVED = "resolved", "Not seen any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityDetail:
    """The rest of what is known of an entity."""

    card: EntityCard = doc("The card.")
    description: str | None = doc("Full description in Markdown.")
    links: tuple[Link, ...] = doc("Links, as declared or edited.")
    annotations: tuple[KeyValue, ...] = doc("Annotations: machine facts by key.")
    labels: tuple[KeyValue, ...] = doc("Labels: values to filter by.")
    aliases: tuple[Alias, ...] = doc("Every other name of the entity.")
    provenance: tuple[FieldProvenance, ...] = doc("Which source won each field.")
    descriptor: dict[str, Any] = doc("The Backstage descriptor, as served to a Backstage app.")
    issues: tuple[Issue, ...] = doc("Problems found while reading its sources.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityHit:
    """One entity found."""

    card: EntityCard = doc("The entity.")
    score: float = doc("Score within this answer, 0 to 1.")
    matched_field: str | None = doc("Field that matched; null without a text.")
    snippet: str | None = doc("Text around the match; null when the name matched.")


class FacetField(Word):
    """What entities can be counted by."""

    KIND = "kind", "Kind."
    TYPE = "type", "Type, as in table or topic."
    PLATFORM = "platform", "Platform."
    OWNER = "owner", "Accountable team."
    TIER = "tier", "Tier."
    LIFECYCLE = "lifecycle", "Lifecycle."
    SYSTEM = "system", "System."
    DOMAIN = "domain", "Domain."
    TAG = "tag", "Tag."
    SOURCE = "source", "Source that claims it."
    NAMESPACE = "namespace", "Namespace."


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value and its count."""

    value: str = doc("Value as the filter takes it.")
    title: str = doc("Text to show.")
    count: int = doc("Entities with it, under the filter.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """How many entities have each value of one field."""

    field: FacetField = doc("Counted field.")
    values: tuple[FacetValue, ...] = doc("Values, largest count first; at most 50.")
    more_count: int = doc("Values beyond these 50.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation between two entities, seen from the one asked."""

    type: str = doc("Relation type as in Backstage: ownedBy, dependsOn, partOf, ...")
    target: EntityLink = doc("The other end.")
    source: str = doc("Source that said so.")


class SourceState(Word):
    """Health of a source as a whole."""

    OK = "ok", "Reads well."
    FAILING = "failing", "Last sync was partial or failed."
    SILENT = "silent", "Nothing heard for twice its interval."
    PAUSED = "paused", "Switched off."
    BROKEN = "broken", "Its connector could not be loaded."


class SyncState(Word):
    """Life of one reading of a source."""

    RUNNING = "running", "Writing."
    SUCCEEDED = "succeeded", "Done, complete."
    PARTIAL = "partial", "Done in part; nothing was deleted."
    FAILED = "failed", "Failed; nothing was deleted."


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPlan:
    """What a sync does: a diff."""

    create_count: int = doc("Entities created.")
    update_count: int = doc("Entities changed.")
    delete_count: int = doc("Entities deleted.")
    same_count: int = doc("Records the same as before.")
    delete_share: float = doc("Share of the source's entities deleted, 0 to 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncCard:
    """One reading of a source."""

    id: str = doc("Id (syn_...).")
    source: str = doc("Source key.")
    state: SyncState = doc("State.")
    started_at: datetime = doc("Start.")
    ended_at: datetime | None = doc("End.")
    read_count: int = doc("Records read.")
    plan: SyncPlan | None = doc("What it will do or did; null while reading.")
    issue_count: int = doc("Issues it found.")
    error: str | None = doc("Why it failed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCard:
    """One configured connector or door that makes claims."""

    id: str = doc("Id (src_...).")
    key: str = doc("Short unique key, used as `source` everywhere.")
    title: str = doc("Name.")
    kind: str = doc("Connector kind: git, dbt, bigquery, ...")
    state: SourceState = doc("State.")
    interval_seconds: int | None = doc("Seconds between syncs; null when it is pushed to us.")
    heartbeat_at: datetime | None = doc("Last sign of life.")
    lag_seconds: float | None = doc("Seconds the source is behind.")
    entity_count: int = doc("Entities it claims.")
    issue_count: int = doc("Open issues.")
    trusted_for_owners: bool = doc("May decide owners.")
    precedence: int = doc("Rank when sources disagree; higher wins.")
    last_sync: SyncCard | None = doc("Last sync.")
    config: dict[str, Any] | None = doc("Configuration, secrets as null. Admin; else null and configState says so.")
    config_state: TextState = doc("Why config is or is not there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewerCard:
    """Who is asking, and what they may do."""

    name: str | None = doc("Name to show; null when nobody is signed in.")
    signed_in: bool = doc("False when reads are public and nobody is signed in.")
    person: EntityCard | None = doc("Person; null for a token.")
    role: Role | None = doc("Role; null for a token.")
    scopes: tuple[str, ...] = doc("Scopes; for a person, those of the role.")
    teams: tuple[EntityLink, ...] = doc("Teams of the person.")
