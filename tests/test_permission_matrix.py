"""Who may do what: every role and scope against every action, every route against every bad credential (T1, T2, T23)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from catalog.errors import ForbiddenError, UnauthenticatedError
from catalog.permissions import PERMISSIONS, SCOPES, allowed, require, visible
from catalog.viewers import ANONYMOUS, SYSTEM, Role, Viewer, ViewerKind
from portal.api.rest.urls import command_path
from portal.auth import NO_VIEWER_ROUTES, PUBLIC_READER, PUBLIC_ROUTES
from portal.models import ApiToken
from portal.tokens import token_create, token_revoke
from tests import estate as e
from tests.builders import event

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# What nobody needs a credential for; a route that is not named here must refuse.
PUBLIC = {
    "livez", "readyz", "metrics",  # metrics: loopback alone, test_operations.py
    "session", "sign-in", "sign-out",
    "graphql",  # asks by itself: documents of our UI for readers, free text by graphql:adhoc
    "ui", "ui-root", "ui-asset",
    "admin:login", "admin:logout", "admin:jsi18n",
}  # fmt: skip

# The table once more, by hand: a change of a right must be made twice.
READS = {"catalog.read", "lineage.read", "health.read", "source.status"}
MAY: dict[str, set[str]] = {
    "anonymous": set(),
    "public": READS,
    "viewer": READS | {"event.read", "graphql.adhoc"},
    "editor": READS | {"event.read", "graphql.adhoc", "entity.edit"},
    "admin": set(PERMISSIONS) - {"intake.write"},
    "system": set(PERMISSIONS),
    "catalog:read": READS,
    "catalog:write": {"entity.edit"},
    "events:read": {"event.read", "intake.read"},
    "graphql:adhoc": {"graphql.adhoc"},
    "ingest:write": {"intake.write"},
    "metrics:read": {"metrics.read"},
    "sources:run": {"source.run"},
    "sources:write": {"source.edit"},
    "ownership:write": {"owner.set", "owner.answer"},
    "ownership:bulk": {"owner.bulk"},
    "audit:read": {"audit.read"},
    "events:write": {"event.manage"},
    "no scope": set(),
}


def viewers() -> dict[str, Viewer]:
    """Everybody who can ask."""
    found = {"anonymous": ANONYMOUS, "public": PUBLIC_READER, "system": SYSTEM}
    found |= {role.value: Viewer(kind=ViewerKind.PERSON, key=f"person:{role}", role=role) for role in Role}
    scopes = {scope: frozenset({scope}) for scope in SCOPES} | {"no scope": frozenset()}
    return found | {name: Viewer(kind=ViewerKind.TOKEN, key=f"token:{name}", scopes=s) for name, s in scopes.items()}


def wrong_cells(check: Any) -> list[tuple[str, str, bool]]:
    """Cells of role x action where `check` says otherwise than the table above."""
    wrong = []
    for name, viewer in viewers().items():
        for action in PERMISSIONS:
            may = True
            try:
                check(viewer, action)
            except (ForbiddenError, UnauthenticatedError):
                may = False
            if may != (action in MAY[name]):
                wrong.append((name, action, may))
    return wrong


def test_it_works():
    require(viewers()["viewer"], "catalog.read")
    with pytest.raises(
        ForbiddenError, match=r"^entity\.edit is not allowed for person:viewer; it takes admin, editor, somebody"
    ):
        require(viewers()["viewer"], "entity.edit")


def test_every_role_and_scope_against_every_action():
    assert set(MAY) == set(viewers())
    assert wrong_cells(require) == []


def test_a_require_that_does_nothing_fails_the_matrix():
    """The control: the mutant lets everybody do everything."""
    refused = sum(len(PERMISSIONS) - len(may) for may in MAY.values())
    assert len(wrong_cells(lambda viewer, action: None)) == refused == 358


def test_who_is_refused_is_told_why():
    for name, viewer in viewers().items():
        for action in set(PERMISSIONS) - MAY[name]:
            nobody = viewer.kind is ViewerKind.ANONYMOUS
            with pytest.raises(UnauthenticatedError if nobody else ForbiddenError, match=re.escape(action)):
                require(viewer, action)


@pytest.mark.parametrize("viewer", [v for name, v in viewers().items() if name != "system"])
def test_an_action_without_a_row_is_refused(viewer):
    assert not allowed(viewer, "entity.explode")
    with pytest.raises((ForbiddenError, UnauthenticatedError)):
        require(viewer, "entity.explode")


def test_public_reads_open_reads_alone():
    opened = {action for action, grant in PERMISSIONS.items() if grant.anonymous}
    assert opened == READS
    assert all(action.endswith((".read", ".status")) for action in opened)


@pytest.mark.parametrize("name", [n for n in MAY if n not in {"admin", "system"}])
def test_only_admins_see_everything(name):
    condition, params = visible(viewers()[name])
    assert "restricted" in condition
    assert params == [[]]


# --- routes -----------------------------------------------------------------------------------------------------------


def test_people_of_the_team_concerned_may_answer_for_it():
    lead = Viewer(kind=ViewerKind.PERSON, key="person:lead", role=Role.VIEWER, teams=("group:default/a",))
    assert allowed(lead, "owner.answer", team="group:default/a")
    assert not allowed(lead, "owner.answer", team="group:default/b")
    assert not allowed(lead, "owner.answer")
    assert not allowed(lead, "owner.set", team="group:default/a")
    with pytest.raises(ForbiddenError, match=r"it takes admin, somebody of group:default/b or a token with"):
        require(lead, "owner.answer", team="group:default/b")


SAMPLES = {
    "kind": "resource",
    "namespace": "default",
    "name": "orders",
    "path": "x.js",
    "id": "run_1",
    "app_label": "auth",
}


def routes(patterns: list[Any] | None = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, a path that leads there) of every route of the URLconf."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        text = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, prefix + text, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}", "/" + _sample(prefix + text)


def _sample(text: str) -> str:
    text = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: SAMPLES.get(m.group(1), "1"), text)
    text = text.replace("(?:/.*)?$", "/x").replace("/?$", "").replace("^(?P", "(?P").removesuffix("$").replace("^", "")
    return re.sub(r"\(\?P.*$", "auth/", text).replace("\\Z", "")


def test_every_public_route_is_named_one_by_one():
    assert {name for name in PUBLIC if not name.startswith("admin:")} == PUBLIC_ROUTES
    assert NO_VIEWER_ROUTES < PUBLIC_ROUTES
    assert {name for name, _ in routes()} >= PUBLIC
    assert len(list(routes())) > 50


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker, tmp_path_factory):
    """In place of pytest-django's, which would roll back after each test: the estate is built once."""
    with e.built(django_db_blocker, tmp_path_factory.mktemp("estate")):
        yield


