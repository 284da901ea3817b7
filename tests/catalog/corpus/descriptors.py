"""Every document of the corpus' descriptors: our verdict and relations against those of Backstage's own model."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.ingest.descriptor import descriptor_findings, relations_of
from catalog.yaml_guard import YamlDocument, YamlRefused, yaml_documents
from tests.portal.backstage.asked import FOLDER


@dataclass
class Compared:
    """What a comparison showed; `differences` are told one a line."""

    files: int = 0
    documents: int = 0
    refused: int = 0
    valid: Counter[str] = field(default_factory=Counter)
    invalid: Counter[str] = field(default_factory=Counter)
    invalid_documents: int = 0
    relations: int = 0
    differences: list[str] = field(default_factory=list)


def descriptors_compare(folder: Path) -> Compared:
    """All YAML files of a folder."""
    compared = Compared()
    documents: list[tuple[str, YamlDocument]] = []
    for path in sorted(folder.glob("*.yaml")):
        compared.files += 1
        for item in yaml_documents(path.read_bytes()):
            compared.documents += 1
            if isinstance(item, YamlRefused):
                compared.refused += 1
            else:
                documents.append((f"{path.name}:{item.line}", item))
    for (place, document), told in zip(documents, judged([d.value for _, d in documents]), strict=True):
        _compare(compared, place, document.value, told)
    return compared


def judged(entities: list[Any]) -> list[dict[str, Any]]:
    """What Backstage says of each: {"error": None or a text, "relations": ["ownedBy group:default/a", ...]}."""
    assert (FOLDER / "node_modules").is_dir(), "Backstage's client is not installed: run `make build`"
    done = subprocess.run(
        ["node", FOLDER / "judge.mjs"], input=json.dumps(entities), capture_output=True, text=True, check=True
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _compare(compared: Compared, place: str, value: Any, told: dict[str, Any]) -> None:
    findings = descriptor_findings(value)
    if findings:
        compared.invalid_documents += 1
        compared.invalid.update(finding.code for finding in findings)
    else:
        compared.valid[value["kind"]] += 1
    if bool(findings) != bool(told["error"]):
        said = "; ".join(finding.message for finding in findings) or "valid"
        compared.differences.append(f"{place}: here {said}; Backstage {told['error'] or 'valid'}")
    elif not findings:
        relations = sorted(f"{kind} {target}" for kind, target in relations_of(value))
        compared.relations += len(relations)
        if relations != told["relations"]:
            compared.differences.append(f"{place}: here {relations}; Backstage {told['relations']}")
