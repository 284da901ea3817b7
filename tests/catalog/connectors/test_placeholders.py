"""$text, $json and $yaml in descriptors, by every connector: what they stand for, and what is refused (T12, T15, T16)."""

from __future__ import annotations

import json

import pytest

from catalog.connectors.files import FilesConnector
from catalog.connectors.git import GitConnector
from catalog.connectors.url import UrlConnector
from catalog.ingest import descriptor_tree
from catalog.records import EntityRecord, IssueRecord, UnchangedRecord
from tests.catalog.connectors.builders import cursor, issues, repository
from tests.web import Page, allowing, web


def api(definition, name="a"):
    """An API whose definition (line 9) is written so."""
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: {name}\nspec:\n  type: openapi\n"
        f"  lifecycle: production\n  owner: team\n  definition: {definition}\n"
    )


def including(target, key="$text"):
    return api(json.dumps({key: target}))


class Folder:
    """A source whose files a test writes, read by one connector."""

    def __init__(self, kind, root, site):
        self.kind, self.root, self.site = kind, root, site

    def write(self, **files):
        for name, text in files.items():
            path = name.replace("__", "/").replace("_", ".")
            data = text.encode() if isinstance(text, str) else text
            if self.kind == "url":
                self.site.pages[f"/{path}"] = Page(data)
                continue
            place = self.root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)

    def read(self, since=None):
        if self.kind == "url":
            connector = UrlConnector({"targets": [f"{self.site.url}/d/catalog-info.yaml"]})
        elif self.kind == "git":
            connector = GitConnector({"url": str(repository(self.root))})
        else:
            connector = FilesConnector({"root": str(self.root)})
        return list(connector.read(since))

    def definition(self):
        """What stands in the place of the placeholder; there are no issues."""
        records = self.read()
        assert issues(records) == []
        (found,) = [r.descriptor["spec"]["definition"] for r in records if _is_api(r)]
        return found

    def problem(self):
        """(line, code, ref, message) of the only issue; then nothing is loaded."""
        records = self.read()
        assert not any(map(_is_api, records))
        assert cursor(records).complete
        (issue,) = [r for r in records if isinstance(r, IssueRecord) and r.code != "file.symlink"]
        return issue.item.rpartition(":")[2], issue.code, issue.ref, issue.message


def _is_api(record):
    return isinstance(record, EntityRecord) and record.descriptor["kind"] == "API"


@pytest.fixture(params=["files", "git", "url"])
def folder(request, tmp_path, settings, monkeypatch):
    monkeypatch.setenv("HEADWATER_GIT_ALLOW_FILE", "1")
    with web() as site:
        settings.OUTGOING = allowing(site)
        yield Folder(request.param, tmp_path, site)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("$text", "a: 1\n  two\n", "a: 1\n  two\n"),
        ("$text", "", ""),
        (
            "$json",
            '{"a": [1, 2.5, null, {"$text": "x"}], "é": "\\ud83d\\ude00"}',
            {"a": [1, 2.5, None, {"$text": "x"}], "é": "😀"},
        ),
        ("$yaml", "# told\na: yes\nb:\n- 1\n", {"a": "yes", "b": [1]}),
    ],
)
def test_content_takes_the_place(folder, key, text, value):
    if value and not isinstance(value, str):
        text_of = f"{{ nested: {{ {key}: ../x/spec.txt }} }}"
        folder.write(**{"d__catalog-info_yaml": api(text_of).replace("definition:", "more:") + "  definition: told\n"})
        folder.write(x__spec_txt=text)
        (found,) = [r.descriptor["spec"]["more"] for r in folder.read() if _is_api(r)]
        assert found == {"nested": value}
        return
    folder.write(**{"d__catalog-info_yaml": including("../x/spec.txt", key)}, x__spec_txt=text)
    if text:
        assert folder.definition() == value
    else:
        assert folder.problem()[1] == "spec.type"  # an empty text is none


def test_a_change_of_the_included_file_alone_changes_the_entity(folder):
    folder.write(**{"d__catalog-info_yaml": including("./spec.txt")}, d__spec_txt="one")
    first = folder.read()
    assert folder.definition() == "one"
    again = folder.read(cursor(first).cursor)
    assert again[:-1] == first[:-1] if folder.kind != "url" else isinstance(again[0], UnchangedRecord)
    folder.write(d__spec_txt="two")
    second = folder.read(cursor(first).cursor)
    assert [r.descriptor["spec"]["definition"] for r in second if _is_api(r)] == ["two"]
    assert cursor(second).cursor != cursor(first).cursor


@pytest.mark.parametrize(
    "definition",
    ['{"$text": 7}', '{"$text": "./x", "b": 1}', '{"$openapi": "./x"}', '{"$ref": "#/definitions/a"}'],
)
def test_what_is_no_placeholder_is_left_alone(folder, definition):
    folder.write(**{"d__catalog-info_yaml": api("told") + f"  more: {definition}\n"})
    records = folder.read()
    assert issues(records) == []
    assert [r.descriptor["spec"]["more"] for r in records if _is_api(r)] == [json.loads(definition)]


