"""Which kinds of entities the built-in checks are about."""

from __future__ import annotations

from catalog.names import Kind

# What somebody owns: all but people, their teams, and what has no kind of its own.
OWNED = frozenset(Kind) - {Kind.TEAM, Kind.PERSON, Kind.OTHER}
# What is made by runs and arrives.
ARRIVES = frozenset({Kind.DATASET, Kind.JOB, Kind.PIPELINE, Kind.MODEL, Kind.DASHBOARD})
