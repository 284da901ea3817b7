"""headwater.yaml as a document, and what is wrong in it. Pure: settings read a part of the file before anything else runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.yaml_guard import YamlDocument, YamlRefused, yaml_documents


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