@pytest.fixture
def inside(db, django_db_blocker, settings):
    settings.PUBLIC_READS = False
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def credentials() -> dict[str, dict[str, str]]:
    """Headers of nobody, and of those whose token is no good."""
    secrets = {}
    for name in ("expired", "revoked", "good"):
        _, secrets[name] = token_create(name=name, scopes=list(SCOPES))
    past = datetime.now(UTC) - timedelta(days=2)
    ApiToken.objects.filter(name="expired").update(created_at=past, expires_at=past + timedelta(days=1))
    token_revoke("revoked")
    good = secrets.pop("good")
    flipped = good[:-7] + ("a" if good[-7] != "a" else "b") + good[-6:]
    texts = {
        "bad": "Bearer nonsense",
        "checksum": f"Bearer {flipped}",
        "scheme": f"Basic {good}",
        "twice": f"Bearer {good} {good}",
        "empty": "Bearer ",
        "long": f"Bearer {good}{'a' * 5000}",
        **{name: f"Bearer {secret}" for name, secret in secrets.items()},
    }
    return {"none": {}} | {name: {"authorization": text} for name, text in texts.items()}


def opened(name: str, path: str, headers: dict[str, str]) -> list[tuple[str, str, int]]:
    """The methods that did not refuse."""
    client = Client(headers=headers, raise_request_exception=False)
    found = []
    for method in METHODS:
        response = client.generic(method, path, b"{}", content_type="application/json")
        closed = {401, 403, 404, 405}
        if name.startswith("admin:") and response.status_code == 302:
            closed = closed | {302} if response["Location"].startswith("/admin/login/") else closed
        if response.status_code not in closed:
            found.append((name, method, response.status_code))
    return found


