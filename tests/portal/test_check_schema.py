"""`manage.py check-schema`: what it reads, what it prints, how it exits, here and against a portal elsewhere."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from catalog.errors import InvalidError
from lineage.answers import ColumnInput
from portal.proposals import columns_proposed
from portal.tokens import token_create
from tests.builders import column_lineage, dataset, dataset_ref, event, ingest, schema

ORDERS = dataset_ref("orders")
SAME = '[{"path": "id", "type": "int"}, {"path": "amount", "type": "int"}]'
WITHOUT_ID = '[{"path": "amount", "type": "int"}]'
WITHOUT_AMOUNT = '[{"path": "id", "type": "int"}]'


@pytest.fixture
def orders(db):
    """orders.amount -> totals.sum; nobody is known to read orders.id."""
    ingest(event("fill", outputs=[dataset("orders", facets=schema("id:int", "amount:int"))]))
    ingest(event("add", inputs=["orders"], outputs=[dataset("totals", facets=column_lineage(sum="orders.amount"))]))


@pytest.fixture
def run(tmp_path):
    """Run the command on a file with this text: (exit code, what it printed)."""

    def ran(text, *options, ref=ORDERS):
        file = tmp_path / "columns"
        file.write_text(text)
        printed = io.StringIO()
        try:
            call_command("check-schema", ref, str(file), *options, stdout=printed)
        except SystemExit as left:
            return left.code, printed.getvalue()
        except CommandError as refused:
            return refused.returncode, str(refused)
        return 0, printed.getvalue()

    return ran


def test_it_works(orders, run):
    assert run(WITHOUT_AMOUNT) == (
        1,
        f"breaking: {ORDERS}\n"
        "  breaking  amount  removed\n"
        f"  breaking  amount -> {dataset_ref('totals')}, column sum, owned by nobody\n",
    )


@pytest.mark.parametrize(
    "text, on, code",
    [(SAME, "warn", 0), (WITHOUT_ID, "breaking", 0), (WITHOUT_ID, "warn", 2), (WITHOUT_AMOUNT, "warn", 1)],
)
def test_exit_codes(orders, run, text, on, code):
    assert run(text, "--fail-on", on)[0] == code


def test_markdown_and_json(orders, run):
    code, markdown = run(WITHOUT_AMOUNT, "--format", "markdown", "--commit", "abc")
    assert (code, markdown.splitlines()[0]) == (1, "### ❌ This change breaks readers")
    assert f"Dataset `{ORDERS}` at `abc`." in markdown
    verdict = json.loads(run(WITHOUT_AMOUNT, "--format", "json", "--commit", "abc")[1])
    assert (verdict["compatibility"], verdict["report"]) == ("breaking", markdown)


def test_standard_input(orders, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(SAME))
    call_command("check-schema", ORDERS, "-")
    assert capsys.readouterr().out == f"ok: {ORDERS}\n"


def test_what_cannot_be_asked_is_another_code(orders, run, tmp_path):
    assert run(SAME, ref="resource:default/absent")[0] == 3
    assert run("[1]") == (3, 'file[0]: must be an object with "path" and "type"')
    assert run(SAME, "--server", "ftp://x") == (3, "'ftp://x' is no address; accepted: https://host")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("check-schema", ORDERS, str(tmp_path / "absent"))


def test_a_portal_elsewhere_says_the_same(live_server, run, monkeypatch, transactional_db):
    ingest(event("fill", outputs=[dataset("orders", facets=schema("id:int", "amount:int"))]))
    ingest(event("add", inputs=["orders"], outputs=[dataset("totals", facets=column_lineage(sum="orders.amount"))]))
    here = {form: run(WITHOUT_AMOUNT, "--format", form, "--commit", "abc") for form in ("text", "markdown", "json")}
    monkeypatch.setenv("HEADWATER_TOKEN", token_create(name="ci", scopes=["catalog:read"])[1])
    there = {
        form: run(WITHOUT_AMOUNT, "--format", form, "--commit", "abc", "--server", live_server.url) for form in here
    }
    assert there == here
    assert run(SAME, "--server", live_server.url, ref="resource:default/absent") == (
        3,
        f"{live_server.url} answered 404: No entity has the ref resource:default/absent.",
    )
    monkeypatch.setenv("HEADWATER_TOKEN", "hw_wrong")
    code, text = run(SAME, "--server", live_server.url)
    assert (code, text.partition(":")[0], "answered 401" in text) == (3, "http", True)


def test_a_machine_without_a_database_can_ask(live_server, transactional_db, tmp_path):
    ingest(event("fill", outputs=[dataset("orders", facets=schema("id:int"))]))
    (tmp_path / "columns").write_text(SAME)
    secret = token_create(name="ci", scopes=["catalog:read"])[1]
    asked = subprocess.run(
        [sys.executable, "manage.py", "check-schema", ORDERS, str(tmp_path / "columns"), "--server", live_server.url],
        env=os.environ | {"HEADWATER_TOKEN": secret, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, f"ok: {ORDERS}\n  ok        amount  added\n", "")


def column(path, type, nullable=None, renamed_from=None):
    return ColumnInput(path=path, type=type, nullable=nullable, renamed_from=renamed_from)


def test_a_list_of_columns():
    given = [{"path": "a", "type": "int", "nullable": True, "renamed_from": "b"}]
    assert columns_proposed(json.dumps(given)) == (column("a", "int", True, "b"),)


def test_the_columns_of_a_dbt_model():
    text = """
    version: 2
    models:
      - name: orders
        columns:
          - {name: id, data_type: int, constraints: [{type: not_null}]}
          - {name: total, data_type: numeric, meta: {renamed_from: amount}}
    """
    assert columns_proposed(text) == (column("id", "int", False), column("total", "numeric", None, "amount"))


def test_an_avro_record():
    text = json.dumps(
        {
            "type": "record",
            "name": "Order",
            "fields": [
                {"name": "id", "type": "long"},
                {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
                {"name": "who", "type": {"type": "record", "name": "Who", "fields": [{"name": "tags", "type": {"type": "array", "items": "string"}}]}},
            ],
        }
    )  # fmt: skip
    assert columns_proposed(text) == (
        column("id", "long", False),
        column("at", "timestamp-millis", True),
        column("who", "record", False),
        column("who.tags", "array<string>", False),
    )


def test_a_json_schema():
    text = json.dumps(
        {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "integer"},
                "at": {"type": ["string", "null"], "format": "date-time"},
                "who": {"type": "object", "properties": {"name": {"type": "string"}}},
            },
        }
    )
    assert columns_proposed(text) == (
        column("id", "integer", False),
        column("at", "date-time", True),
        column("who", "object", True),
        column("who.name", "string", True),
    )


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "says no columns"),
        ("{", "is neither JSON nor YAML"),
        ('{"a": 1}', "says no columns"),
        ('[{"path": "a"}]', "file[0].type: is missing"),
        ('[{"path": "a", "type": "int", "nulable": true}]', "file[0].nulable: is unknown"),
        ("models: [{name: a}, {name: b}]", "has several models"),
        ("columns: [{name: a}]", "file[0].data_type: is missing"),
        ('{"type": "record", "fields": [{"type": "int"}]}', "file.fields[0].name: is missing"),
    ],
)
def test_a_file_that_says_no_columns(text, why):
    with pytest.raises(InvalidError) as raised:
        columns_proposed(text)
    assert why in raised.value.message
