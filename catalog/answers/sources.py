"""Answers about sources: what is read, how it goes, what was wrong in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.answers.fields import TextState, doc
from catalog.answers.links import EntityLink
from catalog.words import Word


class IssueState(Word):
    """State of a problem found while reading."""

    OPEN = "open", "Seen in the last sync."
    RESOLVED = "resolved", "Not seen any more."


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


class SourceState(Word):
    """Health of a source as a whole."""

    OK = "ok", "Reads well."
    FAILING = "failing", "Last sync was partial or failed."
    BACKING_OFF = "backing_off", "Failed five times or more in a row; asked again less and less often."
    SILENT = "silent", "Nothing heard for twice its interval."
    WAITING = "waiting", "What its last sync changes waits for approval."
    PAUSED = "paused", "Switched off."
    BROKEN = "broken", "Its connector could not be loaded."


# Up to so many removals of one sync are never held for their share of the source.
HOLD_LEAST = 5
# More removals than this take two people.
TWO_PEOPLE = 1_000
# From so many failures in a row on a source that is read at intervals is backing off.
CIRCUIT_FAILURES = 5


class SyncState(Word):
    """Life of one reading of a source."""

    RUNNING = "running", "Reading."
    PLANNED = "planned", "Read; nothing is changed until somebody approves."
    HELD = "held", "Done but for its removals, which are many or were taken back before: they wait for approval."
    APPROVED = "approved", "Approved; being applied."
    DECLINED = "declined", "What waited was declined."
    SUPERSEDED = "superseded", "What waited was not decided before the source was read again."
    SUCCEEDED = "succeeded", "Done, complete."
    PARTIAL = "partial", "Done in part; nothing was deleted."
    FAILED = "failed", "Failed; nothing was deleted."


def approvals_needed(removals: int) -> int:
    """People who must approve a sync that removes so many entities."""
    return 2 if removals > TWO_PEOPLE else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One person's consent to what a sync changes."""

    by: str = doc("Name.")
    at: datetime = doc("When.")
    reason: str = doc("Why, in their words.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPlan:
    """What a sync does: a diff."""

    create_count: int = doc("Entities created.")
    update_count: int = doc("Entities changed.")
    delete_count: int = doc("Entities deleted.")
    same_count: int = doc("Records the same as before.")
    delete_share: float = doc("Share of the source's entities deleted, 0 to 1.")
    waiting_count: int = doc("Changes that wait for approval.")
    approvals_needed: int = doc("People who must approve before they are made; 0 when nothing waits.")
    approvals: tuple[Approval, ...] = doc("Who approved.")


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
    next_sync_at: datetime | None = doc("When it is read next; null when it is pushed to us, or as soon as possible.")
    failure_count: int = doc("Syncs that failed in a row.")
    heartbeat_at: datetime | None = doc("Last sign of life.")
    lag_seconds: float | None = doc("Seconds the source is behind.")
    entity_count: int = doc("Entities it claims.")
    issue_count: int = doc("Open issues.")
    trusted_for_owners: bool = doc("May decide owners.")
    review: bool = doc("Every sync waits for approval.")
    hold_share: float = doc("A sync that removes more than this share of its entities holds the removals, 0 to 1.")
    precedence: int = doc("Rank when sources disagree; higher wins.")
    last_sync: SyncCard | None = doc("Last sync.")
    config: dict[str, Any] | None = doc("Configuration, secrets as null. Admin; else null and configState says so.")
    config_state: TextState = doc("Why config is or is not there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProblem:
    """One thing that is wrong in what was sent."""

    item: str = doc("Place: name and line.")
    code: str = doc("Rule, such as spec.required.")
    message: str = doc("What is wrong and what is accepted.")
    ref: str | None = doc("Entity it is about, where that can be told.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What became of descriptors that were sent."""

    sync: str = doc("Id of the sync (syn_...); what waits of it is approved or declined by that.")
    state: SyncState = doc("How it ended: planned and held wait for approval.")
    error: str | None = doc("Why it failed.")
    read_count: int = doc("Descriptors that break no rule.")
    new_count: int = doc("Of those, what the source did not say before.")
    changed_count: int = doc("Of those, what it said otherwise.")
    unchanged_count: int = doc("Of those, what it said just so.")
    gone_count: int = doc("What it said before and says no more; nothing as long as there are issues.")
    issue_count: int = doc("Things that are wrong.")
    issues: tuple[ImportProblem, ...] = doc("The first 100 of them; issue_list has all.")
