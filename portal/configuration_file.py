"""headwater.yaml as a document, and what is wrong in it. Pure: settings read a part of the file before anything else runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from catalog.yaml_guard import YamlDocument, YamlRefused, yaml_documents

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ConfigurationProblem:
    """One thing that is wrong in the file."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.field}: {self.message}"


class WrongEntry(Exception):
    """An entry of a list of the file is not taken; `field` is a dotted path inside the entry."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message

    def problem(self, document: YamlDocument, part: str, index: int) -> ConfigurationProblem:
        """As one of entry `index` of the list `part`."""
        keys = [key for key in self.field.split(".") if key]
        where = ".".join([f"{part}[{index}]", *keys])
        return ConfigurationProblem(document.line_of([part, index, *keys]), where, self.message)


def document_read(path: Path) -> tuple[YamlDocument | None, list[ConfigurationProblem]]:
    """The first document of the file, and what is wrong with the file as a whole. No file is an empty one."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None, []
    except OSError as error:
        return None, [ConfigurationProblem(1, path.name, f"cannot be read: {error.strerror}")]
    documents = list(yaml_documents(data))
    problems = [ConfigurationProblem(d.line, path.name, d.message) for d in documents if isinstance(d, YamlRefused)]
    good = [d for d in documents if isinstance(d, YamlDocument)]
    if len(good) > 1:
        problems.append(
            ConfigurationProblem(good[1].line, path.name, "has more than one document; the first one counts")
        )
    return (good[0] if good else None), problems


def entries_of(
    document: YamlDocument, part: str, known: Sequence[str], entry: Callable[[dict[str, Any]], T]
) -> tuple[tuple[T, ...], list[ConfigurationProblem]]:
    """The entries of the list `part` that are right, in their order, and what is wrong with others. `entry` makes one of a
    mapping that has `known` fields alone, or raises WrongEntry."""
    listed = document.value.get(part) or [] if isinstance(document.value, dict) else []
    if not isinstance(listed, list):
        return (), [ConfigurationProblem(document.line_of([part]), part, "must be a list")]
    taken: list[T] = []
    problems: list[ConfigurationProblem] = []
    for index, given in enumerate(listed):
        try:
            taken.append(entry(_mapping(given, known)))
        except WrongEntry as wrong:
            problems.append(wrong.problem(document, part, index))
    return tuple(taken), problems


def _mapping(given: Any, known: Sequence[str]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise WrongEntry("", f"must be a mapping with {', '.join(known)}")
    for field in given:
        if field not in known:
            raise WrongEntry(str(field), f"is unknown; known are {', '.join(known)}")
    return given