def test_every_route_refuses_who_has_no_good_credential(inside):
    closed = [(name, path) for name, path in routes() if name not in PUBLIC]
    assert len(closed) > 40
    found = []
    for kind, headers in credentials().items():
        for name, path in closed:
            found += [(kind, *item) for item in opened(name, path, headers)]
    assert found == []


def test_a_session_of_somebody_disabled_is_nobody(inside):
    admin = e.asker("admin")
    assert admin.rest("/viewer").status_code == 200
    from django.contrib.auth.models import User

    User.objects.filter(username="admin").update(is_active=False)
    assert admin.rest("/viewer").status_code == 401


VARIANTS = (
    "{path};x", "{path};/livez", "{path}%2f", "{path}/", "{path}//", "/{path}", "{path}/../livez", "/livez/..{path}",
    "/livez/../{path}", "/assets/..{path}", "/assets/%2e%2e{path}", "/search/..{path}", "/graphql/..{path}", "{path}.",
    "{path}%00", "{path}%20", "{path}?/livez", "{path}#/livez", "{path}.json", "{path}/livez", "/./{path}", "{upper}",
    "/%2e{path}", "{path}%3b", "{path}\\..\\livez",
)  # fmt: skip


def test_no_spelling_of_a_path_opens_a_door(inside):
    """What our own server would answer with is never an answer of the door: a refusal, or a page of the UI."""
    canary = b"Team A"
    doors = [path for name, path in routes() if name.startswith(("rest-", "backstage-", "marquez-", "intake-"))]
    assert len(doors) == 114
    client = Client(raise_request_exception=False)
    for path in doors:
        for variant in VARIANTS:
            asked = variant.format(path=path, upper=path.upper())
            for method in ("GET", "POST"):
                response = client.generic(method, asked, b"{}", content_type="application/json")
                page = response.headers.get("Content-Type", "").startswith(("text/html", "text/plain"))
                assert response.status_code in {401, 403, 404, 405} or page, (method, asked, response.status_code)
                assert canary not in response.content, asked


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_override_header_is_ignored(inside, header):
    assert Client(headers={header: "GET"}).post("/livez").status_code == 405
    assert Client(headers={header: "POST"}).get("/api/v1/lineage").status_code == 401
    reader = e.asker("reader")
    body = {"names": [{"ref": "resource:default/orders"}]}
    response = reader.client.get("/api/portal/v1/entities/resolve", body, headers={header: "POST"})
    assert response.status_code == 405


@pytest.mark.parametrize(
    "header",
    [
        {"X-Original-URL": "/livez"},
        {"X-Rewrite-URL": "/livez"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-User": "admin"},
        {"Remote-User": "admin"},
        {"X-Remote-User": "admin"},
    ],
)
def test_headers_of_proxies_say_nothing_of_who_asks(inside, header):
    assert Client(headers=header).get("/api/portal/v1/viewer").status_code == 401


def test_a_bad_token_is_an_error_also_beside_a_good_session(inside):
    admin = e.asker("admin")
    response = admin.client.get("/api/portal/v1/viewer", headers={"authorization": "Bearer nonsense"})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="headwater"')


def token(*scopes: str) -> Client:
    _, secret = token_create(name=" ".join(scopes), scopes=list(scopes))
    return Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)


