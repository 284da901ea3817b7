"""The whole catalog out and in again: the same bytes; what is broken is told and stops nothing."""

from __future__ import annotations

from itertools import islice

import orjson
import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.ingest.sources import SourceSpec, source_ensure
from catalog.queries import exports
from catalog.queries.exports import descriptor_export
from catalog.viewers import SYSTEM
from tests import estate as e
from tests.builders import descriptor, files_source, settle, sync

pytestmark = pytest.mark.django_db


def source(key="handmade", **more):
    source_ensure(SourceSpec(key=key, title=key, kind="import", trusted_for_owners=True, **more))
    return key


def taken(path, *options, key="handmade", capsys=None):
    call_command("import", str(path), "--source", key, *options)
    settle()
    return capsys.readouterr().out if capsys else None


def exported(path, *options):
    call_command("export", "--output", str(path), *options)
    return path.read_bytes()


def tables(count):
    return [
        descriptor(
            "Resource", f"t{i:05}", description=f"Table {i}.\nOf many.", spec={"type": "table", "owner": "team-a"}
        )
        for i in range(count)
    ]


@pytest.mark.parametrize("format", ["yaml", "jsonl"])
def test_what_was_exported_and_imported_is_exported_to_the_same_bytes(tmp_path, format, capsys):
    with transaction.atomic():
        e.build(tmp_path)
        before = exported(tmp_path / f"a.{format}", "--format", format)
        transaction.set_rollback(True)
    assert exported(tmp_path / "none.yaml") == b""
    source()
    found = taken(tmp_path / f"a.{format}", capsys=capsys)
    count = before.count(b"\n---\n") + 1 if format == "yaml" else before.count(b"\n")
    assert found == f"handmade: succeeded. {count} read: {count} new, 0 changed, 0 unchanged, 0 gone; 0 issues.\n"
    assert exported(tmp_path / f"b.{format}", "--format", format) == before
    again = taken(tmp_path / f"b.{format}", capsys=capsys)
    assert again == f"handmade: succeeded. {count} read: 0 new, 0 changed, {count} unchanged, 0 gone; 0 issues.\n"


def test_what_stands_in_files_is_what_is_written(tmp_path):
    e.write(tmp_path, "a.yaml", *tables(1), descriptor("Group", "team-a", spec={"type": "team", "children": []}))
    sync(files_source(tmp_path))
    settle()
    assert exported(tmp_path / "out.yaml", "--filter", '{"kinds": ["dataset"]}') == (
        b"---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata:\n  name: t00000\n  namespace: default\n"
        b"  description: |-\n    Table 0.\n    Of many.\nspec:\n  type: table\n  owner: team-a\n"
    )
    (line,) = exported(tmp_path / "out.jsonl", "--format", "jsonl", "--text", "t00000").splitlines()
    assert list(orjson.loads(line)) == ["apiVersion", "kind", "metadata", "spec"]
    with pytest.raises(CommandError, match=r"^filter is not JSON: "):
        exported(tmp_path / "x", "--filter", "{")
    with pytest.raises(CommandError, match=r"^filter\.colour: is unknown; known are "):
        exported(tmp_path / "x", "--filter", '{"colour": "red"}')


def test_nothing_of_reading_is_written(tmp_path, settings):
    from tests.catalog.connectors.builders import component
    from tests.web import allowing, web

    with web() as served:
        settings.OUTGOING = allowing(served)
        served.pages["/a"] = component("a")
        source_ensure(SourceSpec(key="site", title="Site", kind="url", config={"targets": [f"{served.url}/a"]}))
        sync("site")
    settle()
    (only,) = yaml.safe_load_all(exported(tmp_path / "out.yaml"))
    assert (only["metadata"]["name"], "annotations" in only["metadata"]) == ("a", False)


def test_pages_are_read_when_they_are_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "PAGE", 4)
    e.write(tmp_path, "a.yaml", *tables(10))
    sync(files_source(tmp_path))

    def statements(count):
        with CaptureQueriesContext(connection) as captured:
            pages = list(islice(descriptor_export(SYSTEM), count))
        return [len(page) for page in pages], len(captured)

    assert [statements(count) for count in (1, 2, 9)] == [([4], 1), ([4, 4], 2), ([4, 4, 2], 4)]


def test_an_export_has_what_the_viewer_sees(tmp_path, django_user_model):
    e.build(tmp_path)
    for name, sees in (("viewer", False), ("admin", True)):
        answer = e.asker(name).rest("/export?format=jsonl")
        body = answer.getvalue()
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/jsonl; charset=utf-8")
        assert answer["Content-Disposition"] == 'attachment; filename="catalog.jsonl"'
        assert (e.CANARY.encode() in body) is sees
    assert e.asker("reader").rest("/export?filter.kinds=team").getvalue().count(b"---\n") == 1
    refused = e.asker("anonymous").rest("/export")
    assert refused.status_code == 401


def test_a_broken_export_is_no_whole_one(tmp_path, monkeypatch):
    e.write(tmp_path, "a.yaml", *tables(3))
    sync(files_source(tmp_path))
    monkeypatch.setattr(exports, "PAGE", 2)
    parts = iter(e.asker("viewer").rest("/export?format=jsonl"))
    sent = next(parts)
    monkeypatch.setattr(exports, "rows", None)
    sent += b"".join(parts)
    source()
    (tmp_path / "cut.jsonl").write_bytes(sent)
    with pytest.raises(orjson.JSONDecodeError):
        [orjson.loads(line) for line in sent.splitlines()]


# --- import -----------------------------------------------------------------------------------------------------------


def lines(*documents):
    return b"".join(orjson.dumps(d) + b"\n" if isinstance(d, dict) else d for d in documents)


