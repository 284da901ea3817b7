"""Owners on a real database: let sources speak, let people decide, resolve, and look."""

from __future__ import annotations

import uuid

from catalog.database import execute, rows
from catalog.ownership.refresh import ownership_pending
from catalog.queues import OWNERSHIP
from tests.builders import descriptor, files_source, sync
from tests.estate import write

TEAM_A, TEAM_B = "group:default/team-a", "group:default/team-b"


def table(name, owner, *, annotations=None, **spec):
    """A table."""
    more = {"annotations": annotations} if annotations else {}
    return descriptor("Resource", name, spec={"type": "table", "owner": owner, **spec}, **more)


def group(name, *, members=(), annotations=None):
    """A team."""
    more = {"annotations": annotations} if annotations else {}
    return descriptor("Group", name, spec={"type": "team", "children": [], "members": list(members)}, **more)


def user(name, *teams, email=None, annotations=None):
    """A person."""
    profile = {"profile": {"email": email}} if email else {}
    more = {"annotations": annotations} if annotations else {}
    return descriptor("User", name, spec={"memberOf": list(teams), **profile}, **more)


def read(folder, *documents, key="files", owners=None, path="a.yaml", **options):
    """Let a source say exactly this; `owners` is the text of its CODEOWNERS."""
    write(folder / key, path, *documents)
    place = folder / key / "CODEOWNERS"
    if owners is not None:
        place.write_text(owners)
    elif place.exists():
        place.unlink()
    return sync(files_source(folder / key, key=key, **options))


def settle():
    """Ask for everything and resolve until nothing waits."""
    OWNERSHIP.ask(row[0] for row in rows("SELECT id FROM catalog_entity"))
    return ownership_pending()


def entity_id(ref):
    """Database id."""
    return rows("SELECT id FROM catalog_entity WHERE ref = %s", [ref])[0][0]


def owner(ref):
    """(owner, state) on the card."""
    return rows("SELECT owner_ref, owner_state FROM catalog_entity WHERE ref = %s", [ref])[0]


def present(ref, *columns):
    """Columns of the present resolution."""
    (row,) = [
        dict(
            zip(
                ("owner_ref", "state", "text", "stale_reasons", "suggestions", "ledger", "valid_from"),
                found,
                strict=True,
            )
        )
        for found in rows(
            "SELECT r.owner_ref, r.state, r.text, r.stale_reasons, r.suggestions, r.ledger, r.valid_from "
            "FROM catalog_resolvedownership r JOIN catalog_entity e ON e.id = r.entity_id "
            "WHERE e.ref = %s AND r.valid_to IS NULL",
            [ref],
        )
    ]
    return tuple(row[column] for column in columns) if columns else row


def evidence(ref, signal=None):
    """(signal, owner, role, tier, strength, text) of an entity, sorted."""
    return rows(
        "SELECT o.signal, o.owner_ref, o.role, o.tier, o.strength, o.text FROM catalog_ownershipevidence o "
        "JOIN catalog_entity e ON e.id = o.entity_id WHERE e.ref = %s AND coalesce(o.signal = %s, true) "
        "ORDER BY o.signal, o.role, o.tier, o.strength DESC, o.owner_ref",
        [ref, signal],
    )


def decide(ref, kind, owner_ref=None):
    """An assertion in force, as a command will write it."""
    execute(
        "INSERT INTO catalog_ownershipassertion (uid, entity_id, kind, role, owner_ref, by_key, by_name, change_set_id, "
        "created_at) VALUES (%s, %s, %s, 'accountable', %s, 'person:zoe', 'Zoe', 1, clock_timestamp())",
        [uuid.uuid4(), entity_id(ref), kind, owner_ref],
    )
