"""The socket that health checks plug into: each judges a batch of entities and says what it saw.

A check lives in the app whose tables it reads. It reads, and never writes. Third parties register theirs under the
entry-point group `headwater.health_checks`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from catalog.answers import CheckState, ExistenceState, OwnerState
from catalog.names import Kind

CONDITION = ("freshness", "reliability", "quality", "upstream")
CARE = ("ownership", "documentation")
CAUSE = "_cause"
"""End of the keys under which evidence names an entity by its id."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What every check may know of an entity without a query: the columns of its card, by database id."""

    id: int
    ref: str
    kind: Kind
    type: str | None
    tier: int | None
    lifecycle: str | None
    owner_ref: str | None
    owner_state: OwnerState | None
    last_arrival_at: datetime | None
    existence_state: ExistenceState = ExistenceState.LIVE
    gone_at: datetime | None = None


class Subjects(tuple[Subject, ...]):
    """What a check judges at once, and what the checks of one batch read together."""

    _all: Subjects
    _read: dict[object, Any]

    @classmethod
    def batch(cls, subjects: Iterable[Subject]) -> Self:
        """A batch of its own, for which nothing was read yet."""
        made = cls(subjects)
        made._all, made._read = made, {}
        return made

    def only(self, subjects: Iterable[Subject]) -> Self:
        """Some of them, that share what is read for the batch."""
        made = type(self)(subjects)
        made._all, made._read = self._all, self._read
        return made

    def shared(self, load: Callable[[Subjects], T]) -> T:
        """What `load` finds of the whole batch: read once, however many checks ask. Not to be changed."""
        if load not in self._read:
            self._read[load] = load(self._all)
        found: T = self._read[load]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one check says of one entity.

    `score` is 0 to 1 and counts for PASS (1 unless given), WARN and FAIL only. `text` and `evidence` say what was seen,
    in absolute times, since a verdict that did not change is not written again. `recheck_at` is when time alone may
    change it. `attributed_to` is the id of the entity that causes it, when it is another one; so is what stands under a
    key of the evidence that ends in `_cause`.
    """

    entity_id: int
    state: CheckState
    text: str
    score: float | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    observed_at: datetime | None = None
    remedy: str | None = None
    effort_minutes: int | None = None
    attributed_to: int | None = None
    recheck_at: datetime | None = None


class CheckParamsError(ValueError):
    """A parameter of a check in the rules is unknown or of a wrong type; names the parameter and what is accepted."""

    def __init__(self, param: str, message: str) -> None:
        super().__init__(f"{param}: {message}")
        self.param = param
        self.message = message


class HealthCheck(ABC):
    """One question about an entity that facts can answer."""

    name: ClassVar[str]
    """Unique id, `dimension.what`: freshness.on_time."""
    title: ClassVar[str]
    description: ClassVar[str]
    dimension: ClassVar[str]
    weight: ClassVar[float]
    """Weight within its dimension; the rules may set another."""
    applies_to: ClassVar[frozenset[Kind]]
    params: ClassVar[Mapping[str, float]] = {}
    """Numbers that the rules may set, with their defaults."""

    def __init__(self, params: Mapping[str, object] | None = None) -> None:
        self.param = dict(self.params)
        for key, value in (params or {}).items():
            if key not in self.params:
                known = ", ".join(sorted(self.params)) or "none"
                raise CheckParamsError(key, f"is unknown for {self.name}; known are: {known}")
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise CheckParamsError(key, "must be a number")
            self.param[key] = float(value)

    @abstractmethod
    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """One verdict for each subject; all of them are of a kind in `applies_to`. A subject left out is NO_DATA."""

    def spread(self, entity_ids: Sequence[int]) -> Iterable[int]:
        """Entities to judge anew because the health of these changed (those downstream)."""
        return ()

    changed_sql: ClassVar[str | None] = None
    """SELECT of (entity_id, changed_at) over the facts that this check reads beside the entity's own row, for the
    nightly sweep: what changed after an entity was judged is judged anew. None: the card's columns are all it reads."""
