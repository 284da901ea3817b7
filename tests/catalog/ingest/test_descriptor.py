"""Descriptor rules: one row a rule, exact messages; relations in the declared direction."""

import copy

import pytest

from catalog.ingest.descriptor import descriptor_findings, ref_of, relations_of
from catalog.ingest.descriptor_rules import REVERSE
from catalog.yaml_guard import yaml_documents

NAME = "1 to 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit"
KINDS = "Component, API, Resource, System, Domain, User, Group, Location, Template, AiResource, GlossaryTerm"
MISSING = object()


def component(**changes):
    """A valid component; a change is a dotted path (`__` for the dot) and its new value, MISSING to take it out."""
    document = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "royalties-payouts"},
        "spec": {"type": "pipeline", "lifecycle": "production", "owner": "royalties"},
    }
    for dotted, value in changes.items():
        *parents, last = dotted.split("__")
        place = document
        for parent in parents:
            place = place[parent]
        if value is MISSING:
            del place[last]
        else:
            place[last] = value
    return document


def of_kind(kind, spec, version="backstage.io/v1alpha1"):
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, "spec": spec}


def told(document):
    return [(f.code, f.message) for f in descriptor_findings(document)]


def test_it_works():
    document = component(
        metadata__namespace="tonic-music",
        metadata__title="Royalties payouts",
        metadata__description="",
        metadata__labels={"example.com/zone": "eu-1", "empty": ""},
        metadata__annotations={"headwater.dev/tier": "1", "plain": ""},
        metadata__tags=["luigi", "c++", "a:b-c#d"],
        metadata__links=[{"url": "https://example.org/x", "title": "Board"}, {"url": "mailto:a@example.org"}],
        metadata__anything={"else": 1},
        spec__free=[1],
    )
    assert descriptor_findings(document) == ()


@pytest.mark.parametrize(
    "document",
    [
        of_kind("API", {"type": "openapi", "lifecycle": "x", "owner": "a", "definition": {"$text": "./api.yaml"}}),
        of_kind("Resource", {"type": "table", "owner": "user:ines"}),
        of_kind("System", {"owner": "a"}, "backstage.io/v1beta1"),
        of_kind("Domain", {"owner": "a", "subdomainOf": "b"}),
        of_kind("User", {"memberOf": [], "profile": {"email": "a@example.org"}}),
        of_kind("Group", {"type": "team", "children": []}),
        of_kind("Location", {}),
        of_kind("Location", {"type": "url", "targets": ["./a.yaml"], "presence": "optional"}),
        of_kind("Template", {"type": "service", "steps": [{"action": "x"}]}, "scaffolder.backstage.io/v1beta3"),
        of_kind("GlossaryTerm", {}),
        of_kind("Group", {"type": "team", "children": [], "glossaryTerms": ["a", "b/c", "GlossaryTerm:b/c"]}),
        of_kind("AiResource", {"type": "skill", "lifecycle": "x", "owner": "a"}),
    ],
)
def test_every_kind(document):
    assert descriptor_findings(document) == ()


TEXT = "a text that is not empty"
TEXTS = "a list of texts that are not empty"
ROOT = "apiVersion, kind, metadata, spec"