def test_broken_documents_are_told_by_their_place_and_stop_nothing(tmp_path, capsys):
    source()
    one, two, three = tables(3)
    two["metadata"]["name"] = "not a name"
    path = tmp_path / "some.jsonl"
    deep = b"[" * 300 + b"]" * 300 + b"\n"
    path.write_bytes(lines(one, b"{\n", b"\n", two, deep, b'"\\ud800"\n', three, one))
    assert taken(path, capsys=capsys).splitlines() == [
        "handmade: succeeded. 2 read: 2 new, 0 changed, 0 unchanged, 0 gone; 5 issues.",
        "  some.jsonl:2  yaml.refused: is not JSON: unexpected end of data: line 2 column 1 (char 2)",
        "  some.jsonl:4  name.format: metadata.name: 'not a name' is not legal; accepted: 1 to 63 letters, digits, "
        "'-', '_' or '.', starting and ending with a letter or digit",
        f"  some.jsonl:5  yaml.refused: {'[0]' * 66}[0: is nested deeper than 200; accepted: up to 200 levels",
        "  some.jsonl:6  yaml.refused: is not JSON: no low surrogate in string: line 1 column 2 (char 1)",
        "  some.jsonl:8  ref.twice: resource:default/t00000 is described at some.jsonl:1 too; the first one is used",
    ]


def test_a_document_that_is_too_long_is_skipped_as_a_whole(tmp_path, capsys):
    source()
    one, two, three = tables(3)
    two["spec"]["long"] = "x" * (1024 * 1024 + 10)
    three["spec"]["lines"] = ["y" * 1000] * 1100
    for name, text in (
        ("long.jsonl", lines(one, two, tables(4)[3])),
        ("long.yaml", yaml.safe_dump_all([one, two, three, tables(4)[3]]).encode()),
    ):
        (tmp_path / name).write_bytes(text)
        told, *issues = taken(tmp_path / name, capsys=capsys).splitlines()
        assert told.startswith("handmade: succeeded. 2 read: ")
        assert [issue.partition(":")[0].strip() for issue in issues] == [name] * len(issues)
        assert {issue.partition("  yaml.refused: ")[2] for issue in issues} == {
            f"the {'line' if name == 'long.jsonl' else 'document'} has more than 1048576 bytes; accepted: up to 1048576"
        }
        assert len(issues) == (1 if name == "long.jsonl" else 2)


def test_what_the_file_does_not_say_any_more_is_gone(tmp_path, capsys):
    source()
    path = tmp_path / "some.yaml"
    e.write(tmp_path, path.name, *tables(6))
    taken(path, capsys=capsys)
    first, *others = tables(5)
    first["spec"]["type"] = "view"
    e.write(tmp_path, path.name, first, *others)
    planned = taken(path, "--plan", capsys=capsys).splitlines()
    assert planned[0] == "handmade: planned. 5 read: 0 new, 1 changed, 4 unchanged, 1 gone; 0 issues."
    assert planned[2:] == [
        "  - resource:default/t00005  some.yaml:56",
        "  ~ resource:default/t00000  some.yaml:1",
        '      spec.type: "table" to "view"',
    ]
    assert exported(tmp_path / "still.yaml").count(b"\n---\n") == 5
    told = taken(path, capsys=capsys)
    assert told == "handmade: succeeded. 5 read: 0 new, 1 changed, 4 unchanged, 1 gone; 0 issues.\n"
    assert exported(tmp_path / "now.yaml").count(b"\n---\n") == 4


def test_a_source_is_not_read_by_itself_and_keeps_what_was_sent(tmp_path, capsys):
    source()
    e.write(tmp_path, "some.yaml", *tables(2))
    taken(tmp_path / "some.yaml")
    assert sync("handmade").state == "succeeded"
    settle()
    assert exported(tmp_path / "still.yaml").count(b"---\n") == 2


def test_only_a_source_of_that_kind_takes_what_is_sent(tmp_path):
    source("other")
    files_source(tmp_path)
    e.write(tmp_path, "some.yaml", *tables(1))
    with pytest.raises(CommandError) as refused:
        taken(tmp_path / "some.yaml", key="files")
    assert str(refused.value) == (
        "source: 'files' is no source of kind import; known are: other. headwater.yaml names them, such as "
        "{key: handmade, kind: import}"
    )
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        taken(tmp_path / "none.yaml", key="other")


def test_the_web_takes_what_the_command_takes(tmp_path):
    source()
    admin = e.asker("admin")

    def post(body, query="source=handmade&format=jsonl", who=admin):
        return who.client.post(f"/api/portal/v1/import?{query}", body, content_type="application/jsonl")

    one, two = tables(2)
    answer = post(lines(one, two | {"apiVersion": 7}, two)).json()
    assert {name: answer[name] for name in ("state", "read_count", "new_count", "gone_count", "issue_count")} == {
        "state": "succeeded",
        "read_count": 2,
        "new_count": 2,
        "gone_count": 0,
        "issue_count": 1,
    }
    assert [(issue["item"], issue["code"]) for issue in answer["issues"]] == [("body:2", "envelope.required")]
    assert post(lines(one), "source=handmade&format=jsonl&plan=true").json()["state"] == "planned"
    assert post(b"", "source=none").json()["errors"][0]["field"] == "source"
    assert post(b"", "source=handmade&format=xml").json()["detail"].startswith("format: 'xml' is unknown; known are")
    assert post(b"", who=e.asker("viewer")).status_code == 403
    assert post(b"", who=e.asker("reader")).status_code == 403
    large = admin.client.post(
        "/api/portal/v1/import?source=handmade", b"", content_type="application/yaml", CONTENT_LENGTH=str(2**25 + 1)
    )
    assert (large.status_code, large.json()["code"]) == (413, "TOO_LARGE")
