"""How fresh a thing is promised to be: the annotation `headwater.dev/freshness-within` of its descriptor. Pure."""

from __future__ import annotations

import re
from datetime import timedelta

ANNOTATION = "headwater.dev/freshness-within"
_WITHIN = re.compile(r"([1-9][0-9]{0,4})([mhd])\Z")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def promise_of(text: str) -> timedelta | None:
    """`90m`, `26h`, `2d`; None for anything else."""
    found = _WITHIN.match(text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
