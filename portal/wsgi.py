"""WSGI entry of any server; `up` serves it through portal.web."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
_django = get_wsgi_application()

from portal.machines import MachineHandler, is_machine  # noqa: E402 - Django is set up

_machines = MachineHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One request, by the shorter way where that does for it."""
    return (_machines if is_machine(environ) else _django)(environ, start_response)
