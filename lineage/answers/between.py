"""What is between entities: ways, one edge with all its evidence, and what is different between two instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityLink, doc
from lineage.answers.graph import EdgeAge, EdgeBasis, LineageEdge, LineageNode
from lineage.answers.schemas import SchemaDiff


@dataclass(frozen=True, slots=True, kw_only=True)
class LineagePath:
    """One way from an entity down to another."""

    hops: int = doc("Edges.")
    nodes: tuple[LineageNode, ...] = doc("Nodes in order, source first.")
    edges: tuple[LineageEdge, ...] = doc("Edges in order.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageTrace:
    """The shortest ways from an entity down to another at one instant."""

    as_of: datetime = doc("Instant it is about.")
    paths: tuple[LineagePath, ...] = doc("Shortest first; empty when nothing flows from the source to the target.")
    complete: bool = doc(
        "True when no way is left out that is shorter than these, or that is within maxHops while fewer than `limit` are "
        "here; false when the search was ended because both ends lead to too much."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeProof:
    """One thing that is known of an edge: what one source says of it by one basis through one job."""

    basis: EdgeBasis = doc("Basis.")
    source: str = doc("Source key.")
    job: EntityLink | None = doc("Job that joins two datasets, or states the edge; null when none does, or hidden.")
    first_seen_at: datetime = doc("When it began to hold.")
    last_seen_at: datetime = doc("Last seen.")
    valid_to: datetime | None = doc(
        "When it ceased: the first later run of the job that did not show it; null while it holds."
    )
    holds: bool = doc("True when it holds at asOf.")
    age: EdgeAge = doc("Whether it is to be believed at asOf, by the policy of its source.")
    count: int = doc("Runs that showed it.")
    run_id: str | None = doc("Last run that showed it (run_...); null when none did, or its job is hidden.")
    url: str | None = doc("Person or file behind a declared edge.")
    note: str | None = doc("Why a person declared it; null when a machine tells it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeDetail:
    """Why an edge is, or was, believed: all evidence of it, uncut."""

    as_of: datetime = doc("Instant it is about.")
    source: EntityLink = doc("Upstream end.")
    target: EntityLink = doc("Downstream end: made from the source.")
    basis: EdgeBasis | None = doc("Strongest basis of what holds at asOf; null when nothing does.")
    evidence: tuple[EdgeProof, ...] = doc(
        "What holds first, then what ceased last; of these the strongest basis first."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageDiff:
    """What is different in lineage around some entities between two instants."""

    since: datetime = doc("Earlier instant.")
    until: datetime = doc("Later instant.")
    nodes: tuple[LineageNode, ...] = doc("Nodes of both, with their neighbours counted as they are now.")
    added: tuple[LineageEdge, ...] = doc("Edges only at the later.")
    removed: tuple[LineageEdge, ...] = doc("Edges only at the earlier, as they were.")
    changed: tuple[LineageEdge, ...] = doc(
        "Edges of which the basis, the jobs, or how many they stand for changed, as they are at the later."
    )
    schemas: tuple[SchemaDiff, ...] = doc("Datasets among the nodes whose columns changed; at most 100.")
    truncated: bool = doc("True when `limit`, `maxHops` or the most of an answer cut it.")
