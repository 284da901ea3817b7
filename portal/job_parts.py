"""`job_parts` of headwater.yaml: which jobs are parts of another one, by namespace and name.

    job_parts:
      - names: ["*.query.#", "*.sql.#"]   # * is any text, # a number that is folded, {...} what is folded whatever it says
        namespace: airflow-*              # optional: only jobs of these namespaces
        kept: 0                           # optional, 100: up to which number each is a job of its own

Of several that match a name the first one decides; HEADWATER_JOB_PARTS comes after all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalog.yaml_guard import YamlDocument
from lineage.granularity import JobParts, pattern_fault
from portal.configuration_file import ConfigurationProblem, WrongEntry, document_read, entries_of
from portal.environment import SettingError, env_int, env_list

PART = "job_parts"
KEPT_MAX = 100_000
_FIELDS = ("names", "namespace", "kept")


def job_parts_read(path: Path) -> tuple[JobParts, ...]:
    """Those of the file; what is wrong in it is told by whoever reads the rest."""
    document, _ = document_read(path)
    return job_parts_of(document)[0] if document is not None else ()


def job_parts_set() -> tuple[JobParts, ...]:
    """Those of HEADWATER_JOB_PARTS, or the usual ones, in every namespace; `-` is none. A wrong one ends the start."""
    names = [name for name in env_list("HEADWATER_JOB_PARTS", ("*.query.#", "*.sql.#")) if name != "-"]
    kept = env_int("HEADWATER_JOB_PARTS_KEPT", 100, low=0, high=KEPT_MAX)
    for name in names:
        if fault := pattern_fault(name):
            raise SettingError(f"HEADWATER_JOB_PARTS: {fault}.")
    return (JobParts(tuple(names), kept=kept),) if names else ()


def job_parts_of(document: YamlDocument) -> tuple[tuple[JobParts, ...], list[ConfigurationProblem]]:
    """The entries that are right, in their order, and what is wrong with others."""
    return entries_of(document, PART, _FIELDS, _entry)


def _entry(entry: dict[str, Any]) -> JobParts:
    names, namespace, kept = entry.get("names"), entry.get("namespace", "*"), entry.get("kept", 100)
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise WrongEntry("names", "must be a list of texts such as '*.query.#'")
    for name in names:
        if fault := pattern_fault(name):
            raise WrongEntry("names", fault)
    if not isinstance(namespace, str) or not namespace:
        raise WrongEntry("namespace", "must be a text such as 'airflow-*'")
    if type(kept) is not int or not 0 <= kept <= KEPT_MAX:
        raise WrongEntry("kept", f"must be a whole number from 0 to {KEPT_MAX}")
    return JobParts(tuple(names), namespace, kept)
