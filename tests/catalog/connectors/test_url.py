"""Connector `url`: descriptors on the web, what Locations lead to, and reads of what did not change."""

from __future__ import annotations

import pytest

from catalog.connectors.url import DEPTH_MAX, UrlConnector
from catalog.ingest.connector import ConnectorConfigError
from catalog.ingest.descriptor_documents import generated_location
from catalog.records import CursorRecord, EntityRecord, IssueRecord, UnchangedRecord
from tests.catalog.connectors.builders import component, cursor, issues, location, refs
from tests.web import Page, allowing, rules, web


@pytest.fixture
def site(settings):
    with web() as served:
        settings.OUTGOING = allowing(served)
        yield served


def read(site, *paths, since=None, **config):
    targets = [path if "://" in path else site.url + path for path in paths]
    return list(UrlConnector({"targets": targets, **config}).read(since))


def found(site, records):
    """refs() with the Location entities of the targets left out, and the addresses without the server."""
    told = [(ref, locator.removeprefix(site.url)) for ref, locator in refs(records)]
    return [(ref, locator) for ref, locator in told if not ref.startswith("location:generated-")]


def problems(site, records):
    return [(item.removeprefix(site.url), code) for item, code in issues(records)]


def test_it_works(site):
    site.pages["/a.yaml"] = component("a") + "---\n---\n" + component("b")
    records = read(site, "/a.yaml")
    assert found(site, records) == [("component:a", "/a.yaml:1"), ("component:b", "/a.yaml:11")]
    assert (issues(records), cursor(records).complete) == ([], True)
    first, second = [record for record in records if isinstance(record, EntityRecord)][:2]
    assert (first.descriptor, first.url) == (generated_location(f"{site.url}/a.yaml"), f"{site.url}/a.yaml")
    assert second.descriptor["metadata"]["annotations"] == {
        "backstage.io/managed-by-location": f"url:{site.url}/a.yaml",
        "backstage.io/managed-by-origin-location": f"url:{site.url}/a.yaml",
        "backstage.io/view-url": f"{site.url}/a.yaml",
    }
    assert site.statuses == [("/a.yaml", 200)]


def test_locations_lead_on_relative_and_absolute(site):
    site.pages["/org/root.yaml"] = location("root", "teams/a.yaml", "../b.yaml", f"{site.url}/c.yaml", "/d.yaml?x=1")
    for name in ("/org/teams/a.yaml", "/b.yaml", "/c.yaml", "/d.yaml?x=1"):
        site.pages[name] = component(name.rpartition("/")[2][0])
    records = read(site, "/org/root.yaml")
    assert found(site, records) == [
        ("location:root", "/org/root.yaml:1"),
        ("component:a", "/org/teams/a.yaml:1"),
        ("component:b", "/b.yaml:1"),
        ("component:c", "/c.yaml:1"),
        ("component:d", "/d.yaml?x=1:1"),
    ]
    assert (issues(records), cursor(records).complete) == ([], True)
    last = [record for record in records if isinstance(record, EntityRecord)][-1]
    assert last.descriptor["metadata"]["annotations"] == {
        "backstage.io/managed-by-location": f"url:{site.url}/d.yaml?x=1",
        "backstage.io/managed-by-origin-location": f"url:{site.url}/org/root.yaml",
        "backstage.io/view-url": f"{site.url}/d.yaml?x=1",
    }


def test_the_page_of_a_file_in_a_forge_is_read_from_its_raw_text(site):
    raw, page = "/g/r/-/raw/main", f"{site.url}/g/r/-/blob/main"
    site.pages[f"{raw}/data/root.yaml"] = location("root", "./a.yaml", "/top.yaml", "../b.yaml")
    site.pages |= {
        f"{raw}/data/a.yaml": component("a"),
        f"{raw}/top.yaml": component("top"),
        f"{raw}/b.yaml": component("b"),
    }
    records = read(site, "/g/r/-/blob/main/data/root.yaml")
    assert [(ref, locator.removeprefix("/g/r/-/blob/main/")) for ref, locator in found(site, records)] == [
        ("location:root", "data/root.yaml:1"),
        ("component:a", "data/a.yaml:1"),
        ("component:top", "top.yaml:1"),
        ("component:b", "b.yaml:1"),
    ]
    assert (issues(records), cursor(records).complete) == ([], True)
    generated, _, second = [record for record in records if isinstance(record, EntityRecord)][:3]
    assert generated.descriptor["spec"]["target"] == f"{page}/data/root.yaml"
    assert second.descriptor["metadata"]["annotations"] == {
        "backstage.io/managed-by-location": f"url:{page}/data/a.yaml",
        "backstage.io/managed-by-origin-location": f"url:{page}/data/root.yaml",
        "backstage.io/view-url": f"{page}/data/a.yaml",
        "backstage.io/edit-url": f"{site.url}/g/r/-/edit/main/data/a.yaml",
        "backstage.io/source-location": f"url:{site.url}/g/r/-/tree/main/data/",
    }
    assert {path for path, _ in site.statuses} == set(site.pages)
    assert isinstance(read(site, "/g/r/-/blob/main/data/root.yaml", since=cursor(records).cursor)[0], UnchangedRecord)


