"""Names: entity refs, aliases, the table from descriptor kind to people's word, refs made from OpenLineage names.

Pure values: no database, no clock. Rules: ref syntax and legal names from the Backstage catalog model; people's words
from docs/questions.md rule 5.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from functools import lru_cache

import orjson

from catalog.words import Word

NAME_MAX = 63
KIND_PATTERN = re.compile(r"[a-zA-Z][a-z0-9A-Z]{0,62}\Z")
NAMESPACE_PATTERN = re.compile(r"(?=.{1,63}\Z)[a-z0-9]+(?:-+[a-z0-9]+)*\Z")
NAME_PATTERN = re.compile(r"(?=.{1,63}\Z)(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\Z")

DATASET_SCHEME = "openlineage.dataset"
JOB_SCHEME = "openlineage.job"
REF_SCHEME = "ref"
TERM_KIND = "glossaryterm"


def generated_name(kind: str, target: str) -> str:
    """The name that Backstage gives the Location entity of a place, such as `url` and its address."""
    return f"generated-{hashlib.sha1(f'{kind}:{target}'.encode(), usedforsecurity=False).hexdigest()}"


class InvalidRef(ValueError):
    """A text is not `[kind:][namespace/]name`; the message says which part is wrong."""


class Kind(Word):
    """What people call an entity (docs/questions.md rule 5)."""

    DATASET = "dataset", "Table, view, topic, file set: data that can be read."
    DASHBOARD = "dashboard", "Dashboard or report that reads data."
    MODEL = "model", "Machine learning model."
    PIPELINE = "pipeline", "Scheduled group of jobs, such as a DAG."
    JOB = "job", "One step that reads and writes data."
    COMPONENT = "component", "Software component."
    API = "api", "Interface between components."
    RESOURCE = "resource", "Resource that is no dataset, such as a bucket or a queue server."
    SYSTEM = "system", "Group of entities that work together."
    DOMAIN = "domain", "Business area: a group of systems."
    TEAM = "team", "Group of people; the only kind that can be accountable."
    PERSON = "person", "One person."
    OTHER = "other", "Kind without a type of its own, such as a location or a custom kind."


NEVER_OWNED = (Kind.TEAM, Kind.PERSON, Kind.OTHER)

_KIND_ALONE = {
    "group": Kind.TEAM,
    "user": Kind.PERSON,
    "api": Kind.API,
    "system": Kind.SYSTEM,
    "domain": Kind.DOMAIN,
}
_KIND_BY_TYPE = {
    ("component", "pipeline"): Kind.PIPELINE,
    ("component", "job"): Kind.JOB,
    ("resource", "dashboard"): Kind.DASHBOARD,
    ("resource", "model"): Kind.MODEL,
    **{("resource", t): Kind.DATASET for t in ("dataset", "table", "view", "topic", "file", "stream")},
}
_KIND_OTHERWISE = {"component": Kind.COMPONENT, "resource": Kind.RESOURCE}


def kind_of(descriptor_kind: str, descriptor_type: str | None) -> Kind:
    """People's word for (descriptor kind, spec.type); the one table of the product."""
    kind = descriptor_kind.lower()
    if kind in _KIND_ALONE:
        return _KIND_ALONE[kind]
    by_type = _KIND_BY_TYPE.get((kind, (descriptor_type or "").lower()))
    return by_type or _KIND_OTHERWISE.get(kind, Kind.OTHER)


@dataclass(frozen=True, slots=True, order=True)
class EntityRef:
    """`kind:namespace/name`. Case is kept in the parts; `str()` and comparisons between refs use the lower-cased text."""

    kind: str
    namespace: str
    name: str

    @classmethod
    def parse(cls, text: str, *, default_kind: str | None = None, default_namespace: str = "default") -> EntityRef:
        """`[kind:][namespace/]name`; raises InvalidRef naming the part that is missing or not legal."""
        if not isinstance(text, str) or not text.strip():
            raise InvalidRef("an entity ref must be a text such as kind:namespace/name")
        rest = text.strip()
        kind, colon, after = rest.partition(":")
        if colon:
            rest = after
        elif default_kind is None:
            raise InvalidRef(f"entity ref {text!r} has no kind; write kind:namespace/name")
        else:
            kind = default_kind
        namespace, slash, name = rest.partition("/")
        if not slash:
            namespace, name = default_namespace, rest
        if not KIND_PATTERN.match(kind):
            raise InvalidRef(f"entity ref {text!r}: {kind!r} is no legal kind")
        if not NAMESPACE_PATTERN.match(namespace.lower()):
            raise InvalidRef(f"entity ref {text!r}: {namespace!r} is no legal namespace")
        if not NAME_PATTERN.match(name):
            raise InvalidRef(f"entity ref {text!r}: {name!r} is no legal name")
        return cls(kind, namespace, name)

    def __str__(self) -> str:
        return f"{self.kind}:{self.namespace}/{self.name}".lower()


