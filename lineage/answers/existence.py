"""Whether a dataset is there, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityLink, ExistenceState, doc
from catalog.words import Word


class ChangeKind(Word):
    """What happened to a dataset beside being read and written (facet lifecycleStateChange)."""

    CREATED = "created", "It was made."
    ALTERED = "altered", "Its form was changed."
    OVERWRITTEN = "overwritten", "All its data was replaced."
    TRUNCATED = "truncated", "All its data was removed."
    RENAMED = "renamed", "It was given the name that it has."
    DROPPED = "dropped", "It was removed."


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetChange:
    """Something that happened to a dataset beside being read and written."""

    kind: ChangeKind = doc("What.")
    at: datetime = doc("When it was told last.")
    job: EntityLink | None = doc("Job that did it; null when unknown or hidden.")
    run_id: str | None = doc("Run that did it (run_...); null when unknown or hidden.")
    former: EntityLink | None = doc("Of RENAMED: what has the name before; null when unknown or hidden.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Existence:
    """Whether a dataset is there, as its lifecycleStateChange facets and its writes tell."""

    state: ExistenceState = doc("Whether it is there.")
    since: datetime | None = doc("When it was dropped or renamed; null while LIVE.")
    job: EntityLink | None = doc("Job that dropped or renamed it; null while LIVE, when unknown or hidden.")
    run_id: str | None = doc("Run that did (run_...); null as job.")
    renamed_to: EntityLink | None = doc("What it is called now; null unless RENAMED.")
    changes: tuple[DatasetChange, ...] = doc("The last change of each kind, newest first; of RENAMED each former name.")