def test_the_host_of_the_raw_text_is_the_one_that_has_to_be_allowed(settings):
    page = "https://github.com/org/repo/blob/main/catalog-info.yaml"
    settings.OUTGOING = rules("github.com")
    with pytest.raises(ConnectorConfigError, match="is not on a host that the operator allows"):
        UrlConnector({"targets": [page]})
    settings.OUTGOING = rules("raw.githubusercontent.com")
    UrlConnector({"targets": [page]})


def test_what_a_file_says_of_its_pages_counts_and_of_its_place_does_not(site):
    own = "  annotations:\n    backstage.io/view-url: https://example.org/a\n    backstage.io/managed-by-location: url:x\n"
    site.pages["/a.yaml"] = component("a").replace("  name: a\n", f"  name: a\n{own}")
    told = [r for r in read(site, "/a.yaml") if isinstance(r, EntityRecord)][-1].descriptor["metadata"]["annotations"]
    assert told == {
        "backstage.io/managed-by-location": f"url:{site.url}/a.yaml",
        "backstage.io/managed-by-origin-location": f"url:{site.url}/a.yaml",
        "backstage.io/view-url": "https://example.org/a",
    }


def test_cycles_and_diamonds(site):
    site.pages["/a"] = location("a", "b", "c")
    site.pages["/b"] = location("b", "a", "d")
    site.pages["/c"] = location("c", "c", "d")
    site.pages["/d"] = component("d")
    records = read(site, "/a")
    assert [ref for ref, _ in found(site, records)] == ["location:a", "location:b", "location:c", "component:d"]
    assert problems(site, records) == [("/b:7", "location.cycle"), ("/c:7", "location.cycle")]
    assert cursor(records).complete is True
    assert [path for path, _ in site.statuses] == ["/a", "/b", "/c", "/d"]


def test_a_chain_ends_somewhere(site):
    for number in range(DEPTH_MAX + 5):
        site.pages[f"/l{number}"] = location(f"l{number}", f"l{number + 1}")
    records = read(site, "/l0")
    assert len(found(site, records)) == DEPTH_MAX + 1
    assert problems(site, records) == [(f"/l{DEPTH_MAX}:7", "location.too_deep")]


def test_not_more_files_than_allowed(site):
    site.pages["/a"] = location("a", "b", "c", "d")
    site.pages |= {f"/{name}": component(name) for name in "bcd"}
    records = read(site, "/a", max_files=3)
    assert [ref for ref, _ in found(site, records)] == ["location:a", "component:b", "component:c"]
    assert (problems(site, records), cursor(records).complete) == ([("/d:1", "url.too_many")], False)


@pytest.mark.parametrize(
    "target, code",
    [
        ("file:///etc/passwd", "location.target"),
        ("javascript:alert(1)", "location.target"),
        ("git+ext::sh -c x", "location.target"),
        ("ftp://127.0.0.1/x", "location.target"),
        ("http://user:canary@127.0.0.1/x", "location.target"),
        ("http://127.0.0.1:99999/x", "location.target"),
        ("http://2130706433/x", "location.target"),
        ("http://[::1/x", "location.target"),
        ("a\\b", "location.target"),
        ("*.yaml", "location.pattern"),
    ],
)
def test_targets_that_are_not_followed(site, target, code):
    site.pages["/a"] = location("a", f"'{target}'")
    records = read(site, "/a")
    assert (problems(site, records), cursor(records).complete) == ([("/a:7", code)], True)
    assert "canary" not in str([r.message for r in records if isinstance(r, IssueRecord)])
    assert site.statuses == [("/a", 200)]


def test_a_place_that_is_not_allowed_is_an_issue_of_its_own(site):
    site.pages["/a"] = location("a", "https://169.254.169.254/latest/meta-data", "b")
    site.pages["/b"] = component("b")
    records = read(site, "/a")
    assert [ref for ref, _ in found(site, records)] == ["location:a", "component:b"]
    assert problems(site, records) == [("https://169.254.169.254/latest/meta-data:1", "url.unreadable")]
    assert cursor(records).complete is False


def test_other_types_of_locations_are_not_followed(site):
    site.pages["/a"] = location("a", "b").replace("spec:\n", "spec:\n  type: file\n")
    site.pages["/b"] = component("b")
    records = read(site, "/a")
    assert problems(site, records) == [("/a:6", "location.type")]
    site.pages["/a"] = location("a", "b").replace("spec:\n", "spec:\n  type: url\n")
    assert issues(read(site, "/a")) == []


def test_what_cannot_be_read_is_listed_and_the_rest_goes_on(site):
    site.pages["/a"] = location("a", "gone", "broken", "moved", "fine")
    site.pages |= {
        "/broken": Page(status=500),
        "/moved": Page(status=302, headers={"Location": "/fine"}),
        "/fine": component("fine"),
    }
    records = read(site, "/nowhere", "/a")
    assert found(site, records) == [("location:a", "/a:1"), ("component:fine", "/fine:1")]
    assert problems(site, records) == [
        ("/nowhere:1", "url.missing"),
        ("/a:7", "location.missing"),
        ("/broken:1", "url.unreadable"),
        ("/moved:1", "url.unreadable"),
    ]
    assert cursor(records).complete is False