@pytest.mark.parametrize(
    ("key", "data", "code", "message"),
    [
        ("$text", None, "placeholder.missing", "$text './spec.txt' "),
        ("$text", b"\xff", "placeholder.refused", "$text './spec.txt' is not UTF-8; accepted: UTF-8 text"),
        (
            "$text",
            b"a\0b",
            "placeholder.refused",
            "$text './spec.txt' holds a NUL character; accepted: text without it",
        ),
        ("$json", b"{", "placeholder.refused", "$json './spec.txt' is not JSON: "),
        ("$json", b"[1e999]", "placeholder.refused", "$json './spec.txt' is "),
        ("$json", b"[" * 300 + b"]" * 300, "placeholder.refused", "$json './spec.txt' is refused: "),
        ("$json", b"[" * 100_000, "placeholder.refused", "$json './spec.txt' is not JSON: "),
        ("$json", b"[" + b"1," * 200_000 + b"1]", "placeholder.too_big", "makes more than 100000 values; "),
        ("$yaml", b"[" * 100_000, "placeholder.refused", "$yaml './spec.txt' is refused: line 1: nested deeper"),
        ("$yaml", b"a: &a [1]\nb: *a\n", "placeholder.refused", "$yaml './spec.txt' is refused: line 2: alias *a"),
        ("$yaml", b"a: 1\n---\nb: 1\n", "placeholder.refused", "$yaml './spec.txt' has 2 documents; accepted: one"),
        ("$yaml", b"# nothing\n", "placeholder.refused", "$yaml './spec.txt' has 0 documents; accepted: one"),
    ],
)
def test_what_cannot_be_taken_is_an_issue_with_its_place(folder, key, data, code, message):
    folder.write(**{"d__catalog-info_yaml": including("./spec.txt", key)})
    if data is not None:
        folder.write(d__spec_txt=data)
    line, found, ref, text = folder.problem()
    assert (line, found, ref) == ("9", code, "api:default/a")
    assert text.startswith(f"spec.definition: {message}")


def test_more_than_fits_into_a_file_is_refused(folder):
    folder.write(**{"d__catalog-info_yaml": including("./spec.txt")}, d__spec_txt=b"x" * (1024 * 1024 + 1))
    assert folder.problem()[1] in {"placeholder.too_big", "placeholder.unreadable"}
    half = json.dumps([{"$text": "./spec.txt"}] * 3)
    folder.write(**{"d__catalog-info_yaml": api("told") + f"  more: {half}\n"}, d__spec_txt=b"x" * (512 * 1024))
    line, code, _, text = folder.problem()
    assert (line, code) == ("10", "placeholder.too_big")
    assert text.startswith("spec.more[2]: $text './spec.txt' makes more than 1048576 bytes; ")
    many = json.dumps([{"$text": "./spec.txt"}] * 101)
    folder.write(**{"d__catalog-info_yaml": api("told") + f"  more: {many}\n"})
    assert folder.problem()[1] == "placeholder.too_many"


@pytest.mark.parametrize("target", ["../../secret.txt", "/etc/passwd", "..\\secret.txt", "a/../../../secret.txt"])
def test_nothing_outside_the_root_is_read(folder, target, tmp_path):
    if folder.kind == "url":
        pytest.skip("a site has no outside but other hosts")
    (tmp_path.parent / "secret.txt").write_text("canary")
    folder.write(**{"d__catalog-info_yaml": including(target)})
    line, code, ref, text = folder.problem()
    assert (line, code, ref) == ("9", "placeholder.outside", "api:default/a")


def test_links_are_not_followed(folder, tmp_path):
    if folder.kind == "url":
        pytest.skip("a site has no links of files")
    (tmp_path.parent / "outside.txt").write_text("canary")
    folder.write(**{"d__catalog-info_yaml": including("./spec.txt")})
    (tmp_path / "d" / "spec.txt").symlink_to(tmp_path.parent / "outside.txt")
    assert folder.problem()[1] == "placeholder.unreadable"
    folder.write(**{"d__catalog-info_yaml": including("./folder")})
    (tmp_path / "d" / "folder").mkdir()
    folder.write(d__folder__x_txt="x")
    assert folder.problem()[1] in {"placeholder.missing", "placeholder.unreadable"}


def test_an_absolute_url_is_asked_where_the_operator_allows_it(folder):
    folder.site.pages["/spec.json"] = '{"openapi": "3.1.0"}'
    folder.write(**{"d__catalog-info_yaml": including(f"{folder.site.url}/spec.json")})
    assert folder.definition() == '{"openapi": "3.1.0"}'


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("http://169.254.169.254/latest/meta-data", "is not on a host that the operator allows"),
        ("http://localhost:1/x", "is not on a host that the operator allows"),
        ("file:///etc/passwd", "has a scheme that is not accepted"),
        ("ftp://127.0.0.1/x", "has a scheme that is not accepted"),
        ("http://user:canary@127.0.0.1/x", "holds a user or a password"),
    ],
)
def test_other_places_are_not(folder, target, message):
    folder.write(**{"d__catalog-info_yaml": including(target)})
    line, code, _, text = folder.problem()
    assert (line, code) == ("9", "placeholder.unreadable")
    assert message in text


def test_an_allowed_host_with_a_private_address_and_a_redirect(folder, settings):
    folder.site.pages["/moved"] = Page(status=302, headers={"Location": "/spec.json"})
    folder.write(**{"d__catalog-info_yaml": including(f"{folder.site.url}/moved")})
    assert "answered with a redirect (302)" in folder.problem()[3]
    if folder.kind == "url":
        return
    settings.OUTGOING = type(settings.OUTGOING)(hosts=settings.OUTGOING.hosts)
    assert "has a host that leads to an address that is not public" in folder.problem()[3]


def test_what_is_included_from_the_web_has_a_budget(folder, monkeypatch):
    if folder.kind == "url":
        pytest.skip("the whole read has one: timeout_seconds")
    monkeypatch.setattr(descriptor_tree, "FETCH_SECONDS", 0.0)
    folder.write(**{"d__catalog-info_yaml": including(f"{folder.site.url}/spec.json")})
    assert folder.problem()[1] == "placeholder.unreadable"
    assert folder.site.statuses == []
