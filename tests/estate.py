"""A small estate with something hidden in every corner, and the doors to ask about it.

CANARY is in every name of what is hidden, and in nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
import types
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import orjson
import yaml
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection, transaction
from django.test import Client, RequestFactory

from catalog.commands.entities import entity_update
from catalog.commands.field_values import LinkInput
from catalog.commands.owners import owner_confirm, owner_set
from catalog.commands.selection import EntitySelection
from catalog.ingest.identity import entities_ensure
from catalog.ingest.sources import producer_ensure
from catalog.ingest.variants import variants_pending
from catalog.names import DATASET_SCHEME, OpenLineageName
from catalog.viewers import Viewer
from catalog.words import Word
from lineage.answers import WarningKind
from lineage.commands.columns import column_update
from lineage.ingest.apply import inbox_drain
from lineage.ingest.inbox import StoredEvent, events_store
from lineage.ingest.tally import Tallies, tallies_write
from portal.api.graphql import view as graphql_view
from portal.api.graphql.shapes import graphql_name
from portal.auth import viewer_of
from portal.tokens import token_create
from tests.builders import (
    ADMIN,
    JOBS,
    NAMESPACE,
    column_lineage,
    dataset,
    descriptor,
    event,
    files_source,
    ingest,
    parent,
    run_id,
    schema,
    settle,
    sync,
)

CANARY = "zebracanary"
RESTRICTED = {"headwater.dev/visibility": "restricted"}
OWNER = "group:default/team-a"
PERSON = "user:default/ada"
PRODUCER = "https://example.com/tests"


def named(namespace: str, name: str, **more: str) -> dict[str, str]:
    """Annotations that claim an OpenLineage identity."""
    return {"openlineage.io/namespace": namespace, "openlineage.io/name": name, **more}


def write(folder: Path, name: str, *documents: dict[str, Any]) -> Path:
    """A file of descriptors."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump_all(documents, sort_keys=False))
    return path


def descriptors() -> list[dict[str, Any]]:
    """What the trusted source says."""
    hidden = {"annotations": RESTRICTED}
    return [
        descriptor("Group", "team-a", title="Team A", spec={"type": "team", "children": []}),
        descriptor("Group", f"{CANARY}-team", spec={"type": "team", "children": []}, **hidden),
        descriptor("User", "ada", spec={"profile": {"email": "ada@example.com"}, "memberOf": ["team-a"]}),
        descriptor("Domain", "sales", spec={"owner": "team-a"}),
        descriptor("System", "shop", spec={"owner": "team-a", "domain": "sales"}),
        descriptor("System", f"{CANARY}-system", spec={"owner": "team-a"}, **hidden),
        descriptor(
            "Resource",
            "orders",
            title="Orders",
            description="All *orders* of the shop.",
            tags=["gold", "shop"],
            links=[{"url": "https://example.com/orders", "title": "Runbook", "type": "runbook"}],
            labels={"region": "eu"},
            annotations=named(
                NAMESPACE, "orders", **{"headwater.dev/tier": "1", "headwater.dev/freshness-within": "26h"}
            ),
            spec={
                **{"type": "table", "owner": "team-a", "system": "shop", "lifecycle": "production"},
                "glossaryTerms": ["revenue", f"{CANARY}-term"],
            },
        ),
        descriptor("GlossaryTerm", "revenue", title="Revenue", description="What the shop *earns*."),
        descriptor("GlossaryTerm", f"{CANARY}-term", **hidden),
        descriptor(
            "Resource",
            CANARY,
            description=f"Known as {CANARY}.",
            tags=[f"{CANARY}-tag"],
            annotations=named(NAMESPACE, CANARY, **RESTRICTED, **{"headwater.dev/freshness-within": "26h"}),
            spec={"type": "table", "owner": f"{CANARY}-team", "system": f"{CANARY}-system"},
        ),
        descriptor(
            "Component",
            f"{CANARY}-job",
            annotations=named(JOBS, f"{CANARY}-job", **RESTRICTED),
            spec={"type": "job", "owner": f"{CANARY}-team", "lifecycle": "production"},
        ),
        descriptor(
            "Component",
            "app",
            spec={
                "type": "service",
                "lifecycle": "production",
                "owner": "team-a",
                "system": "shop",
                "dependsOn": [f"resource:default/{CANARY}", "resource:orders", "resource:default/absent"],
            },
        ),
        descriptor(
            "Resource",
            "report",
            spec={"type": "dashboard", "owner": f"{CANARY}-team", "system": f"{CANARY}-system"},
        ),
    ]