def test_what_is_optional_may_be_missing(site):
    site.pages["/a"] = location("a", "gone", presence="optional")
    records = read(site, "/a")
    assert (issues(records), cursor(records).complete) == ([], True)


def test_documents_that_break_a_rule(site):
    site.pages["/a"] = component("a") + "---\na: [1\n---\nkind: Component\n---\na: &a 1\nb: *a\n---\n" + component("a")
    records = read(site, "/a")
    assert found(site, records) == [("component:a", "/a:1")]
    codes = [code for _, code in problems(site, records)]
    assert (codes.count("yaml.refused"), codes[-1]) == (2, "ref.twice")
    site.pages["/a"] = Page(b"#" * (1024 * 1024 + 1))
    assert problems(site, read(site, "/a")) == [("/a:1", "url.unreadable")]
    site.pages["/a"] = Page(b"\xff\xfe")
    assert problems(site, read(site, "/a")) == [("/a:1", "yaml.refused")]


def unchanged(records):
    return [type(record) for record in records] == [UnchangedRecord, CursorRecord]


def test_what_did_not_change_is_asked_for_and_not_read(site):
    site.pages["/a"] = location("a", "b")
    site.pages["/b"] = component("b")
    first = read(site, "/a")
    assert site.statuses == [("/a", 200), ("/b", 200)]
    again = read(site, "/a", since=cursor(first).cursor)
    assert (unchanged(again), cursor(again)) == (True, cursor(first))
    assert site.statuses == [("/a", 304), ("/b", 304)]
    site.pages["/b"] = component("c")
    changed = read(site, "/a", since=cursor(first).cursor)
    assert [ref for ref, _ in found(site, changed)] == ["location:a", "component:c"]
    assert site.statuses == [("/a", 304), ("/b", 200), ("/a", 200)]  # b was at hand
    assert unchanged(read(site, "/a", since=cursor(changed).cursor))


def test_without_an_etag_the_bytes_are_compared(site):
    site.pages["/a"] = Page(component("a").encode(), tags=False)
    first = read(site, "/a")
    assert unchanged(read(site, "/a", since=cursor(first).cursor))
    site.pages["/a"] = Page(component("b").encode(), tags=False)
    assert [ref for ref, _ in found(site, read(site, "/a", since=cursor(first).cursor))] == ["component:b"]


def test_the_date_of_a_version_is_sent_back(site):
    headers = {"Last-Modified": "Wed, 21 Oct 2026 07:28:00 GMT"}
    site.pages["/a"] = Page(component("a").encode(), headers=headers, tags=False)
    first = read(site, "/a")
    assert unchanged(read(site, "/a", since=cursor(first).cursor))
    assert [asked[2].get("If-Modified-Since") for asked in site.asked] == [None, headers["Last-Modified"]]


@pytest.mark.parametrize("text", ["x", "[]", "{}", '{"reading": 1}', '{"reading": 0, "targets": [], "files": []}'])
def test_any_cursor_is_one(site, text):
    site.pages["/a"] = component("a")
    assert [ref for ref, _ in found(site, read(site, "/a", since=text))] == ["component:a"]


def test_a_cursor_of_other_targets_does_not_count(site):
    site.pages |= {"/a": component("a"), "/b": component("b")}
    first = read(site, "/a")
    assert [ref for ref, _ in found(site, read(site, "/b", since=cursor(first).cursor))] == ["component:b"]


def test_one_that_cannot_be_asked_is_read_with_the_others(site):
    site.pages |= {"/a": component("a"), "/b": component("b")}
    first = read(site, "/a", "/b")
    site.pages["/a"] = Page(status=503)
    second = read(site, "/a", "/b", since=cursor(first).cursor)
    assert (found(site, second), cursor(second).complete) == ([("component:b", "/b:1")], False)


@pytest.mark.parametrize(
    "config, message",
    [
        ({}, "targets: is required; give a list of URLs"),
        ({"targets": []}, "targets: must be a list of 1 to 100 texts"),
        ({"targets": "https://example.org/a"}, "targets: must be a list of 1 to 100 texts"),
        ({"targets": ["https://example.org/a", 1]}, "targets[1]: must be a text of 1 to 2048 characters without control characters"),
        ({"targets": ["https://canary:canary@example.org/a"]}, "targets[0]: holds a user or a password; accepted: a URL without them"),
        (
            {"targets": ["https://other.org/a"]},
            "targets[0]: is not on a host that the operator allows; hosts are allowed by HEADWATER_OUTGOING_HOSTS, "
            "or outgoing.hosts in headwater.yaml",
        ),
        ({"targets": ["https://example.org/a"], "max_files": 0}, "max_files: must be a whole number from 1 to 10000"),
    ],
)  # fmt: skip
def test_configurations_that_are_refused(settings, config, message):
    settings.OUTGOING = rules("example.org")
    with pytest.raises(ConnectorConfigError) as caught:
        UrlConnector(config)
    assert str(caught.value) == message