def ref_text(text: str) -> str:
    """The canonical, lower-cased form of a full ref; raises InvalidRef."""
    return str(EntityRef.parse(text))


def term_ref(text: str) -> str:
    """The canonical ref of a glossary term. A bare name means the default namespace, whoever writes it: a glossary is shared.
    Raises InvalidRef, also for a ref of another kind."""
    ref = EntityRef.parse(text, default_kind=TERM_KIND)
    if ref.kind.lower() != TERM_KIND:
        raise InvalidRef(f"entity ref {text!r} is no glossary term; write {TERM_KIND}:namespace/name")
    return str(ref)


@lru_cache(50_000)
def alias_digest(scheme: str, namespace: str, key: str) -> uuid.UUID:
    """16 bytes that stand for one alias in unique indexes, since names of 2 KiB do not fit a B-tree row."""
    raw = "\0".join((scheme, namespace, key)).encode("utf-8", "surrogatepass")
    return uuid.UUID(bytes=hashlib.blake2b(raw, digest_size=16).digest())


@dataclass(frozen=True, slots=True, order=True)
class OpenLineageName:
    """Identity of a dataset or job: exact, case-sensitive, opaque."""

    scheme: str
    namespace: str
    name: str

    @property
    def digest(self) -> uuid.UUID:
        """Key of the alias."""
        return alias_digest(self.scheme, self.namespace, self.name)


def digest_json(value: object) -> uuid.UUID:
    """16 bytes that are equal for equal JSON values, whatever the order of their keys."""
    raw = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return uuid.UUID(bytes=hashlib.blake2b(raw, digest_size=16).digest())


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def _cut(slug: str, source: str, *, tagged: bool, joiner: str) -> str:
    if not tagged and len(slug) <= NAME_MAX:
        return slug
    head = slug[: NAME_MAX - 9].rstrip("-_.")
    return f"{head}{joiner}{_hash(source)}" if head else _hash(source)


def namespace_slug(text: str) -> str:
    """A legal namespace made from free text: lower-case words joined by `-`, cut with a hash when over 63."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return _cut(slug or _hash(text), text, tagged=False, joiner="-")


def name_slug(text: str, *, tagged: bool = False) -> str:
    """A legal name made from free text; `tagged` adds the hash that tells apart two texts with one slug."""
    slug = re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9_.-]+", "-", text)).strip("-_.")
    return _cut(slug or _hash(text), text, tagged=tagged, joiner="-")


def openlineage_ref(scheme: str, namespace: str, name: str, *, tagged: bool = False) -> EntityRef:
    """The ref of an entity known only by its OpenLineage name.

    `tagged` is used when the plain ref is taken by another name: the hash then covers namespace and name.
    """
    kind = "resource" if scheme == DATASET_SCHEME else "component"
    slug = name_slug(name)
    if tagged:
        slug = _cut(slug, f"{namespace}\n{name}", tagged=True, joiner="-")
    return EntityRef(kind, namespace_slug(namespace), slug)


# Namespaces without a scheme that OpenLineage's naming page gives to platforms.
_PLATFORM_WORDS = {"bigquery", "file", "hive", "pubsub", "kafka", "dbfs", "inmemory", "looker", "tableau"}
_PLATFORM_SCHEMES = {
    "s3a": "s3",
    "s3n": "s3",
    "postgresql": "postgres",
    "abfss": "azure-storage",
    "wasbs": "azure-storage",
}


def platform_of(namespace: str) -> str | None:
    """Where a dataset lives, read off its OpenLineage namespace; None when the namespace does not say."""
    scheme = namespace.partition(":")[0].lower()
    if ":" in namespace and re.match(r"[a-z][a-z0-9+.-]*\Z", scheme):
        return _PLATFORM_SCHEMES.get(scheme, scheme)
    return scheme if scheme in _PLATFORM_WORDS else None
