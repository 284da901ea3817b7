"""The rules of the Backstage catalog model as data: which kinds there are, what their spec holds, what it
relates to.

Source: @backstage/catalog-model 1.10 (docs/backstage.md sections 5 to 7). Template belongs to Backstage's
scaffolder and AiResource to its AI model module; both are accepted here, so that a descriptor that
Backstage loads is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Shape(StrEnum):
    """What a spec field must hold; the value is how a message says it."""

    TEXT = "a text that is not empty"
    TEXTS = "a list of texts that are not empty"
    OBJECT = "a mapping"
    OBJECTS = "a list of mappings"


@dataclass(frozen=True, slots=True)
class Relation:
    """How a spec field relates the entity to others. `target` is the kind a short ref means; None: it
    must be said.
    """

    type: str
    target: str | None


@dataclass(frozen=True)
class KindRule:
    """One kind: the apiVersions it is known under and the spec fields that are checked; others pass
    unchecked.
    """

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape]
    api_versions: tuple[str, ...] = ("backstage.io/v1alpha1", "backstage.io/v1beta1")
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """Of all fields that are checked."""
        return {**self.required, **self.optional}


REVERSE = {
    "ownedBy": "ownerOf",
    "partOf": "hasPart",
    "providesApi": "apiProvidedBy",
    "consumesApi": "apiConsumedBy",
    "dependsOn": "dependencyOf",
    "memberOf": "hasMember",
    "childOf": "parentOf",
    "hasGlossaryTerm": "glossaryTermOf",
}
REVERSE |= {reverse: forward for forward, reverse in REVERSE.items()}

RELATIONS: Mapping[str, Relation] = {
    "owner": Relation("ownedBy", "Group"),
    "system": Relation("partOf", "System"),
    "domain": Relation("partOf", "Domain"),
    "subdomainOf": Relation("partOf", "Domain"),
    "subcomponentOf": Relation("partOf", "Component"),
    "providesApis": Relation("providesApi", "API"),
    "consumesApis": Relation("consumesApi", "API"),
    "dependsOn": Relation("dependsOn", None),
    "dependencyOf": Relation("dependencyOf", None),
    "memberOf": Relation("memberOf", "Group"),
    "members": Relation("hasMember", "User"),
    "parent": Relation("childOf", "Group"),
    "children": Relation("parentOf", "Group"),
}

_OWNED = {"owner": Shape.TEXT}
_TYPED = {"type": Shape.TEXT, "lifecycle": Shape.TEXT, "owner": Shape.TEXT}
_DEPENDS = {"dependsOn": Shape.TEXTS, "dependencyOf": Shape.TEXTS}

KINDS: Mapping[str, KindRule] = {
    "Component": KindRule(
        required=_TYPED,
        optional={
            "system": Shape.TEXT,
            "subcomponentOf": Shape.TEXT,
            "providesApis": Shape.TEXTS,
            "consumesApis": Shape.TEXTS,
            **_DEPENDS,
        },
    ),
    "API": KindRule(required={**_TYPED, "definition": Shape.TEXT}, optional={"system": Shape.TEXT}),
    "Resource": KindRule(
        required={"type": Shape.TEXT, **_OWNED},
        optional={"system": Shape.TEXT, **_DEPENDS},
    ),
    "System": KindRule(required=_OWNED, optional={"domain": Shape.TEXT, "type": Shape.TEXT}),
    "Domain": KindRule(required=_OWNED, optional={"subdomainOf": Shape.TEXT, "type": Shape.TEXT}),
    "User": KindRule(required={"memberOf": Shape.TEXTS}, optional={"profile": Shape.OBJECT}),
    "Group": KindRule(
        required={"type": Shape.TEXT, "children": Shape.TEXTS},
        optional={"profile": Shape.OBJECT, "parent": Shape.TEXT, "members": Shape.TEXTS},
    ),
    "Location": KindRule(
        required={},
        optional={"type": Shape.TEXT, "target": Shape.TEXT, "targets": Shape.TEXTS, "presence": Shape.TEXT},
        choices={"presence": ("required", "optional")},
    ),
    "Template": KindRule(
        required={"type": Shape.TEXT, "steps": Shape.OBJECTS},
        optional=_OWNED,
        api_versions=("scaffolder.backstage.io/v1beta3",),
    ),
    "AiResource": KindRule(
        required=_TYPED,
        optional={"system": Shape.TEXT, "dependsOn": Shape.TEXTS},
        api_versions=("backstage.io/v1alpha1",),
    ),
    # Ours: what a word of the business means. Entities of every kind may list terms (catalog.field_paths.TERMS_FIELD).
    "GlossaryTerm": KindRule(required={}, optional=_OWNED),
}

RELATION_FIELDS: Mapping[str, Mapping[str, Shape]] = {
    kind: {name: shape for name, shape in rule.shapes.items() if name in RELATIONS} for kind, rule in KINDS.items()
}
"""Spec fields of each kind that become relations; the same field of another kind is free data."""