COMMAND_BODIES = {
    f"rest-{command_path(stem).replace('/', '-')}": body
    for stem, body in {
        **{
            stem: {"entities": {"refs": ["resource:default/orders"]}, "reason": "Because.", **more}
            for stem, more in {
                "owner_set": {"owner": e.OWNER},
                "owner_clear": {},
                "owner_confirm": {},
                "owner_decline": {"team": e.OWNER},
                "owner_waive": {},
            }.items()
        },
        "entity_update": {"entities": {"refs": ["resource:default/orders"]}, "title": "Orders of the shop"},
        "column_update": {"ref": "resource:default/orders", "path": "id", "description": "Its number."},
        **{stem: {"ids": ["evt_1"], "reason": "Because."} for stem in ("event_replay", "event_drop")},
        **{
            stem: {"source": "resource:default/orders", "target": "resource:postgres-db-5432/totals", "reason": "x"}
            for stem in ("edge_declare", "edge_retract")
        },
        "entity_merge": {
            "ref": "resource:default/orders",
            "into": "resource:postgres-db-5432/totals",
            "reason": "Because.",
        },
        "variant_dismiss": {
            "ref": "resource:default/orders",
            "other": "resource:postgres-db-5432/totals",
            "reason": "x",
        },
        "alias_detach": {
            "ref": "resource:default/orders",
            "scheme": "openlineage.dataset",
            "key": f"{e.NAMESPACE}\norders",
            "reason": "x",
        },
        **{stem: {"id": "chg_1", "reason": "Because."} for stem in ("change_set_apply", "change_set_undo")},
        **{stem: {"id": "syn_1", "reason": "Because."} for stem in ("sync_approve", "sync_decline", "sync_undo")},
    }.items()
} | {"backstage-refresh": {"entityRef": "resource:default/orders"}}
# Writes of the Backstage catalog API at paths that are read too: (method, route, query, body).
_LOCATION = {"type": "url", "target": "https://example.org/a"}
OTHER_WRITES = (
    ("POST", "backstage-locations", "", _LOCATION),
    ("POST", "backstage-locations", "?dryRun=true", _LOCATION),
    ("PUT", "backstage-location", "", _LOCATION),
    ("DELETE", "backstage-location", "", None),
    ("DELETE", "backstage-by-uid", "", None),
    ("POST", "rest-import", "?source=none&format=jsonl", None),
)
BODIES = {
    "rest-entities-resolve": {"names": [{"ref": "resource:default/orders"}]},
    "rest-schemas-check": {"ref": "resource:default/orders", "columns": [{"path": "id", "type": "int"}]},
    "backstage-by-refs": {"entityRefs": ["resource:default/orders"]},
    "backstage-validate": {
        "location": "url:https://example.org/a",
        "entity": {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": "Location",
            "metadata": {"name": "a"},
            "spec": {},
        },
    },
    "backstage-locations-by-query": {},
    "backstage-analyze": {"location": {"type": "url", "target": "https://example.org/a"}},
}
QUERIES = {
    "rest-entities-by-name": "namespace=a&name=b",
    "rest-entities-by-alias": "scheme=a&key=b",
    "rest-entities-count": "by=kind",
    "rest-relations": "ref=resource:default/orders&first=5",
    "rest-lineage-walk": "refs=resource:default/orders",
    "rest-lineage-count": "refs=resource:default/orders",
    "rest-lineage-trace": "source=resource:postgres-db-5432/raw&target=resource:default/orders",
    "rest-lineage-compare": "refs=resource:default/orders&since=2026-01-01T00:00:00Z",
    "rest-edge": "source=component:scheduler/nightly.load&target=resource:default/orders",
    **dict.fromkeys(("rest-impacts", "rest-contacts"), "ref=resource:default/orders"),
    "rest-schema": "ref=resource:default/orders",
    "rest-columns-search": "text=a",
    "rest-columns-walk": "ref=resource:postgres-db-5432/totals&columns=sum",
    "rest-code": "ref=component:scheduler/nightly.load",
    "rest-sync-changes": "sync=syn_1&first=5",
    "rest-schemas-compare": "ref=resource:default/orders&since=2026-01-01T00:00:00Z",
    **dict.fromkeys(("rest-control-flow", "rest-existence", "rest-facets"), "ref=resource:default/orders"),
    **dict.fromkeys(("rest-causes", "rest-delays", "rest-critical-path"), "ref=resource:default/orders"),
    "rest-timelines": "since=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z",
    "rest-schemas": "ref=resource:default/orders&first=5",
    "rest-ownership": "ref=resource:default/orders",
    "rest-ownership-periods": "ref=resource:default/orders",
    "rest-health": "ref=resource:default/orders",
    "rest-scorecard": "by=owner",
    "backstage-facets": "facet=kind",
    "marquez-column-lineage": "nodeId=dataset:a:b",
    "marquez-run-lineage": "runId=1",
    "marquez-run-facets": "type=run",
    "marquez-search": "q=a",
    **{f"marquez-stats-{counted}": "period=DAY" for counted in ("events", "jobs", "datasets", "sources")},
}