@pytest.mark.parametrize(
    "document, code, message",
    [
        ([], "envelope.object", f"document: is a list; accepted: a mapping with {ROOT}"),
        ("x", "envelope.object", f"document: is a text; accepted: a mapping with {ROOT}"),
        (component(status={}), "envelope.unknown", f"status: is an unknown field; accepted: {ROOT}"),
        (
            component(apiVersion=MISSING),
            "envelope.required",
            "apiVersion: is missing; accepted: a text such as backstage.io/v1alpha1",
        ),
        (
            component(apiVersion=1),
            "envelope.required",
            "apiVersion: is a number; accepted: a text such as backstage.io/v1alpha1",
        ),
        (component(kind=MISSING), "envelope.required", f"kind: is missing; accepted: {KINDS}"),
        (
            component(kind="Com-ponent"),
            "kind.format",
            "kind: 'Com-ponent' is not legal; accepted: a letter, then letters and digits",
        ),
        (
            component(kind="component"),
            "kind.unknown",
            f"kind: 'component' is not a known kind; accepted: {KINDS}",
        ),
        (
            component(kind="Dataset"),
            "kind.unknown",
            f"kind: 'Dataset' is not a known kind; accepted: {KINDS}",
        ),
        (
            component(apiVersion="v1"),
            "kind.version",
            "kind: Component is not known as 'v1'; accepted: apiVersion backstage.io/v1alpha1 or backstage.io/v1beta1",
        ),
        (
            component(metadata=MISSING),
            "envelope.required",
            "metadata: is missing; accepted: a mapping with a name",
        ),
        (
            component(metadata__name=MISSING),
            "envelope.required",
            f"metadata.name: is missing; accepted: {NAME}",
        ),
        (
            component(metadata__name="a b"),
            "name.format",
            f"metadata.name: 'a b' is not legal; accepted: {NAME}",
        ),
        (
            component(metadata__name="-a"),
            "name.format",
            f"metadata.name: '-a' is not legal; accepted: {NAME}",
        ),
        (
            component(metadata__name="a\n"),
            "name.format",
            f"metadata.name: 'a\\n' is not legal; accepted: {NAME}",
        ),
        (
            component(metadata__name=7),
            "name.format",
            f"metadata.name: a number is not legal; accepted: {NAME}",
        ),
        (
            component(metadata__name="a" * 64),
            "name.format",
            f"metadata.name: '{'a' * 64}' is not legal; accepted: {NAME}",
        ),
        (
            component(metadata__namespace="Tonic"),
            "namespace.format",
            "metadata.namespace: 'Tonic' is not legal; accepted: 1 to 63 lower-case letters, digits and '-' between them",
        ),
        (component(metadata__title=""), "field.text", f"metadata.title: is an empty text; accepted: {TEXT}"),
        (
            component(metadata__description=4),
            "field.text",
            "metadata.description: is a number; accepted: a text",
        ),
        (
            component(metadata__labels=[]),
            "field.object",
            "metadata.labels: is a list; accepted: a mapping of texts",
        ),
        (
            component(metadata__labels={"UPPER.case/a": "x"}),
            "label.key",
            f"metadata.labels.UPPER.case/a: key 'UPPER.case/a' is not legal; accepted: [DNS name/]name, the name of {NAME}",
        ),
        (
            component(metadata__labels={"a": "b c"}),
            "label.value",
            f"metadata.labels.a: 'b c' is not legal; accepted: empty, or {NAME}",
        ),
        (
            component(metadata__annotations="x"),
            "field.object",
            "metadata.annotations: is a text; accepted: a mapping of texts",
        ),
        (
            component(metadata__annotations={"a b": "x"}),
            "annotation.key",
            f"metadata.annotations.a b: key 'a b' is not legal; accepted: [DNS name/]name, the name of {NAME}",
        ),
        (
            component(metadata__annotations={"headwater.dev/tier": 1}),
            "annotation.value",
            "metadata.annotations.headwater.dev/tier: is a number; accepted: a text (put it in quotes)",
        ),
        (
            component(metadata__annotations={"backstage.io/view-url": "javascript:alert(1)"}),
            "annotation.script",
            "metadata.annotations.backstage.io/view-url: is a URL that runs a script; accepted: an https URL",
        ),
        (
            of_kind("GlossaryTerm", {"glossaryTerms": "x"}),
            "spec.type",
            f"spec.glossaryTerms: is a text; accepted: {TEXTS}",
        ),
        (
            of_kind("GlossaryTerm", {"glossaryTerms": ["ok", "system:ok"]}),
            "ref.format",
            "spec.glossaryTerms[1]: 'system:ok' is no glossary term; accepted: [glossaryterm:][namespace/]name",
        ),
        (component(metadata__tags="x"), "field.list", "metadata.tags: is a text; accepted: a list of texts"),
        (
            component(metadata__tags=["ok", "Java"]),
            "tag.format",
            "metadata.tags[1]: 'Java' is not legal; accepted: 1 to 63 of a-z, 0-9, ':', '+', '#', and '-' between them",
        ),
        (
            component(metadata__links={}),
            "field.list",
            "metadata.links: is a mapping; accepted: a list of mappings with a url",
        ),
        (
            component(metadata__links=["x"]),
            "field.object",
            "metadata.links[0]: is a text; accepted: a mapping with a url",
        ),
        (
            component(metadata__links=[{"title": "x"}]),
            "link.url",
            "metadata.links[0].url: missing is not a URL; accepted: such as https://example.org",
        ),
        (
            component(metadata__links=[{"url": "/relative"}]),
            "link.url",
            "metadata.links[0].url: '/relative' is not a URL; accepted: such as https://example.org",
        ),
        (
            component(metadata__links=[{"url": "https://"}]),
            "link.url",
            "metadata.links[0].url: 'https://' is not a URL; accepted: such as https://example.org",
        ),
        (
            component(metadata__links=[{"url": "https://[::1"}]),
            "link.url",
            "metadata.links[0].url: 'https://[::1' is not a URL; accepted: such as https://example.org",
        ),
        (
            component(metadata__links=[{"url": "javascript:alert(1)"}]),
            "link.script",
            "metadata.links[0].url: is a URL that runs a script; accepted: an https URL",
        ),
        (
            component(metadata__links=[{"url": " JaVaScript:alert(1)"}]),
            "link.script",
            "metadata.links[0].url: is a URL that runs a script; accepted: an https URL",
        ),
        (
            component(metadata__links=[{"url": "data:text/html,x"}]),
            "link.script",
            "metadata.links[0].url: is a URL that runs a script; accepted: an https URL",
        ),
        (
            component(metadata__links=[{"url": "https://example.org", "icon": ""}]),
            "field.text",
            f"metadata.links[0].icon: is an empty text; accepted: {TEXT}",
        ),
        (
            component(spec=MISSING),
            "spec.required",
            "spec: is missing; accepted: a mapping, for Component with type, lifecycle, owner",
        ),
        (component(spec__owner=MISSING), "spec.required", f"spec.owner: is missing; Component needs {TEXT}"),
        (component(spec__type=""), "spec.type", f"spec.type: is an empty text; accepted: {TEXT}"),
        (component(spec__lifecycle=True), "spec.type", f"spec.lifecycle: is true or false; accepted: {TEXT}"),
        (component(spec__dependsOn="x"), "spec.type", f"spec.dependsOn: is a text; accepted: {TEXTS}"),
        (component(spec__dependsOn=[3]), "spec.type", f"spec.dependsOn[0]: is a number; accepted: {TEXTS}"),
        (
            component(spec__dependsOn=["x-db"]),
            "ref.format",
            "spec.dependsOn[0]: 'x-db' is no entity ref; accepted: kind:[namespace/]name",
        ),
        (
            component(spec__owner="group:/c"),
            "ref.format",
            "spec.owner: 'group:/c' is no entity ref; accepted: [kind:][namespace/]name",
        ),
        (
            of_kind("Location", {"presence": "maybe"}),
            "spec.choice",
            "spec.presence: 'maybe' is not legal; accepted: required or optional",
        ),
        (of_kind("User", {}), "spec.required", f"spec.memberOf: is missing; User needs {TEXTS}"),
        (
            of_kind("Group", {"type": "team"}),
            "spec.required",
            f"spec.children: is missing; Group needs {TEXTS}",
        ),
        (
            of_kind("User", {"memberOf": [], "profile": "x"}),
            "spec.type",
            "spec.profile: is a text; accepted: a mapping",
        ),
    ],
)
def test_rules(document, code, message):
    assert told(document) == [(code, message)]


