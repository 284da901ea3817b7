"""How fresh things are promised to be: annotation `headwater.dev/freshness-within` of their descriptors."""

from __future__ import annotations

from datetime import timedelta

from catalog.answers import CheckState
from catalog.health.check import Subjects, Verdict
from lineage.promises import ANNOTATION, promise_of
from lineage.queries.arrivals import promise_texts


def promises_of(subjects: Subjects) -> dict[int, tuple[str, timedelta | None]]:
    """The annotation as written, and what it means, by entity; those without one are left out."""
    found = promise_texts([subject.id for subject in subjects])
    return {entity_id: (text, promise_of(text)) for entity_id, text in found.items()}


def unreadable(entity_id: int, text: str, **evidence: object) -> Verdict:
    """A promise that cannot be read is no promise, and its writer is told what is accepted."""
    return Verdict(
        entity_id=entity_id,
        state=CheckState.NO_DATA,
        text=f"{ANNOTATION} is {text[:40]!r}; accepted is a whole number and m, h or d, such as 90m, 26h or 2d.",
        evidence=evidence,
        remedy=f"Correct the annotation {ANNOTATION}.",
        effort_minutes=5,
    )
