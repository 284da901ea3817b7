"""Fold what several sources claim of one entity into one descriptor and one card. Pure.

Precedence decides field by field (metadata.title, each annotation, each spec key, ...): the source of the highest
precedence that states it wins, and the others are kept as losers. Tags, terms and links are lists of facts and are united.
What people edited stands above all of them (catalog/ingest/field_ledger.py).
`spec.owner` counts only from sources that are trusted for owners, since owners get rights; and once the resolver
(catalog/ownership) has decided, its owner is the one that is served, whatever sources say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.answers import OwnerState
from catalog.field_paths import LINK, LINKS, TERMS_FIELD, TIER_ANNOTATION, Edit, member_of, place_of, set_of
from catalog.ingest.field_ledger import Ledger, SourceClaim
from catalog.names import DATASET_SCHEME, EntityRef, InvalidRef, Kind, digest_json, kind_of, platform_of
from catalog.stated_fields import MAPS, stated_fields
from catalog.text import summary_of

PLATFORM_ANNOTATION = "headwater.dev/platform"
VISIBILITY_ANNOTATION = "headwater.dev/visibility"
TITLE_LIMIT = 500
BY_PEOPLE = frozenset({OwnerState.OVERRIDDEN, OwnerState.CONFIRMED, OwnerState.UNOWNED_OK})


@dataclass(slots=True, kw_only=True)
class Identity:
    """What is fixed before folding: the ref's parts, the OpenLineage name, if any, and the owner as resolved.

    `owner_state` None: nobody resolved it yet, or it is never owned; then what sources declare is served.
    """

    ref: str
    descriptor_kind: str
    namespace: str
    name: str
    openlineage: tuple[str, str, str] | None = None
    owner_ref: str | None = None
    owner_state: OwnerState | None = None
    owner_since: datetime | None = None
    owner_source: str | None = None
    owner_url: str | None = None
    is_merged: bool = False


@dataclass(slots=True, kw_only=True)
class Folded:
    """One entity, folded: columns of the card, the served descriptor, provenance and words."""

    kind: Kind
    type: str | None
    title: str
    summary: str | None
    platform: str | None
    tier: int | None
    lifecycle: str | None
    tags: list[str]
    glossary_terms: list[str]
    system_ref: str | None
    domain_ref: str | None
    parent_ref: str | None
    restricted: bool
    stub: bool
    is_merged: bool
    descriptor: dict[str, Any]
    provenance: dict[str, Any]
    relations: list[tuple[str, str, str]] = field(default_factory=list)

    def etag(self) -> str:
        """Changes when the served document or its relations change."""
        merged = ["merged"] if self.is_merged else []
        return digest_json([self.descriptor, sorted(self.relations), self.stub, self.domain_ref, *merged]).hex

    @property
    def is_served(self) -> bool:
        """Whether it is an entity of its own: what only others name, or was merged into another, is none."""
        return not self.stub and not self.is_merged


def fold(identity: Identity, claims: Sequence[SourceClaim], edits: Iterable[Edit] = ()) -> Folded:
    """One entity from its claims and what people edited; without claims it is a stub that only others name."""
    claims = sorted(claims, key=lambda claim: (-claim.precedence, claim.source))
    ledger = Ledger()
    for claim in claims:
        _offer_claim(ledger, claim)
    for edit in edits:
        ledger.overrule(edit)
    _decide_owner(ledger, identity)
    descriptor = _descriptor(identity, ledger, claims)
    return _card(identity, descriptor, ledger.provenance, stub=not claims)


def _offer_claim(ledger: Ledger, claim: SourceClaim) -> None:
    said = claim.said()
    for path, value in stated_fields(claim.descriptor).items():
        prefix = set_of(f"{path}.")
        if prefix:
            for text in _strings(value):
                ledger.offer(f"{prefix}{member_of(prefix, text)}", True, said)
        elif path == LINKS:
            for link in _safe_links(value):
                ledger.offer(LINK + link["url"], link, said)
        elif path != "spec.owner" or claim.trusted_for_owners:
            ledger.offer(path, value, said)


def _decide_owner(ledger: Ledger, identity: Identity) -> None:
    """What the resolver decided stands in `spec.owner`; a declared text that means the same stays as it was written."""
    if identity.owner_state is None:
        return
    declared = ledger.values.get("spec.owner")
    if identity.owner_ref is not None and owner_of(declared, identity.namespace) == identity.owner_ref:
        return
    was = ledger.provenance.pop("spec.owner", None)
    ledger.values.pop("spec.owner", None)
    if identity.owner_ref is not None:
        ledger.values["spec.owner"] = identity.owner_ref
    if identity.owner_since is not None and identity.owner_source is not None:
        ledger.provenance["spec.owner"] = {
            "source": identity.owner_source,
            "at": identity.owner_since.isoformat(),
            "url": identity.owner_url,
            "losers": [ledger.lost(was, declared), *was["losers"]] if was else [],
        }


def owner_of(value: object, namespace: str) -> str | None:
    """The full ref of an owner as descriptors write it; None when it is none."""
    return _ref(value, "group", namespace)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _descriptor(identity: Identity, ledger: Ledger, claims: Sequence[SourceClaim]) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": identity.name, "namespace": identity.namespace}
    spec: dict[str, Any] = {}
    members: dict[str, list[str]] = {}
    for path, value in ledger.values.items():
        section, _, rest = path.partition(".")
        if prefix := set_of(path):
            if value:
                members.setdefault(prefix, []).append(path.removeprefix(prefix))
            continue
        if section == "spec":
            spec[rest] = value
            continue
        if path.startswith(LINK) or path == LINKS:
            continue
        group, dot, name = rest.partition(".")
        if dot and group in MAPS:
            metadata.setdefault(group, {})[name] = value
        else:
            metadata[rest] = value
    for prefix, found in members.items():
        part, key = place_of(prefix)
        (spec if part == "spec" else metadata)[key] = sorted(found)
    links = ledger.values.get(LINKS) or [link for path, link in ledger.values.items() if path.startswith(LINK)]
    if links:
        metadata["links"] = links
    api_version = next((c.descriptor["apiVersion"] for c in claims if c.descriptor.get("apiVersion")), None)
    return {
        "apiVersion": api_version or "backstage.io/v1alpha1",
        "kind": identity.descriptor_kind,
        "metadata": metadata,
        "spec": spec,
    }


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str) and item] if isinstance(value, list) else []


def _safe_links(value: object) -> Iterable[dict[str, Any]]:
    for link in value if isinstance(value, list) else ():
        url = link.get("url") if isinstance(link, dict) else None
        if isinstance(url, str) and url.startswith(("http://", "https://", "mailto:")):
            yield link


def _card(identity: Identity, descriptor: dict[str, Any], provenance: dict[str, Any], *, stub: bool) -> Folded:
    metadata, spec = descriptor["metadata"], descriptor["spec"]
    annotations = {**_mapping(metadata.get("labels")), **_mapping(metadata.get("annotations"))}
    spec_type = spec.get("type") if isinstance(spec.get("type"), str) else None
    openlineage = identity.openlineage
    if spec_type is None and openlineage is not None:
        spec_type = "dataset" if openlineage[0] == DATASET_SCHEME else "job"
    title = metadata.get("title") or (openlineage[2] if openlineage else None) or identity.name
    platform = annotations.get(PLATFORM_ANNOTATION)
    if platform is None and openlineage is not None and openlineage[0] == DATASET_SCHEME:
        platform = platform_of(openlineage[1])
    description = metadata.get("description")
    parent = spec.get("subcomponentOf"), "component"
    if identity.descriptor_kind.lower() == "group":
        parent = spec.get("parent"), "group"
    return Folded(
        kind=kind_of(identity.descriptor_kind, spec_type),
        type=spec_type,
        title=str(title)[:TITLE_LIMIT],
        summary=summary_of(description) if isinstance(description, str) else None,
        platform=str(platform)[:100] if platform else None,
        tier=_tier(annotations.get(TIER_ANNOTATION)),
        lifecycle=str(spec["lifecycle"])[:100] if isinstance(spec.get("lifecycle"), str) else None,
        tags=metadata.get("tags", []),
        glossary_terms=spec.get(TERMS_FIELD, []),
        system_ref=_ref(spec.get("system"), "system", identity.namespace),
        domain_ref=_ref(spec.get("domain") or spec.get("subdomainOf"), "domain", identity.namespace),
        parent_ref=_ref(*parent, identity.namespace),
        restricted=annotations.get(VISIBILITY_ANNOTATION) == "restricted",
        stub=stub,
        is_merged=identity.is_merged,
        descriptor=descriptor,
        provenance=provenance,
    )


def _tier(value: object) -> int | None:
    text = str(value)
    return int(text) if text in {"1", "2", "3", "4", "5"} else None


def _ref(value: object, default_kind: str, namespace: str) -> str | None:
    if not isinstance(value, str) or not value:
        return None
    try:
        return str(EntityRef.parse(value, default_kind=default_kind, default_namespace=namespace))
    except InvalidRef:
        return None


# Of the fields as Backstage sees them: what is none, what is said by other means, and how long keys and values may be.
_NO_FIELDS = frozenset({"attachments", "relations", "status"})
_NAMES = frozenset({"metadata.name", "metadata.namespace", "metadata.uid", "metadata.etag"})
_LONGEST = 200


def descriptor_fields(
    descriptor: dict[str, Any], relations: Iterable[tuple[str, str]]
) -> set[tuple[str, str | None, str | None]]:
    """(key, value, original) rows as Backstage's filters and facets see a descriptor (docs/backstage.md)."""
    found: set[tuple[str, str | None, str | None]] = set()

    def add(key: str, value: object) -> None:
        if len(key) <= _LONGEST:
            original = value if isinstance(value, str) else _plain(value)
            lowered = original if original is None else original.lower()
            # Of what is too long the key exists, and nothing equals it.
            is_long = lowered is not None and len(lowered) > _LONGEST
            found.add((key.lower(), None, None) if is_long else (key.lower(), lowered, original))

    for key, part in descriptor.items():
        if key not in _NO_FIELDS:
            _visit(key, part, add)
    add("metadata.name", descriptor["metadata"]["name"])
    add("metadata.namespace", descriptor["metadata"]["namespace"])
    for kind, target in relations:
        add(f"relations.{kind}", target)
    return found


def _visit(path: str, value: object, add: Callable[[str, object], None]) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _visit(f"{path}.{key}", item, add)
    elif isinstance(value, list):
        for item in value:
            _visit(path, item, add)
            if isinstance(item, str):
                add(f"{path}.{item}", "true")
    elif path not in _NAMES:
        add(path, value)


def _plain(value: object) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
