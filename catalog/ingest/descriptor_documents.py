"""From the bytes of descriptor files to records: what all connectors have in common that read such files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from catalog.forges import page_annotations
from catalog.ingest.descriptor import Finding, descriptor_findings, dotted, ref_of
from catalog.ingest.placeholders import placeholders_fill
from catalog.names import generated_name
from catalog.records import EntityRecord, IssueRecord
from catalog.yaml_guard import YamlDocument, YamlRefused, yaml_documents


class DescriptorDocuments:
    """Reads the files of one source, one after the other: of a ref that stands twice the first one counts.

    `url_of` gives the web page of a line of a file, None where there is none; `include` what a placeholder in a file stands
    for, by the file and the target as it is written, and raises PlaceholderError; `optional` are fields that may be missing
    though the kind needs them.
    """

    def __init__(
        self,
        url_of: Callable[[str, int], str | None],
        include: Callable[[str, str], bytes],
        *,
        optional: Collection[str] = (),
    ) -> None:
        self._url_of = url_of
        self._include = include
        self._optional = optional
        self._locators: dict[str, str] = {}

    def records(self, path: str, data: bytes) -> Iterator[tuple[EntityRecord | IssueRecord, YamlDocument | None]]:
        """Each document as an entity, or the issues why it is none; with the document where it could be parsed."""
        return self.of_items(path, yaml_documents(data))

    def of_items(
        self, path: str, items: Iterable[YamlDocument | YamlRefused]
    ) -> Iterator[tuple[EntityRecord | IssueRecord, YamlDocument | None]]:
        """The same of documents that were parsed already, or refused."""
        for item in items:
            if isinstance(item, YamlRefused):
                yield self.issue(path, item.line, "yaml.refused", item.message), None
            else:
                value, problems = placeholders_fill(item.value, lambda target: self._include(path, target))
                document = item if value is item.value else replace(item, value=value)
                findings = [
                    Finding(dotted(place), code, f"{dotted(place)}: {text}", item.line_of(place))
                    for place, code, text in problems
                ]
                for record in self._document(path, document, findings):
                    yield record, document

    def _document(
        self, path: str, document: YamlDocument, findings: list[Finding]
    ) -> Iterator[EntityRecord | IssueRecord]:
        findings += [
            finding
            for finding in descriptor_findings(document.value, document.line_of)
            if not (finding.code == "spec.required" and finding.path in self._optional)
        ]
        for finding in findings:
            yield self.issue(path, finding.line or document.line, finding.code, finding.message, document)
        ref = ref_of(document.value)
        if findings or ref is None:
            return
        here = f"{path}:{document.line}"
        first = self._locators.setdefault(str(ref), here)
        if first != here:
            message = f"{ref} is described at {first} too; the first one is used"
            yield self.issue(path, document.line, "ref.twice", message, document)
            return
        descriptor: dict[str, Any] = document.value
        yield EntityRecord(descriptor=descriptor, locator=first, url=self._url_of(path, document.line))

    def issue(
        self,
        path: str,
        line: int,
        code: str,
        message: str,
        document: YamlDocument | None = None,
        *,
        file: str | None = None,
    ) -> IssueRecord:
        """One of a line of a file; of the entity of the document, where that says which one it is. `file` is another one that
        cannot be had."""
        ref = ref_of(document.value) if document else None
        return IssueRecord(
            item=f"{path}:{line}",
            code=code,
            message=message,
            ref=str(ref) if ref else None,
            url=self._url_of(path, line),
            file=file,
        )


def generated_location(target: str) -> dict[str, Any]:
    """The Location entity of a place on the web that a source is told to read."""
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Location",
        "metadata": {
            "name": generated_name("url", target),
            "annotations": {**page_annotations(target), **managed_by(target, target)},
        },
        "spec": {"type": "url", "target": target},
    }


def managed_by(file: str, origin: str) -> dict[str, str]:
    """The annotations of an entity by which Backstage finds the file that says it, and the place that led there."""
    return {
        "backstage.io/managed-by-location": f"url:{file}",
        "backstage.io/managed-by-origin-location": f"url:{origin}",
    }


def location_targets(document: YamlDocument) -> list[tuple[int, str]]:
    """(line, text) of the targets of a Location that breaks no rule."""
    spec = document.value["spec"]
    listed = spec.get("targets") if isinstance(spec.get("targets"), list) else []
    targets: list[tuple[tuple[str | int, ...], object]] = [(("spec", "target"), spec.get("target"))]
    targets += [(("spec", "targets", index), text) for index, text in enumerate(listed)]
    return [(document.line_of(where), text) for where, text in targets if isinstance(text, str)]


def missing_text(target: str) -> str:
    """What is told of a target at which there is nothing."""
    return f"target {target[:200]!r} is not there; set presence: optional if that is meant"
