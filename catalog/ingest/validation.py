"""Would a descriptor be taken? The findings in the words of a Backstage catalog, for the tools that ask one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.ingest.descriptor import Finding, descriptor_findings
from catalog.permissions import require
from catalog.viewers import Viewer

_ENVELOPE = frozenset({"envelope.object", "envelope.required"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that is wrong: `name` is Backstage's class of errors."""

    name: str
    message: str


def descriptor_validate(viewer: Viewer, *, descriptor: object) -> tuple[Complaint, ...]:
    """Everything that is wrong with a descriptor, none when it would be taken; what has no kind or name is told of that
    alone. Nothing is stored."""
    require(viewer, "catalog.read")
    findings = descriptor_findings(descriptor)
    broken = [finding for finding in findings if finding.code in _ENVELOPE]
    if broken or not isinstance(descriptor, dict):
        return tuple(Complaint(name="TypeError", message=_pointed(finding)) for finding in broken)
    metadata = descriptor["metadata"]
    ref = f"{descriptor['kind']}:{metadata.get('namespace') or 'default'}/{metadata['name']}".lower()
    return tuple(_complaint(ref, finding) for finding in findings)


def _complaint(ref: str, finding: Finding) -> Complaint:
    area = finding.code.partition(".")[0]
    if finding.code in {"kind.unknown", "kind.version"}:
        text = f"No processor recognized the entity {ref} as valid, possibly caused by a foreign kind or apiVersion; "
        return Complaint(name="InputError", message=f"{text}caused by Error: {_valid(finding)}")
    if area == "spec":
        return Complaint(
            name="InputError", message=f"Kind check failed for {ref}; caused by TypeError: {_pointed(finding)}"
        )
    if area == "ref":
        text = f"Relations of {ref} cannot be read; caused by TypeError: {_pointed(finding)}"
        return Complaint(name="InputError", message=text)
    cause = f"Unknown field {finding.path}" if finding.code == "envelope.unknown" else _valid(finding)
    return Complaint(name="InputError", message=f"Policy check failed for {ref}; caused by Error: {cause}")


def _valid(finding: Finding) -> str:
    return f'"{finding.path}" is not valid: {_said(finding)}'


def _pointed(finding: Finding) -> str:
    """The place as a JSON pointer, and what is wrong there."""
    steps = [] if finding.path == "document" else re.split(r"[.\[]", finding.path.replace("]", ""))
    said = _said(finding)
    if steps and said.startswith("is missing"):
        return f"/{'/'.join(steps[:-1])} must have required property '{steps[-1]}'{said.removeprefix('is missing')}"
    return f"/{'/'.join(steps)}{' ' if said.startswith('is ') else ': '}{said}"


def _said(finding: Finding) -> str:
    return finding.message.removeprefix(f"{finding.path}: ")
