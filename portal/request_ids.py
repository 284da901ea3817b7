"""Names of requests, as answers, logs and the audit have them."""

from __future__ import annotations

import itertools
import os
import uuid

_START, _NUMBERS = uuid.uuid4().hex[:12], itertools.count(1)


def next_request_id() -> str:
    """32 hexadecimal digits: this process, also where a server forks it, and which. Random ones would cost a thread its turn."""
    return f"{_START}{os.getpid():08x}{next(_NUMBERS):012x}"
