"""headwater.yaml: which sources are read, how often, and how far they are trusted. (Other parts:
job_parts.py, edge_ages.py, outgoing.py.)

    sources:
      - key: data-catalog            # short and unique; how the source is named everywhere
        title: Data catalog          # optional
        kind: git                    # a connector: files, git, ...
        interval_seconds: 300        # optional: 10 or more; without it only `manage.py sync KEY` reads it
        precedence: 100              # optional: who wins when sources disagree; higher wins
        trusted_for_owners: true     # optional: may say who owns what, and describe teams and people
        review: true                 # optional: every sync waits for approval
        hold_share: 0.2              # optional: a sync that removes a larger share, 0 to 1, holds the removals for approval
        config:
          url: https://example.com/data/catalog.git

A wrong entry names its line and field, and the right ones are taken all the same. `${NAME}` in a text of `config` stands
for an environment variable: it is read when the source is read, and never stored.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from catalog.ingest.connector import ConnectorConfigError
from catalog.ingest.registered import KEY_PREFIX
from catalog.ingest.registry import connector_kinds, connector_make
from catalog.ingest.sources import PEOPLE_PRECEDENCE, SourceSpec, source_ensure
from catalog.yaml_guard import YamlDocument
from portal.configuration_file import ConfigurationProblem, WrongEntry, document_read
from portal.edge_ages import PART as EDGE_AGES
from portal.edge_ages import edge_ages_of
from portal.job_parts import PART as JOB_PARTS
from portal.job_parts import job_parts_of
from portal.outgoing import PART as OUTGOING
from portal.outgoing import outgoing_of

KEY_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
RESERVED = {"people", "openlineage", "headwater"}
_PARTS = ("sources", JOB_PARTS, EDGE_AGES, OUTGOING)
_FIELDS = {
    "key",
    "title",
    "kind",
    "interval_seconds",
    "precedence",
    "trusted_for_owners",
    "review",
    "hold_share",
    "config",
}


def configuration_read(path: Path) -> tuple[list[SourceSpec], list[ConfigurationProblem]]:
    """Sources of the file, and what is wrong in all of it. No file is an empty one."""
    document, problems = document_read(path)
    if document is None:
        return [], problems
    specs, wrong = _sources(document)
    return specs, [*problems, *wrong, *job_parts_of(document)[1], *edge_ages_of(document)[1], *outgoing_of(document)[1]]


def _sources(document: YamlDocument) -> tuple[list[SourceSpec], list[ConfigurationProblem]]:
    root = document.value
    if not isinstance(root, dict):
        return [], [ConfigurationProblem(document.line, "sources", "the file must be a mapping with `sources`")]
    problems = [
        ConfigurationProblem(document.line_of([key]), str(key), f"is unknown; known are {', '.join(_PARTS)}")
        for key in root
        if key not in _PARTS
    ]
    listed = root.get("sources") or []
    if not isinstance(listed, list):
        return [], [*problems, ConfigurationProblem(document.line_of(["sources"]), "sources", "must be a list")]
    specs: dict[str, SourceSpec] = {}
    for index, entry in enumerate(listed):
        try:
            spec = _spec(entry)
            if spec.key in specs:
                raise WrongEntry("key", f"{spec.key!r} is taken by an entry above")
            specs[spec.key] = spec
        except WrongEntry as wrong:
            problems.append(wrong.problem(document, "sources", index))
    return list(specs.values()), problems


def _spec(entry: Any) -> SourceSpec:
    if not isinstance(entry, dict):
        raise WrongEntry("", "must be a mapping with key, kind and config")
    for name in entry:
        if name not in _FIELDS:
            raise WrongEntry(str(name), f"is unknown; known are {', '.join(sorted(_FIELDS))}")
    key, kind, config = entry.get("key"), entry.get("kind"), entry.get("config") or {}
    if not isinstance(key, str) or not KEY_PATTERN.match(key) or key in RESERVED or key.startswith(KEY_PREFIX):
        accepted = f"none of {', '.join(sorted(RESERVED))}, and does not begin with {KEY_PREFIX}"
        raise WrongEntry("key", f"must be lower-case words joined by -, {accepted}")
    if not isinstance(kind, str) or kind not in connector_kinds():
        raise WrongEntry("kind", f"{kind!r} is unknown; installed are {', '.join(sorted(connector_kinds()))}")
    if not isinstance(config, dict):
        raise WrongEntry("config", "must be a mapping")
    try:
        connector_make(kind, config)
    except ConnectorConfigError as error:
        raise WrongEntry(f"config.{error.field}", error.message) from error
    return SourceSpec(
        key=key,
        title=_typed(entry, "title", str, key),
        kind=kind,
        config=config,
        interval_seconds=_interval(entry),
        precedence=_precedence(entry),
        trusted_for_owners=_typed(entry, "trusted_for_owners", bool, False),
        review=_typed(entry, "review", bool, False),
        hold_share=_share(entry, "hold_share", 0.2),
    )


def _typed(entry: dict[str, Any], field: str, kind: type, default: Any) -> Any:
    value = entry.get(field, default)
    if type(value) is not kind:
        raise WrongEntry(
            field, f"must be {'true or false' if kind is bool else 'a number' if kind is int else 'a text'}"
        )
    return value


def _precedence(entry: dict[str, Any]) -> int:
    value: int = _typed(entry, "precedence", int, 100)
    if value >= PEOPLE_PRECEDENCE:
        raise WrongEntry("precedence", f"must be below {PEOPLE_PRECEDENCE}: people stand above every source")
    return value


def _share(entry: dict[str, Any], field: str, default: float) -> float:
    value = entry.get(field, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise WrongEntry(field, "must be a number from 0 to 1")
    return float(value)


def _interval(entry: dict[str, Any]) -> int | None:
    value = entry.get("interval_seconds")
    if value is None:
        return None
    if type(value) is not int or not 10 <= value <= 604_800:
        raise WrongEntry("interval_seconds", "must be a whole number from 10 to 604800")
    return value


def configuration_apply(path: Path) -> tuple[list[str], list[ConfigurationProblem]]:
    """Bring the sources in line with the file; keys of the sources taken, and what is wrong.

    A source that left the file is not deleted: its claims stay until somebody removes it.
    """
    specs, problems = configuration_read(path)
    for spec in specs:
        source_ensure(spec)
    return [spec.key for spec in specs], problems