@pytest.mark.parametrize("url", ["java\nscript:alert(1)", "\x01javascript:alert(1)", "java\tscript:x", "VBScript:x"])
def test_browsers_drop_control_characters_and_so_do_we(url):
    assert [code for code, _ in told(component(metadata__links=[{"url": url}]))] in (
        ["link.script"],
        ["link.url"],
    )
    annotated = component(metadata__annotations={"backstage.io/edit-url": url})
    assert [code for code, _ in told(annotated)] == ["annotation.script"]


def test_all_findings_at_once_with_lines():
    text = """\
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: a b
  tags: [Big]
spec:
  owner: royalties
  dependsOn:
    - resource:ok
    - nope
"""
    (document,) = yaml_documents(text.encode())
    found = [(f.line, f.path, f.code) for f in descriptor_findings(document.value, document.line_of)]
    assert found == [
        (4, "metadata.name", "name.format"),
        (5, "metadata.tags[0]", "tag.format"),
        (6, "spec.type", "spec.required"),
        (10, "spec.dependsOn[1]", "ref.format"),
    ]


RELATED = {
    "Component": {
        "owner": ("royalties", "ownedBy", "group:tonic/royalties"),
        "system": ("payouts", "partOf", "system:tonic/payouts"),
        "subcomponentOf": ("parent", "partOf", "component:tonic/parent"),
        "providesApis": (["a"], "providesApi", "api:tonic/a"),
        "consumesApis": (["other/b"], "consumesApi", "api:other/b"),
        "dependsOn": (["Resource:default/DB"], "dependsOn", "resource:default/db"),
        "dependencyOf": (["component:c"], "dependencyOf", "component:tonic/c"),
    },
    "API": {
        "owner": ("user:ines", "ownedBy", "user:tonic/ines"),
        "system": ("s", "partOf", "system:tonic/s"),
    },
    "Resource": {
        "owner": ("o", "ownedBy", "group:tonic/o"),
        "dependsOn": (["api:x"], "dependsOn", "api:tonic/x"),
    },
    "System": {"owner": ("o", "ownedBy", "group:tonic/o"), "domain": ("d", "partOf", "domain:tonic/d")},
    "Domain": {"owner": ("o", "ownedBy", "group:tonic/o"), "subdomainOf": ("d", "partOf", "domain:tonic/d")},
    "User": {"memberOf": (["royalties"], "memberOf", "group:tonic/royalties")},
    "Group": {
        "parent": ("rights", "childOf", "group:tonic/rights"),
        "children": (["sub"], "parentOf", "group:tonic/sub"),
        "members": (["ines"], "hasMember", "user:tonic/ines"),
    },
    "Template": {"owner": ("o", "ownedBy", "group:tonic/o")},
    "AiResource": {
        "owner": ("o", "ownedBy", "group:tonic/o"),
        "dependsOn": (["api:x"], "dependsOn", "api:tonic/x"),
    },
}


