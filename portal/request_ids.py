"""Names of requests, as answers, logs and the audit have them."""

from __future__ import annotations

import itertools
import uuid

_PROCESS, _NUMBERS = uuid.uuid4().hex[:20], itertools.count(1)


def next_request_id() -> str:
    """32 hexadecimal digits: this process, and which. Random ones would cost a call of the system, and the turn of the thread."""
    return f"{_PROCESS}{next(_NUMBERS):012x}"
