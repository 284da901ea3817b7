"""Owners as tools write them, and the refs of the teams and people they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from catalog.database import rows
from catalog.names import EntityRef, InvalidRef, name_slug

GROUP, USER = "group", "user"
# What descriptors of teams and people say of their names elsewhere, by the field as filters see it.
_HANDLES = {
    "metadata.annotations.github.com/team-slug": GROUP,
    "metadata.annotations.gitlab.com/team-path": GROUP,
    "metadata.annotations.github.com/user-login": USER,
    "metadata.annotations.gitlab.com/user-login": USER,
}
_EMAIL = "spec.profile.email"
_URN_KINDS = {"corpgroup": GROUP, "corpuser": USER}
_KINDS = {"team": GROUP, "group": GROUP, "user": USER, "person": USER}
# Owners that tools fill in when nobody said anything.
DEFAULTS = {"airflow", "root", "admin"}


class OwnerName(NamedTuple):
    """A team or person as a text names it. `handle` is the name elsewhere: org/team, a login or an e-mail address."""

    kind: str
    name: str
    namespace: str | None = None
    handle: str | None = None

    @property
    def is_default(self) -> bool:
        """Nobody in particular: what a tool writes when it was not told."""
        return self.name.lower() in DEFAULTS


def codeowner_name(text: str) -> OwnerName:
    """`@organisation/team`, `@user` or an e-mail address."""
    if not text.startswith("@"):
        return _email(text)
    handle = text[1:].lower()
    kind = GROUP if "/" in handle else USER
    return OwnerName(kind, handle.rpartition("/")[2], handle=handle)


def facet_owner_name(text: str) -> OwnerName | None:
    """`group:ns/name`, `team:x`, `urn:li:corpGroup:x`, `user:x`, an e-mail address, or the bare name of a team."""
    text = text.strip()
    if text.lower().startswith("urn:li:"):
        kind, _, name = text[len("urn:li:") :].partition(":")
        text = f"{_URN_KINDS.get(kind.lower(), kind)}:{name}"
    word, colon, rest = text.partition(":")
    kind = _KINDS.get(word.lower(), "") if colon else GROUP
    rest = (rest if colon else text).strip()
    if not kind or not rest:
        return None
    if "@" in rest:
        return _email(rest)
    namespace, slash, name = rest.partition("/")
    return OwnerName(kind, name if slash else rest, namespace=namespace if slash else None)


def accountable_of(names: Sequence[OwnerName]) -> OwnerName | None:
    """Exactly one is accountable where several are named alike: the first team, else the first person."""
    return next((name for name in names if name.kind == GROUP), names[0] if names else None)


def _email(text: str) -> OwnerName:
    return OwnerName(USER, text.partition("@")[0], handle=text.lower())


def owner_refs(names: Iterable[OwnerName]) -> dict[OwnerName, str]:
    """The ref of each: of whom the handle belongs to, else of the only one of that name, else the ref it would have."""
    wanted = set(names)
    by_handle = _by_handle({name.handle for name in wanted if name.handle})
    by_name = _by_name({name.name.lower() for name in wanted if not name.namespace})
    found = {}
    for name in wanted:
        same_name = by_name.get((name.kind, name.name.lower()), [])
        if name.handle and (name.kind, name.handle) in by_handle:
            found[name] = by_handle[name.kind, name.handle]
        elif not name.namespace and len(same_name) == 1:
            found[name] = same_name[0]
        else:
            found[name] = _plain_ref(name)
    return found


def _by_handle(handles: set[str]) -> dict[tuple[str, str], str]:
    return {
        (_HANDLES.get(key, USER), value): ref
        for key, value, ref in rows(
            "SELECT f.key, f.value, e.ref FROM catalog_descriptorfield f JOIN catalog_entity e ON e.id = f.entity_id "
            "WHERE f.key = ANY(%s) AND f.value = ANY(%s) AND e.kind IN ('team', 'person') ORDER BY e.ref DESC",
            [[*_HANDLES, _EMAIL], sorted(handles)],
        )
    }


def _by_name(names: set[str]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for ref, name in rows(
        "SELECT ref, lower(name) FROM catalog_entity WHERE kind IN ('team', 'person') AND NOT stub "
        "AND deleted_at IS NULL AND lower(name) = ANY(%s)",
        [sorted(names)],
    ):
        found[ref.partition(":")[0], name].append(ref)
    return found


def _plain_ref(name: OwnerName) -> str:
    try:
        return str(EntityRef.parse(f"{name.namespace or 'default'}/{name.name}", default_kind=name.kind))
    except InvalidRef:
        return str(EntityRef(name.kind, "default", name_slug(name.name)))
