"""Contracts are files: schema.graphql, openapi.yaml, documents.json and query_counts.json say what the code does."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve
from graphql import build_schema, find_breaking_changes, parse, print_schema, validate

from portal.api.commands import COMMANDS
from portal.api.faults import MEANING, STATUS
from portal.api.graphql import limits
from portal.api.graphql.query import schema
from portal.api.graphql.view import own_documents
from portal.management.commands import contracts
from tests import estate as e
from tests.test_same_answer import ORDERS, TOTALS, by_function, names_of, questions

API = Path(contracts.FOLDER)
COUNTS = Path(__file__).parent / "query_counts.json"
DOCUMENTS = own_documents()
NAMES = {parse(text).definitions[-1].name.value: text for text in DOCUMENTS.values()}


def test_it_works():
    written = contracts.contracts()
    assert [path.name for path in written] == ["schema.graphql", "permissions.md", "openapi.yaml"]
    assert (API / "schema.graphql").read_text() == written[API / "schema.graphql"], "run manage.py contracts"
    assert (API / "openapi.yaml").read_text() == written[API / "openapi.yaml"], "run manage.py contracts"
    page = contracts.PAGES / "permissions.md"
    assert page.read_text() == written[page], "run manage.py contracts"


def test_the_command_writes_what_is_stale_and_check_refuses_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(contracts, "FOLDER", tmp_path)
    monkeypatch.setattr(contracts, "PAGES", tmp_path)
    (tmp_path / "openapi.yaml").write_text("stale")
    with pytest.raises(CommandError, match=r"^schema\.graphql, permissions\.md, openapi\.yaml no longer says"):
        call_command("contracts", "--check")
    assert not (tmp_path / "schema.graphql").exists()
    call_command("contracts")
    assert capsys.readouterr().out == "schema.graphql written.\npermissions.md written.\nopenapi.yaml written.\n"
    call_command("contracts", "--check")
    assert (tmp_path / "openapi.yaml").read_text() == (API / "openapi.yaml").read_text()


def test_clients_of_the_committed_schema_lose_nothing():
    committed, served = build_schema((API / "schema.graphql").read_text()), print_schema(schema.graphql_schema)
    assert find_breaking_changes(committed, build_schema(served)) == []
    shrunk = re.sub(r'  """[^"]*"""\n  lastArrivalAt: DateTime\n', "", served)
    assert len(find_breaking_changes(committed, build_schema(shrunk))) == 14  # 13 kinds and their interface


def test_everything_in_graphql_is_described():
    missing = []
    for name, kind in schema.graphql_schema.type_map.items():
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        parts = {name: kind}
        for field, value in {**getattr(kind, "fields", {}), **getattr(kind, "values", {})}.items():
            parts[f"{name}.{field}"] = value
            parts |= {f"{name}.{field}({arg}:)": given for arg, given in (getattr(value, "args", None) or {}).items()}
        missing += [part for part, value in parts.items() if not (value.description or "").strip()]
    assert missing == []


def test_every_root_field_tells_its_cost():
    fields = schema.graphql_schema.query_type.fields | schema.graphql_schema.mutation_type.fields
    assert [name for name, field in fields.items() if "Cost " not in field.description] == []
    weights = limits.weights_of(schema.graphql_schema)
    assert (weights["run"], weights["runs"], weights["entitySearch"], weights["lineageWalk"]) == (1, 2, 5, 10)
    assert (weights["viewer"], weights["entityCount"]) == (0, 5)


def test_openapi_makes_no_noise(capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", os.devnull)
    assert capsys.readouterr().err == ""


def test_every_operation_of_openapi_is_a_question():
    document = yaml.safe_load((API / "openapi.yaml").read_text())
    assert {text for path in document["paths"] for text in [path[:15]]} == {"/api/portal/v1/"}
    for path, verbs in document["paths"].items():
        for operation in verbs.values():
            noun, _, verb = operation["operationId"].removesuffix("_by_name").removesuffix("_by_alias").rpartition("_")
            assert (noun, operation["tags"]) == (operation["tags"][0], [noun])
            stem = operation["operationId"]
            assert (
                verb in {*"get list search count resolve walk trace compare check export import".split()}
                or stem in COMMANDS
            )
            assert operation["description"], path
            assert "200" in operation["responses"]


@pytest.mark.django_db
def test_every_path_of_openapi_leads_to_its_question(client, settings):
    settings.PUBLIC_READS = True
    served = client.get("/api/portal/v1/schema")
    document = yaml.safe_load((API / "openapi.yaml").read_text())
    assert (served.status_code, yaml.safe_load(served.content)["paths"]) == (200, document["paths"])
    assert "/api/portal/v1/schema" in client.get("/docs/api").content.decode()
    for path, verbs in document["paths"].items():
        view = resolve(re.sub(r"{[^}]+}", "x", path)).func
        name = getattr(view, "view_class", view).__name__
        named = {"ResolveView": "entity_resolve", "ExportView": "descriptor_export", "ImportView": "descriptor_import"}
        named["ImpactsView"] = "impact_list"
        stem = named.get(name, name.removesuffix("_view"))
        assert {stem.partition("_by_")[0]} == {o["operationId"].partition("_by_")[0] for o in verbs.values()}, path


@pytest.mark.django_db
def test_the_type_of_a_problem_leads_to_what_it_means(client, settings):
    settings.PUBLIC_READS = True
    problem = client.get("/api/portal/v1/entities/search?limit=1").json()
    assert problem["type"] == "/docs/api/errors#INVALID"
    page = client.get("/docs/api/errors")
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert re.findall(r'<tr id="([A-Z_]+)">', page.content.decode()) == list(STATUS)
    assert list(MEANING) == list(STATUS)


@pytest.mark.django_db
def test_the_catalog_api_has_a_document_of_every_path_and_method(client, settings):
    settings.PUBLIC_READS = True
    served = client.get("/api/catalog/openapi.json")
    assert (served.status_code, served["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert "/api/catalog/openapi.json" in client.get("/docs/api/catalog").content.decode()
    told = {
        (re.sub(r"{[^}]+}", "x", path), verb.upper())
        for path, verbs in served.json()["paths"].items()
        for verb in verbs
        if verb != "parameters"
    }
    paths = {path for path, _ in told}
    assert len(told) == 20
    for path in paths:
        assert resolve(f"/api/catalog{path}").url_name.startswith("backstage-")
        allowed = {verb for verb in ("GET", "POST", "PUT", "DELETE", "PATCH") if (path, verb) in told}
        refused = client.generic("PATCH", f"/api/catalog{path}")
        assert refused.status_code in {401, 405}
        for verb in {"GET", "POST", "PUT", "DELETE"} - allowed:
            assert client.generic(verb, f"/api/catalog{path}", b"{}").status_code in {401, 405}, (verb, path)
    routes = {p.name for p in get_resolver("portal.api.backstage.urls").url_patterns} - {"openapi-catalog"}
    assert {resolve(f"/api/catalog{path}").url_name for path in paths} == routes


# --- documents of our own UI ------------------------------------------------------------------------------------------

_EDIT = {"entities": {"refs": [ORDERS]}, "reason": "Ours.", "dryRun": True}
_EDGE = {"source": ORDERS, "target": TOTALS, "reason": "By hand.", "dryRun": True}
_PAIR = {"ref": ORDERS, "reason": "One.", "dryRun": True}
VARIABLES: dict[str, dict[str, Any]] = {
    "Relations": {"first": 50, "ref": "component:default/app"},
    "EntityHead": {"ref": ORDERS},
    "Causes": {"ref": TOTALS},
    "ControlFlow": {"ref": "component:scheduler/nightly.join"},
    "Existence": {"ref": TOTALS},
    "Said": {"ref": TOTALS},
    "Suggest": {"first": 8, "text": "o"},
    "SuggestColumns": {"first": 8, "text": "id"},
    "SourceActivity": {"issues": 50, "syncs": 20, "source": None},
    "DatasetSchema": {"ref": ORDERS, "version": None},
    "RunDetail": {"id": None},
    "RunEvents": {"first": 20, "runId": e.run_id(4), "ref": "component:scheduler/nightly.join"},
    "EventPayload": {"id": None},
    "EntityDetail": {"ref": ORDERS},
    "EntitySearch": {"first": 25, "text": "", "filter": {"kinds": ["DATASET", "DASHBOARD"]}},
    "Sources": {"first": 100},
    "SchemaChanges": {"ref": ORDERS, "since": "2026-03-01T06:15:00Z", "until": "2026-03-01T06:25:00Z"},
    "ColumnWalk": {"ref": ORDERS, "column": "total", "maxHops": 3},
    "JobCode": {"ref": "component:scheduler/nightly.load"},
    "SchemaVersions": {"first": 50, "ref": ORDERS},
    "Runs": {"first": 25, "ref": "component:scheduler/nightly"},
    "LineageWalk": {
        "direction": "BOTH",
        "grain": "FULL",
        "limit": 250,
        "maxHops": 3,
        "refs": [ORDERS],
        "windowDays": 0,
    },
    "LineageReach": {"refs": [ORDERS]},
    "LineageWays": {"source": ORDERS, "target": TOTALS},
    "LineageDifference": {
        "direction": "BOTH",
        "grain": "FULL",
        "limit": 250,
        "maxHops": 2,
        "refs": [ORDERS],
        "since": "2026-03-01T06:15:00Z",
    },
    "Timelines": {
        "first": 50,
        "refs": ["component:scheduler/nightly", "component:scheduler/nightly.load"],
        "since": "2026-03-01T00:00:00Z",
        "until": "2026-03-02T00:00:00Z",
    },
    "TimelineScope": {"ref": ORDERS},
    "TimelinePath": {"ref": "component:scheduler/nightly"},
    "TimelineForecast": {"ref": ORDERS},
    "Cycles": {},
    "Orphans": {"first": 50, "kinds": ["UNREAD"], "filter": {"owners": [e.OWNER], "ownersIncludeChildren": True}},
    "Hubs": {"direction": "DOWNSTREAM", "filter": None},
    "Deadlines": {"first": 50, "keepable": False},
    "SchemaCheck": {"ref": ORDERS, "columns": [{"path": "id", "type": "int", "nullable": False}]},
    "Impacts": {"direction": "DOWNSTREAM", "first": 5, "ref": ORDERS},
    "Contacts": {"ref": ORDERS},
    "EdgeProofs": {"source": ORDERS, "target": TOTALS},
    "EntityFacets": {
        "by": "KIND PLATFORM OWNER OWNER_STATE FRESHNESS LEVEL TIER TAG TERM LIFECYCLE SYSTEM TYPE DOMAIN EXISTENCE".split(),
        "text": "",
    },
    "Descriptor": {"ref": ORDERS},
    "Estate": {},
    "Viewer": {},
    "Ownership": {"ref": ORDERS},
    "OwnerEdits": {"first": 20, "ref": ORDERS},
    "Teams": {"first": 20, "text": "team"},
    "OwnerSet": {"input": _EDIT | {"owner": e.OWNER}},
    "OwnerClear": {"input": _EDIT},
    "OwnerConfirm": {"input": _EDIT},
    "OwnerDecline": {"input": _EDIT | {"team": e.OWNER}},
    "OwnerWaive": {"input": _EDIT},
    "ChangeSetApply": {"input": {"id": None, "dryRun": True}},
    "ChangeSetUndo": {"input": {"id": None, "reason": "Back.", "dryRun": True}},
    "Health": {"ref": ORDERS},
    "Attention": {
        "late": {"owners": [e.OWNER], "freshness": ["LATE", "MISSED", "STOPPED"]},
        "failing": {"owners": [e.OWNER], "failingChecks": ["reliability.last_run"]},
        "unsure": {"owners": [e.OWNER], "ownerStates": ["STALE", "CONTESTED"]},
        "order": {"by": "TIER", "direction": "ASC"},
        "first": 25,
    },
    "Movers": {"first": 10, "filter": {"conditionChange": {"days": 7, "lte": -5}}},
    "InstalledChecks": {},
    "WorstTeams": {},
    "Team": {"ref": e.OWNER},
    "EntityList": {"first": 25, "filter": {"owners": [e.OWNER], "ownersIncludeChildren": True}},
    "Person": {"ref": "user:default/mia"},
    "AuditEntries": {"first": 50},
    "AuditChangeSet": {"id": None},
    "Tasks": {},
    "Intake": {},
    "ParkedEvents": {"first": 20},
    "IntakeWarnings": {"first": 20},
    "Variants": {"first": 20, "kinds": ["CASE", "QUOTING"]},
    "Patch": {"ref": "component:default/app"},
    "EntityUpdate": {"input": {"entities": {"refs": [ORDERS]}, "title": "Orders by day", "dryRun": True}},
    "ColumnUpdate": {"input": {"ref": ORDERS, "path": "id", "description": "Its number.", "dryRun": True}},
    "EntityMerge": {"input": _PAIR | {"into": TOTALS}},
    "VariantDismiss": {"input": _PAIR | {"other": TOTALS}},
    "AliasDetach": {"input": _PAIR | {"scheme": "openlineage.dataset", "key": f"{e.NAMESPACE}\norders"}},
    "ChangeUndo": {"input": {"id": None, "reason": "Back.", "dryRun": True}},
    "EdgeDeclare": {"input": _EDGE},
    "EdgeRetract": {"input": _EDGE},
    "EventReplay": {"input": {"source": "openlineage", "reason": "Fixed."}},
    "EventDrop": {"input": {"source": "openlineage", "reason": "Old."}},
    "WaitingSyncs": {"source": None},
    "SyncChanges": {"sync": None, "first": 20},
    **{name: {"input": {"id": None, "reason": "Ours."}} for name in ("SyncApprove", "SyncDecline", "SyncUndo")},
}
# The audit is read by few; of the others everybody's answers are measured.
BY_ADMIN = {"AuditEntries", "AuditChangeSet", "ParkedEvents", "IntakeWarnings", "SyncChanges"} | {
    name for name in VARIABLES if "input" in VARIABLES[name]
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_document_of_the_ui_is_valid_and_within_the_limits(name):
    document = parse(NAMES[name], max_tokens=10_000)
    assert validate(schema.graphql_schema, document) == []
    assert len(NAMES[name]) <= limits.TEXT_MAX
    measure = limits.operation_check(document, VARIABLES[name], limits.weights_of(schema.graphql_schema))
    assert 0 < measure.cost <= 100, "a page of our own UI is cheap"


def test_documents_are_known_by_their_hash():
    import hashlib

    assert {hashlib.sha256(text.encode()).hexdigest(): text for text in DOCUMENTS.values()} == DOCUMENTS
    assert set(NAMES) == set(VARIABLES)


# --- statements -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker, tmp_path_factory):
    """In place of pytest-django's, which would roll back after each test: the estate is built once."""
    folder = tmp_path_factory.mktemp("estate")
    with e.built(django_db_blocker, folder):
        e.grow(folder, 1)
        yield folder


def document_variables(name: str, run: str, event: str, sync: str, change_set: str) -> dict[str, Any]:
    """Variables with the ids that the estate gave."""
    variables = dict(VARIABLES[name])
    if "sync" in variables:
        return variables | {"sync": sync}
    if "id" in variables:
        variables["id"] = {"RunDetail": run, "EventPayload": event}.get(name, change_set)
    elif variables.get("input", {}).get("id", "") is None:
        variables["input"] = variables["input"] | {"id": sync if name.startswith("Sync") else change_set}
    return variables


def statements(asker: e.Asker, admin: e.Asker) -> dict[str, int]:
    """SQL statements of each question as a function, and of each document of our UI through the door."""
    counts: dict[str, int] = {}
    seen: dict[str, int] = {}
    for q in questions():
        seen[q.stem] = seen.get(q.stem, 0) + 1
        with CaptureQueriesContext(connection) as captured:
            by_function(q, asker)
        counts[f"{q.stem} {seen[q.stem]}"] = len(captured)
    run = asker.rest("/runs?first=1&ref=component:scheduler/nightly").json()["items"][0]["id"]
    event = admin.rest("/events?first=1").json()["items"][0]["id"]
    sync = admin.rest("/syncs?first=1").json()["items"][0]["id"]
    change_set = admin.rest(f"/change-sets?first=1&states=applied&ref={ORDERS}").json()["items"][0]["id"]
    for name, text in sorted(NAMES.items()):
        variables = document_variables(name, run, event, sync, change_set)
        # Undone afterwards: a dry run leaves its plan
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            answer = (admin if name in BY_ADMIN else asker).graphql(text, **variables)
            transaction.set_rollback(True)
        assert answer.status_code == 200, answer.content
        assert "errors" not in answer.json(), answer.content
        counts[f"document {name}"] = len(captured)
    return counts


@pytest.fixture
def counted(db, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        askers = e.asker("viewer"), e.asker("admin")
        once = statements(*askers)
        e.grow(db, 3)
        yield once, statements(*askers)
        transaction.set_rollback(True)


def test_statements_are_counted_and_do_not_grow_with_the_data(counted):
    once, thrice = counted
    assert thrice == once
    if os.environ.get("UPDATE_QUERY_COUNTS") == "1":
        COUNTS.write_text(json.dumps(once, indent=2, sort_keys=True) + "\n")
    assert json.loads(COUNTS.read_text()) == once, "UPDATE_QUERY_COUNTS=1 writes the new counts"
    commands = {f"document {name}" for name in VARIABLES if "input" in VARIABLES[name]}
    assert max(count for name, count in once.items() if name not in commands) <= 40
    assert max(once[name] for name in commands) <= 120
    assert {key.rpartition(" ")[0] for key in once} >= {names_of(q.stem)[0] for q in questions()}