def ask_all(client: Client) -> dict[str, int]:
    """The status of a well-formed question at each door of reads, but one's own name."""
    statuses = {}
    for name, path in routes():
        if name.startswith(("rest-", "backstage-", "marquez-")) and name not in {
            "rest-viewer",
            "rest-import",
            *COMMAND_BODIES,
        }:
            if name in BODIES:
                response = client.post(path, json.dumps(BODIES[name]), content_type="application/json")
            else:
                response = client.get(f"{path}?{QUERIES.get(name, '')}")
            statuses[name] = response.status_code
    body = json.dumps({"query": '{ entity(ref: "resource:default/orders") { ref } }'})
    statuses["graphql"] = client.post("/graphql", body, content_type="application/json").status_code
    return statuses


@pytest.mark.parametrize("scope", ["ingest:write", "metrics:read", "sources:run", "catalog:write"])
def test_a_token_without_catalog_read_gets_403_at_every_other_door(inside, scope):
    statuses = ask_all(token(scope))
    assert len(statuses) == 91
    assert {name: status for name, status in statuses.items() if status != 403} == {}


def test_a_reader_gets_through_the_same_doors(inside):
    """The control of the test above: the same questions are well-formed."""
    statuses = ask_all(token("catalog:read", "graphql:adhoc"))
    events = {"rest-event", "rest-events", "marquez-events", "marquez-events-all", "marquez-events-of"}
    admins = {"rest-audit-entries", "rest-intake-warnings", "rest-sync-changes"}
    assert {name for name, status in statuses.items() if status == 403} == admins | events
    missing = {name for name, status in statuses.items() if status == 404}
    assert missing == {
        *("rest-entities-by-name", "rest-entities-by-alias", "rest-run", "rest-source", "rest-sync"),
        *("rest-team", "rest-person", "rest-change-set"),
        *("marquez-named", "marquez-source", "marquez-tag", "marquez-run", "marquez-run-facets"),
        *("marquez-column-lineage", "marquez-run-lineage"),
        *("backstage-by-uid", "backstage-location"),
    }
    assert set(statuses.values()) == {200, 403, 404}