def code(sql: str = "SELECT 1", path: str = "models/load.sql") -> dict[str, Any]:
    """Facets that tell what a job runs."""
    where = {"repoUrl": "https://example.com/repo", "path": path, "version": "1f0c"}
    return {"sql": {"query": sql, "dialect": "postgres"}, "sourceCodeLocation": where}


def runs() -> list[dict[str, Any]]:
    """Two jobs of a pipeline, one hidden job, one run that reads something hidden, one failure."""
    nightly = run_id(1)
    task = {"run_facets": parent(nightly, "nightly")}
    waited = [{"job": {"namespace": JOBS, "name": name}} for name in ("nightly.load", f"{CANARY}-job")]
    after = {"run_facets": task["run_facets"] | {"jobDependencies": {"upstream": waited, "trigger_rule": "ALL_DONE"}}}
    altered = dataset("totals", facets={"lifecycleStateChange": {"lifecycleStateChange": "ALTER"}})
    orders = dataset("orders", facets=schema("id:int", "total:numeric"))
    older = dataset("orders", facets=schema("id:int"))
    return [
        event("nightly", "START", run=nightly, minutes=0),
        event("nightly.load", run=run_id(2), minutes=10, inputs=["raw"], outputs=[older], job_facets=code(), **task),
        event("nightly.load", run=run_id(3), minutes=20, inputs=["raw"], outputs=[orders], **task),
        event(
            "nightly.join",
            run=run_id(4),
            minutes=30,
            inputs=["orders", CANARY],
            outputs=[dataset("totals", facets=column_lineage(sum="orders.total", hidden=f"{CANARY}.id"))],
            job_facets=code(f"SELECT * FROM {CANARY}", f"models/{CANARY}.sql"),
            **after,
        ),
        event(f"{CANARY}-job", run=run_id(5), minutes=40, inputs=[altered, "orders"], outputs=[CANARY], **task),
        event("nightly.bad", "FAIL", run=run_id(6), minutes=50, inputs=["totals"], outputs=["mart"], **task),
        event("nightly", "COMPLETE", run=nightly, minutes=60),
    ]


def build(folder: Path) -> None:
    """The estate: a trusted source, a rival with more precedence, events, and issues about visible and hidden."""
    rival = descriptor("Resource", "report", title="Report", spec={"type": "dashboard", "owner": "team-a"})
    write(folder / "main", "all.yaml", *descriptors())
    write(folder / "rival", "all.yaml", rival)
    twice = [descriptor("Resource", name, spec={"type": "table", "owner": "team-a"}) for name in (CANARY, "orders")]
    write(folder / "main", "twice.yaml", *twice)
    files_source(folder / "main", key="main")
    files_source(folder / "rival", key="rival", precedence=200)
    sync("main")
    sync("rival")
    ingest(*runs())
    mistakes()
    spellings()
    decide()


def spellings(*more: str) -> None:
    """Names that may mean one thing."""
    names = [OpenLineageName(DATASET_SCHEME, NAMESPACE, name) for name in ("ORDERS", "Totals", '"totals"', *more)]
    entities_ensure(names, source_id=producer_ensure("openlineage"))
    variants_pending()