@pytest.mark.parametrize("kind, field", [(kind, field) for kind, fields in RELATED.items() for field in fields])
def test_each_relation(kind, field):
    value, relation, target = RELATED[kind][field]
    document = {"kind": kind, "metadata": {"name": "x", "namespace": "tonic"}, "spec": {field: value}}
    assert relations_of(document) == ((relation, target),)


def test_relations_are_sorted_and_once():
    document = component(spec__dependsOn=["api:b", "API:default/B", "api:a"], spec__system="s")
    assert relations_of(document) == (
        ("dependsOn", "api:default/a"),
        ("dependsOn", "api:default/b"),
        ("ownedBy", "group:default/royalties"),
        ("partOf", "system:default/s"),
    )


def test_fields_of_other_kinds_are_free_data():
    assert relations_of(of_kind("Location", {"owner": "x"})) == ()
    assert relations_of(of_kind("Resource", {"providesApis": ["a"]})) == ()


def test_relations_of_bad_documents_never_raise():
    assert relations_of({"kind": "Component", "metadata": {}, "spec": {"owner": "a/", "dependsOn": [1, None]}}) == ()
    assert relations_of({"kind": ["x"], "metadata": None, "spec": None}) == ()


def test_refs_are_read_as_leniently_as_backstage_does():
    document = component(spec__owner="a@example.org", spec__dependsOn=["API:b/c/d:e"])
    assert descriptor_findings(document) == ()
    assert relations_of(document) == (
        ("dependsOn", "api:b/c/d:e"),
        ("ownedBy", "group:default/a@example.org"),
    )


def test_reverse_goes_both_ways():
    assert REVERSE["ownedBy"] == "ownerOf"
    assert all(REVERSE[REVERSE[name]] == name for name in REVERSE)
    assert len(REVERSE) == 16


def test_ref_of():
    assert str(ref_of(component(metadata__namespace="tonic"))) == "component:tonic/royalties-payouts"
    assert ref_of(component(metadata__name="a b")) is None
    assert ref_of([]) is None


def test_a_descriptor_is_not_changed():
    document = component(metadata__tags=["Bad"])
    before = copy.deepcopy(document)
    descriptor_findings(document)
    relations_of(document)
    assert document == before