def row_counts() -> dict[str, int]:
    """Rows of every table."""
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.parametrize("who", ["nobody", "admin", "catalog:read", "catalog:write"])
def test_a_write_without_permission_changes_no_row(inside, who, monkeypatch):
    if who == "admin":
        user = e.asker("admin")
        client = user.client
    else:
        client = Client() if who == "nobody" else token(who)
    client.get("/api/portal/v1/viewer")  # marks the token as used
    before = row_counts()
    for path, body in (("/api/v1/lineage", event()), ("/api/v1/lineage/batch", [event(), event()])):
        response = client.post(path, json.dumps(body), content_type="application/json")
        assert response.status_code == (401 if who == "nobody" else 403)
    assert row_counts() == before
    assert before["lineage_inboxevent"] == len(e.runs()) + 1  # and one that is parked


@pytest.mark.parametrize("who", ["nobody", "viewer", "editor", "catalog:read", "catalog:write"])
def test_a_command_without_permission_changes_nothing_but_the_audit(inside, who):
    if who in {"viewer", "editor"}:
        client = e.asker(who).client
    else:
        client = Client() if who == "nobody" else token(who)
    client.get("/api/portal/v1/viewer")  # marks the token as used
    before = row_counts()
    paths = dict(routes())
    edits = {"rest-entities-update", "rest-columns-update", "rest-edges-declare", "rest-edges-retract"}
    may = edits if who in {"editor", "catalog:write"} else set()
    for name, body in COMMAND_BODIES.items():
        if name in may:
            continue
        response = client.post(paths[name], json.dumps(body), content_type="application/json")
        # Whoever may not do a thing may not learn whether there is something to do.
        expected = {"rest-change-sets-apply": 404, "rest-change-sets-undo": 404}.get(name, 403)
        assert response.status_code == (401 if who == "nobody" else expected), (name, response.content)
    for method, name, query, body in OTHER_WRITES:
        response = client.generic(method, paths[name] + query, json.dumps(body), content_type="application/json")
        assert response.status_code == (401 if who == "nobody" else 403), (method, name, response.content)
    after = row_counts()
    refused = after.pop("catalog_auditentry") - before.pop("catalog_auditentry")
    assert after == before
    assert refused == (0 if who == "nobody" else 18 + len(OTHER_WRITES) - len(may))


def test_a_session_needs_the_csrf_token_for_a_command(inside):
    client = Client(enforce_csrf_checks=True)
    client.cookies = e.asker("admin").client.cookies
    paths = dict(routes())
    for name, body in COMMAND_BODIES.items():
        assert client.post(paths[name], json.dumps(body), content_type="application/json").status_code == 403, name
    for method, name, query, body in OTHER_WRITES:
        response = client.generic(method, paths[name] + query, json.dumps(body), content_type="application/json")
        assert response.status_code == 403, (method, name)
    body = json.dumps({"query": 'mutation { changeSetApply(input: {id: "chg_1"}) { userErrors { code } } }'})
    assert client.post("/graphql", body, content_type="application/json").status_code == 403


def test_without_require_the_write_goes_through(inside, monkeypatch):
    """The mutant of the test above: it counts rows that really come."""
    from portal.api import intake

    monkeypatch.setattr(intake, "require", lambda viewer, action: None)
    before = row_counts()
    response = token("catalog:read").post("/api/v1/lineage", json.dumps(event()), content_type="application/json")
    after = row_counts()
    assert response.status_code == 201
    assert after["lineage_inboxevent"] == before["lineage_inboxevent"] + 1


def test_require_comes_before_any_look_at_the_data(inside):
    """T2: who is refused has cost the statements of finding out who asks, and none of the question."""
    from django.test.utils import CaptureQueriesContext

    client = token("ingest:write")
    client.get("/api/portal/v1/viewer")
    for name, path in routes():
        if name.startswith(("rest-", "backstage-", "marquez-")) and name not in {
            "rest-viewer",
            "rest-import",
            *BODIES,
            *COMMAND_BODIES,
        }:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                response = client.get(f"{path}?{QUERIES.get(name, '')}")
            assert response.status_code == 403, name
            assert [q["sql"].split(" FROM ")[-1].split(" ")[0] for q in captured] == ["portal_apitoken"], name
