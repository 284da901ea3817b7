"""Lineage of datasets and jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityCard, EntityLink, UserError, doc
from catalog.names import Kind
from catalog.paging import CountState
from catalog.words import Word
from lineage.answers.runs import RunState


class Direction(Word):
    """Which way to follow lineage from a starting entity."""

    UPSTREAM = "upstream", "Towards what it is made from."
    DOWNSTREAM = "downstream", "Towards what is made from it."
    BOTH = "both", "Both ways, without turning: ancestors and descendants, not siblings."


class Grain(Word):
    """Which nodes a lineage answer keeps; edges through nodes left out are joined."""

    FULL = "full", "Datasets and jobs."
    DATASET = "dataset", "Datasets, dashboards and models only."
    JOB = "job", "Jobs only."
    PIPELINE = "pipeline", "Datasets, and pipelines in place of their jobs."
    SYSTEM = "system", "Systems in place of what is in them; what is in none stands for itself."
    DOMAIN = "domain", "Domains in place of what is in them; what is in none stands for itself."
    TEAM = "team", "Owners in place of what they own; what nobody owns stands for itself."


class EdgeBasis(Word):
    """How an edge is known, strongest first."""

    EXPLICIT = "explicit", "The producer stated the edge itself (lineage facet)."
    COLUMN = "column", "Column lineage of the target names the source."
    INPUT_OUTPUT = (
        "input_output",
        "A job read the one and wrote the other; joined edges are inputs times outputs.",
    )
    DECLARED = "declared", "A descriptor or a person declares it."
    PARSED = "parsed", "Parsed from SQL text."


# Stored as small numbers, strongest least: min() over evidence is the basis of an edge.
BASIS_RANK = {basis: rank for rank, basis in enumerate(EdgeBasis, start=1)}
BASIS_OF = {rank: basis for basis, rank in BASIS_RANK.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageNode:
    """One node of a lineage graph, with what a drawing needs."""

    key: str = doc("Key that edges use; the ref, or a random text for a hidden node.")
    entity: EntityCard | None = doc("The entity; null when hidden.")
    kind: Kind = doc("Kind; also for a hidden node.")
    hidden: bool = doc("True when the viewer may not see it: it counts, but has no name.")
    stub: bool = doc("True when it is only known by reference.")
    gone: bool = doc("True for a dataset that was dropped or renamed, and not written since.")
    hop: int = doc("Least number of hops from a start; negative upstream, 0 for a start.")
    more_upstream: int = doc("Direct neighbours upstream that are not in the answer.")
    more_downstream: int = doc("Direct neighbours downstream that are not in the answer.")
    last_run_state: RunState | None = doc("State of the last run; null for datasets without one.")
    last_run_at: datetime | None = doc("End or, while running, start of the last run.")


class EdgeAge(Word):
    """Whether what tells of an edge is still to be believed, by the policy of its source."""

    FRESH = "fresh", "Seen lately, or declared by a person."
    STALE = "stale", "Holds, but was not seen for longer than its source's edges usually are."
    ENDED = "ended", "No longer holds: a later run does not show it, it was retracted, or it was not seen for too long."


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeEvidence:
    """Why an edge is believed."""

    basis: EdgeBasis = doc("Basis.")
    source: str = doc("Source key.")
    age: EdgeAge = doc("Whether it is still to be believed.")
    first_seen_at: datetime = doc("First seen.")
    last_seen_at: datetime = doc("Last seen.")
    count: int = doc("Times seen.")
    run_id: str | None = doc("Last run that showed it (run_...).")
    url: str | None = doc("Person or file behind a declared edge.")
    note: str | None = doc("Why a person declared it; null when a machine tells it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageEdge:
    """One directed edge: target is made from source."""

    source: str = doc("Key of the upstream node.")
    target: str = doc("Key of the downstream node.")
    basis: EdgeBasis = doc("Strongest basis.")
    evidence: tuple[EdgeEvidence, ...] = doc(
        "All that is known of it, strongest first; at most 10. Where it stands for several, of one of them."
    )
    via: tuple[EntityLink, ...] = doc(
        "Jobs folded into it; in grain FULL only those that do not name both ends; at most 10."
    )
    count: int = doc("Edges that it stands for: more than one at the levels of pipelines, systems, domains and teams.")
    age: EdgeAge = doc("That of its freshest evidence.")
    valid_from: datetime = doc("When it began to hold.")
    valid_to: datetime | None = doc("When it ceased; null while it holds.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageGraph:
    """Part of the lineage graph around some entities at one instant."""

    as_of: datetime = doc("Instant the graph is about.")
    window_days: int = doc("Days before asOf whose edges count; 0 for edges in force at asOf.")
    grain: Grain = doc("What nodes it keeps.")
    nodes: tuple[LineageNode, ...] = doc("Nodes, nearest first, then tier and use.")
    edges: tuple[LineageEdge, ...] = doc("Edges between these nodes.")
    truncated: bool = doc("True when `limit` or `maxHops` cut it; see moreUpstream and moreDownstream.")
    total_count: int | None = doc("Nodes in reach at these hops.")
    total_count_state: CountState = doc("How sure totalCount is.")
    hidden_count: int = doc("Nodes the viewer may not see.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgePayload:
    """What a command on an edge did."""

    source: EntityLink | None = doc("Upstream end; null when nothing was done.")
    target: EntityLink | None = doc("Downstream end; null when nothing was done.")
    user_errors: tuple[UserError, ...] = doc("Why nothing was done; empty on success.")
    client_mutation_id: str | None = doc("The text given in the input.")

    @classmethod
    def refused(cls, errors: tuple[UserError, ...], echo: str | None) -> EdgePayload:
        """Nothing was done."""
        return cls(source=None, target=None, user_errors=errors, client_mutation_id=echo)
