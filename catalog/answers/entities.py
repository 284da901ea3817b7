"""Answers about entities: the card that every list shows, and all the rest of one entity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.answers.fields import doc
from catalog.answers.health import FreshnessState, Level
from catalog.answers.links import EntityLink
from catalog.answers.ownership import OwnerState
from catalog.answers.sources import Issue
from catalog.names import Kind
from catalog.viewers import Role
from catalog.words import Word


class ExistenceState(Word):
    """Whether an entity is there, as far as events and sources tell."""

    LIVE = "live", "Nothing says that it is gone."
    DROPPED = "dropped", "It was dropped, and nothing wrote it since."
    RENAMED = "renamed", "It has another name, and nothing wrote it under this one since."
    VANISHED = "vanished", "No source describes it any more; it is hidden after days of grace."


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryTerm:
    """A term of the glossary that an entity has."""

    ref: str = doc("Reference.")
    title: str = doc("The term as people write it.")
    definition: str | None = doc("First 200 characters of its description, plain text; null when nobody defined it.")
    exists: bool = doc("False when nothing has the ref.")


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
    glossary_terms: tuple[GlossaryTerm, ...] = doc("Terms of the glossary, by ref.")
    owner: EntityLink | None = doc("Accountable team; null for none.")
    owner_state: OwnerState | None = doc("How the owner was decided; null for what is never owned: teams, people.")
    system: EntityLink | None = doc("System it is part of.")
    domain: EntityLink | None = doc("Domain it is part of, through its system too.")
    parent: EntityLink | None = doc("Pipeline of a job, team above a team; null for none.")
    condition: int | None = doc("Can it be trusted now, 0 to 100; null when too little was seen.")
    care: int | None = doc("Is it looked after, 0 to 100; null when too little was seen.")
    level: Level = doc("Level.")
    freshness: FreshnessState = doc("Did it come when expected.")
    last_arrival_at: datetime | None = doc("Last arrival of data, or end of the last good run.")
    expected_by: datetime | None = doc("Next arrival should be before; null when nothing is expected.")
    existence_state: ExistenceState = doc("Whether it is there.")
    gone_at: datetime | None = doc("When it was dropped or renamed; null while LIVE.")
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
    merged_from: str | None = doc("Entity that had the name before the two became one; null for names of its own.")
    merged_by: str | None = doc("Person who said that they are one; null when a symlink of a producer does.")
    merged_at: datetime | None = doc("When the person said so.")
    merged_reason: str | None = doc("Why, in the person's words.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProvenance:
    """Which source a field's value comes from."""

    field: str = doc(
        "Field path in the descriptor, such as spec.owner; a tag is metadata.tags.pii, also one that people removed; a term "
        "spec.glossaryTerms.glossaryterm:default/x likewise; a link metadata.links.https://..., and metadata.links when "
        "people edited the list."
    )
    source: str = doc("Source key; `people` for an edit.")
    at: datetime = doc("When that source said so.")
    url: str | None = doc("Place in the source: file and line, or page.")
    by: str | None = doc("Who edited it; null for a source, and for an owner.")
    redundant: bool = doc("An edit that sources say too by now: it can be cleared.")
    hides_newer: bool = doc("An edit that hides what a source says since the edit was made.")
    losers: tuple[dict[str, Any], ...] = doc(
        "Values that lost, in order: {source, value, at, url}. Under an edit the first is what shows when it is cleared."
    )


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
    matched_field: str | None = doc(
        "Field that has most of the words: ref, title, name, tag, term, owner, system, domain, parent, platform, type, kind, "
        "alias, description or column; null without a text."
    )
    snippet: str | None = doc(
        "Plain text of that field, at most 200 characters, each word that was looked for between U+2068 and U+2069; null "
        "without a text."
    )


class FacetField(Word):
    """What entities can be counted by."""

    KIND = "kind", "Kind."
    TYPE = "type", "Type, as in table or topic."
    PLATFORM = "platform", "Platform."
    OWNER = "owner", "Accountable team."
    OWNER_STATE = "owner_state", "Owner state."
    TIER = "tier", "Tier."
    LIFECYCLE = "lifecycle", "Lifecycle."
    LEVEL = "level", "Level."
    FRESHNESS = "freshness", "Freshness state."
    SYSTEM = "system", "System."
    DOMAIN = "domain", "Domain."
    TAG = "tag", "Tag."
    TERM = "term", "Term of the glossary."
    EXISTENCE = "existence", "Whether it is there."
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
    exact: bool = doc(
        "False when more than 2,000 entities match words or a filter: so many are counted, and counts are at least these."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation between two entities, seen from the one asked."""

    type: str = doc("Relation type as in Backstage: ownedBy, dependsOn, partOf, ...")
    target: EntityLink = doc("The other end.")
    source: str = doc("Source that said so.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewerCard:
    """Who is asking, and what they may do."""

    name: str | None = doc("Name to show; null when nobody is signed in.")
    signed_in: bool = doc("False when reads are public and nobody is signed in.")
    person: EntityCard | None = doc("Person; null for a token.")
    role: Role | None = doc("Role; null for a token.")
    scopes: tuple[str, ...] = doc("Scopes; for a person, those of the role.")
    teams: tuple[EntityLink, ...] = doc("Teams of the person.")