def mistakes(count: int = 1) -> None:
    """Events that could not be applied, of a job that few may see, and warnings about what was sent."""
    source_id = producer_ensure("openlineage")
    tallies = Tallies()
    for _ in range(count):
        body = {"producer": PRODUCER, "job": {"namespace": JOBS, "name": f"{CANARY}-job"}}
        raw = orjson.dumps(body)
        events_store([StoredEvent(kind="run", digest=uuid.uuid4(), body=raw, source_id=source_id)])
        tallies.add(WarningKind.REDACTED, "key", f"/outputs/0/facets/{CANARY}", body)
        tallies.add(WarningKind.REJECTED, f"rule {uuid.uuid4()}", "eventTime", None)
    inbox_drain()
    tallies_write(source_id, tallies)


def decide() -> None:
    """What people decided: one thing that everybody sees, and one about what is hidden."""
    owner_confirm(ADMIN, entities=EntitySelection(refs=("resource:default/orders",)), reason="Ours.")
    hidden = EntitySelection(refs=(f"resource:default/{CANARY}",))
    owner_set(ADMIN, entities=hidden, owner=f"group:default/{CANARY}-team", reason=f"{CANARY} is theirs.")
    app = EntitySelection(refs=("component:default/app",))
    entity_update(ADMIN, entities=app, title="The app", add_tags=["web"], links=[LinkInput(url="https://example.com")])
    entity_update(ADMIN, entities=hidden, title=f"{CANARY} title", reason=f"{CANARY} is called so.")
    entity_update(ADMIN, entities=app, add_glossary_terms=["revenue", f"{CANARY}-term"])
    entity_update(ADMIN, entities=app, remove_glossary_terms=[f"{CANARY}-term"])
    column_update(ADMIN, ref="resource:default/orders", path="id", description="Number of the order.")
    settle()


def grow(folder: Path, copies: int) -> None:
    """More of everything that lists show: entities, relations, jobs, runs, versions, sources, syncs, issues."""
    for copy in range(copies):
        more = [
            descriptor(
                "Resource",
                f"more-{copy}-{i}",
                annotations=named(NAMESPACE, f"more-{copy}-{i}"),
                tags=[f"tag-{copy}-{i}"],
                spec={"type": "table", "owner": "team-a", "system": "shop", "dependsOn": ["resource:orders"]},
            )
            for i in range(8)
        ]
        again = [
            descriptor("Resource", f"more-{copy}-{i}", spec={"type": "table", "owner": "team-a"}) for i in range(4)
        ]
        write(folder / f"more-{copy}", "all.yaml", *more)
        write(folder / f"more-{copy}", "twice.yaml", *again)
        files_source(folder / f"more-{copy}", key=f"more-{copy}")
        sync(f"more-{copy}")
        mistakes(8)
        spellings(*(f"MORE-{copy}-{i}" for i in range(8)))
        task = {"run_facets": parent(run_id(1), "nightly")}
        for i in range(8):
            name, wide = f"more-{copy}-{i}", schema(*(f"column_{copy}_{j}:int" for j in range(i + 1)))
            at = 100 + copy * 10 + i
            ingest(
                event("nightly.load", minutes=at, inputs=["raw"], outputs=[dataset("orders", facets=wide)], **task),
                event(f"nightly.{name}", minutes=at, inputs=["orders"], outputs=[dataset(name, facets=wide)], **task),
            )


