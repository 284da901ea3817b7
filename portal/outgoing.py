"""`outgoing` of headwater.yaml, and the same by environment variables: where Headwater may connect to.

    outgoing:
      hosts: [git.example.org, "*.example.net", "http://wiki.internal:8080"]
      private: [10.20.0.0/16, wiki.internal]   # of those hosts, what may have an address that is not public

What the file and HEADWATER_OUTGOING_HOSTS, HEADWATER_OUTGOING_PRIVATE say counts together.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from catalog.outgoing import AllowedHost, OutgoingError, OutgoingRules
from catalog.yaml_guard import YamlDocument
from portal.configuration_file import ConfigurationProblem, document_read
from portal.environment import SettingError, env_list

PART = "outgoing"


def _host(text: str) -> OutgoingRules:
    return OutgoingRules(hosts=(AllowedHost.parse(text),))


_FIELDS: dict[str, Callable[[str], OutgoingRules]] = {"hosts": _host, "private": OutgoingRules.private}


def outgoing_read(path: Path) -> OutgoingRules:
    """Those of the file; what is wrong in it is told by whoever reads the rest."""
    document, _ = document_read(path)
    return outgoing_of(document)[0] if document is not None else OutgoingRules()


def outgoing_set() -> OutgoingRules:
    """Those of the environment; a wrong one ends the start."""
    found = OutgoingRules()
    for field, parse in _FIELDS.items():
        name = f"HEADWATER_OUTGOING_{field.upper()}"
        for text in env_list(name):
            try:
                found += parse(text)
            except OutgoingError as error:
                raise SettingError(f"{name}: {text!r} {error.message}.") from error
    return found


def outgoing_of(document: YamlDocument) -> tuple[OutgoingRules, list[ConfigurationProblem]]:
    """The entries that are right, and what is wrong with others."""
    part: Any = document.value.get(PART) or {} if isinstance(document.value, dict) else {}
    if not isinstance(part, dict):
        return OutgoingRules(), [ConfigurationProblem(document.line_of([PART]), PART, "must be a mapping with hosts")]
    taken: list[OutgoingRules] = []
    problems: list[ConfigurationProblem] = []
    for field, listed in part.items():
        if field not in _FIELDS:
            message = f"is unknown; known are {', '.join(_FIELDS)}"
            problems.append(ConfigurationProblem(document.line_of([PART, field]), f"{PART}.{field}", message))
            continue
        if not isinstance(listed, list):
            problems.append(ConfigurationProblem(document.line_of([PART, field]), f"{PART}.{field}", "must be a list"))
            continue
        for index, entry in enumerate(listed):
            try:
                taken.append(_parsed(field, entry))
            except OutgoingError as error:
                line = document.line_of([PART, field, index])
                problems.append(ConfigurationProblem(line, f"{PART}.{field}[{index}]", error.message))
    return reduce(add, taken, OutgoingRules()), problems


def _parsed(field: str, entry: Any) -> OutgoingRules:
    if not isinstance(entry, str):
        raise OutgoingError("must be a text")
    return _FIELDS[field](entry)
