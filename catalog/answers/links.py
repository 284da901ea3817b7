"""What every answer may carry of an entity it names."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.answers.fields import doc
from catalog.names import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityLink:
    """What one answer carries of another entity: enough to show and link it, without a query."""

    ref: str = doc("Reference; also when the entity does not exist (yet).")
    kind: Kind = doc("Kind.")
    title: str = doc("Title to show.")
    exists: bool = doc("False when the reference leads to nothing visible.")