@contextmanager
def built(blocker: Any, folder: Path) -> Iterator[None]:
    """The estate for a whole module, in one transaction that is rolled back.

    Hundreds of tests that rolled back have left tables full of dead rows, and statistics of what is no more: plans made of
    those once took a question past its time limit.
    """
    with blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    with blocker.unblock(), transaction.atomic():
        build(folder)
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks: at a door, and as the viewer that the door makes of them."""

    name: str
    client: Client
    viewer: Viewer

    def rest(self, path: str, body: Any = None) -> Any:
        """GET, or POST of a body, below /api/portal/v1."""
        path = f"/api/portal/v1{path}"
        if body is None:
            return self.client.get(path)
        return self.client.post(path, json.dumps(body), content_type="application/json")

    def graphql(self, document: str, **variables: Any) -> Any:
        """POST /graphql."""
        body = json.dumps({"query": document, "variables": variables})
        return self.client.post("/graphql", body, content_type="application/json")

    def backstage(self, path: str, body: Any = None) -> Any:
        """GET, or POST of a body, below /api/catalog."""
        path = f"/api/catalog{path}"
        if body is None:
            return self.client.get(path)
        return self.client.post(path, json.dumps(body), content_type="application/json")


def asker(name: str) -> Asker:
    """admin, editor, viewer, reader (a token with catalog:read) or anonymous."""
    client, request = Client(), RequestFactory().get("/")
    request.user = AnonymousUser()
    if name == "reader":
        _, secret = token_create(name="reader", scopes=["catalog:read"])
        client = Client(headers={"authorization": f"Bearer {secret}"})
        request = RequestFactory().get("/", headers={"authorization": f"Bearer {secret}"})
    elif name != "anonymous":
        user = User.objects.create_user(
            name, password="x" * 20, is_superuser=name == "admin", is_staff=name == "editor"
        )
        client.force_login(user)
        request.user = user
    return Asker(name, client, viewer_of(request))


def own_document(monkeypatch: Any, *texts: str) -> None:
    """Let documents pass as those of our own UI, which need no graphql:adhoc."""
    known = {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}
    monkeypatch.setattr(graphql_view, "own_documents", lambda: known)


# --- values of the doors, made alike ----------------------------------------------------------------------------------


def snake(name: str) -> str:
    """camelCase to snake_case."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: f"_{m.group(1).lower()}", name)


def camel(name: str) -> str:
    """snake_case to camelCase."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _bare(annotation: Any) -> Any:
    if get_origin(annotation) in {Union, types.UnionType}:
        return next(arg for arg in get_args(annotation) if arg is not type(None))
    return annotation


def alike(annotation: Any, value: Any, skip: frozenset[str] = frozenset()) -> Any:
    """A value of any door as plain JSON with snake_case keys, lower-case words and UTC times."""
    kind = _bare(annotation)
    if value is None:
        return None
    if get_origin(kind) is tuple:
        return [alike(get_args(kind)[0], item, skip) for item in value]
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        found = value if isinstance(value, dict) else {f.name: getattr(value, f.name) for f in fields(value)}
        return {
            snake(k): alike(hints[snake(k)], v, skip)
            for k, v in found.items()
            if snake(k) not in skip and k != "__typename"
        }
    if isinstance(kind, type) and issubclass(kind, Word):
        return str(value.value if isinstance(value, Word) else value).lower()
    if kind is datetime:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return time.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def selection(annotation: Any, skip: frozenset[str] = frozenset()) -> str:
    """Every plain field that the GraphQL type of an answer has, all the way down."""
    kind = _bare(annotation)
    if get_origin(kind) is tuple:
        return selection(get_args(kind)[0], skip)
    if not is_dataclass(kind):
        return ""
    hints = get_type_hints(kind)
    known = graphql_view.schema.graphql_schema.type_map[
        "Entity" if kind.__name__ == "EntityCard" else graphql_name(kind)
    ].fields
    parts = [
        f"{camel(f.name)} {selection(hints[f.name], skip)}"
        for f in fields(kind)
        if f.name not in skip and camel(f.name) in known
    ]
    return "{ " + " ".join(parts) + " }"


def parts(annotation: Any, names: str) -> str:
    """The fields of these names with all below them, where each is a deep field of its own."""
    hints = get_type_hints(_bare(annotation))
    return " ".join(f"{camel(name)} {selection(hints[name])}" for name in names.split())
