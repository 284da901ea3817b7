"""Does it say what it is?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from catalog.answers import CheckState
from catalog.database import rows
from catalog.health.check import HealthCheck, Subject, Subjects, Verdict
from catalog.health.kinds import OWNED
from catalog.text import words_of


class Description(HealthCheck):
    """A description that only repeats the name says nothing."""

    name = "documentation.description"
    title = "Says what it is"
    description = "It has a description that is long enough and does not only repeat the name."
    dimension = "documentation"
    weight = 4
    applies_to = OWNED
    params = {"characters": 40.0}

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at the stitched descriptor."""
        texts: dict[int, str | None] = dict(
            rows(
                "SELECT entity_id, descriptor #>> '{metadata,description}' FROM catalog_entitydocument "
                "WHERE entity_id = ANY(%s)",
                [[subject.id for subject in subjects]],
            )
        )
        for subject in subjects:
            yield self._verdict(subject, (texts.get(subject.id) or "").strip())

    def _verdict(self, subject: Subject, text: str) -> Verdict:
        least = int(self.param["characters"])
        new_words = set(words_of(text)) - set(words_of(subject.ref))
        if len(text) >= least and len(new_words) > 2:
            return Verdict(entity_id=subject.id, state=CheckState.PASS, text=f"Described in {len(text)} characters.")
        if new_words:
            return Verdict(
                entity_id=subject.id,
                state=CheckState.WARN,
                score=0.5,
                text=f"Its description has {len(text)} characters; {least} are asked for.",
                remedy="Say in two sentences what it holds, and who it is for.",
                effort_minutes=10,
            )
        text = "Its description only repeats the name." if text else "It has no description."
        return Verdict(
            entity_id=subject.id,
            state=CheckState.FAIL,
            text=text,
            remedy="Say in two sentences what it holds, and who it is for.",
            effort_minutes=10,
        )
