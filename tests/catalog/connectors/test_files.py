"""Connector `files`: what it finds, what it refuses, and that nothing outside the root is ever read."""

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.connectors.files import FilesConnector
from catalog.ingest.connector import ConnectorConfigError, ConnectorReadError
from catalog.records import IssueRecord
from tests.catalog.connectors.builders import (
    component,
    cursor,
    issues,
    location,
    progress,
    refs,
    write,
)

CANARY = component("canary-outside")


def read(root, **config):
    return list(FilesConnector({"root": str(root), **config}).read(None))


def test_it_works(tmp_path):
    write(
        tmp_path,
        **{
            "catalog-info": component("a") + "---\n" + component("b"),
            "deep__er__catalog-info": component("c"),
        },
    )
    write(tmp_path, other=component("not-meant"))
    records = read(tmp_path)
    assert refs(records) == [
        ("component:a", "catalog-info.yaml:1"),
        ("component:b", "catalog-info.yaml:10"),
        ("component:c", "deep/er/catalog-info.yaml:1"),
    ]
    assert issues(records) == []
    assert progress(records) == [(0, 2), (2, 2)]
    assert cursor(records).complete is True


def test_patterns_say_which_files(tmp_path):
    write(tmp_path, teams__a=component("a"), teams__deep__b=component("b"), c=component("c"))
    assert refs(read(tmp_path, patterns=["teams/*.yaml", "c.yaml"])) == [
        ("component:c", "c.yaml:1"),
        ("component:a", "teams/a.yaml:1"),
    ]


def test_a_bad_document_is_an_issue_and_the_others_load(tmp_path):
    bad = component("b").replace("  lifecycle: production\n", "").replace("name: b", "name: b b")
    write(tmp_path, x=component("a") + "---\n" + bad + "---\n{% if %}\n---\n" + component("c"))
    records = read(tmp_path, patterns=["*.yaml"])
    assert refs(records) == [("component:a", "x.yaml:1"), ("component:c", "x.yaml:20")]
    assert issues(records) == [
        ("x.yaml:13", "name.format"),
        ("x.yaml:14", "spec.required"),
        ("x.yaml:18", "yaml.refused"),
    ]
    assert cursor(records).complete is True


def test_an_issue_names_the_entity_where_it_is_known(tmp_path):
    write(tmp_path, x=component("a").replace("  owner: royalties\n", ""))
    (issue,) = [r for r in read(tmp_path, patterns=["*.yaml"]) if isinstance(r, IssueRecord)]
    assert issue == IssueRecord(
        item="x.yaml:5",
        code="spec.required",
        message="spec.owner: is missing; Component needs a text that is not empty",
        ref="component:default/a",
    )


def test_the_first_of_two_descriptions_wins(tmp_path):
    write(tmp_path, a=component("x"), b=component("X"))
    records = read(tmp_path, patterns=["*.yaml"])
    assert refs(records) == [("component:x", "a.yaml:1")]
    assert issues(records) == [("b.yaml:1", "ref.twice")]


def test_locations_are_followed_inside_the_root(tmp_path):
    write(
        tmp_path,
        **{
            "catalog-info": location("root", "./teams/a.yaml", "teams/deep/*.yaml", "catalog-info.yaml"),
            "teams__a": component("a") + "---\n" + location("back", "../catalog-info.yaml", "b.yaml"),
            "teams__b": component("b"),
            "teams__deep__c": component("c"),
            "teams__deep__d": component("d"),
        },
    )
    records = read(tmp_path)
    assert refs(records) == [
        ("location:root", "catalog-info.yaml:1"),
        ("component:a", "teams/a.yaml:1"),
        ("location:back", "teams/a.yaml:10"),
        ("component:c", "teams/deep/c.yaml:1"),
        ("component:d", "teams/deep/d.yaml:1"),
        ("component:b", "teams/b.yaml:1"),
    ]
    assert issues(records) == []


@pytest.mark.parametrize(
    "target, code",
    [
        ("https://example.org/x.yaml", "location.remote"),
        ("file:///etc/passwd", "location.remote"),
        ("/etc/passwd", "location.outside"),
        ("../outside.yaml", "location.outside"),
        ("a/../../outside.yaml", "location.outside"),
        ("..", "location.outside"),
        (".", "location.outside"),
        ("..\\outside.yaml", "location.outside"),
        ("missing.yaml", "location.missing"),
        ("missing/*.yaml", "location.missing"),
    ],
)
def test_location_targets_that_are_not_followed(tmp_path, target, code):
    (tmp_path / "outside.yaml").write_text(CANARY)
    root = write(tmp_path / "root", **{"catalog-info": location("root", target)})
    records = read(root)
    assert refs(records) == [("location:root", "catalog-info.yaml:1")]
    assert issues(records) == [("catalog-info.yaml:7", code)]


def test_an_optional_target_may_be_missing(tmp_path):
    write(tmp_path, **{"catalog-info": location("root", "missing.yaml", "no/*.yaml", presence="optional")})
    assert issues(read(tmp_path)) == []


def test_symbolic_links_are_issues(tmp_path):
    outside = write(tmp_path / "outside", canary=CANARY)
    root = write(tmp_path / "root", a=component("a"), **{"catalog-info": location("l", "f.yaml", "d/canary.yaml")})
    (root / "f.yaml").symlink_to(outside / "canary.yaml")
    (root / "d").symlink_to(outside)
    (root / "inside.yaml").symlink_to("a.yaml")
    records = read(root, patterns=["*.yaml", "**/*.yaml"])
    assert refs(records) == [("component:a", "a.yaml:1"), ("location:l", "catalog-info.yaml:1")]
    assert sorted(issues(records)) == [
        ("d", "file.symlink"),
        ("d/canary.yaml", "file.symlink"),
        ("f.yaml", "file.symlink"),
        ("f.yaml", "file.symlink"),
        ("inside.yaml", "file.symlink"),
    ]


def test_pipes_and_folders_are_not_opened_for_reading(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    write(tmp_path, **{"catalog-info": location("l", "folder.yaml")})
    records = read(tmp_path, patterns=["*.yaml"])
    assert issues(records) == [("pipe.yaml", "file.not_regular"), ("folder.yaml", "file.not_regular")]


def test_a_file_that_is_too_big(tmp_path):
    write(tmp_path, x="#" * (1024 * 1024 + 1))
    records = read(tmp_path, patterns=["*.yaml"])
    assert issues(records) == [("x.yaml:1", "yaml.refused")]


def test_a_name_that_is_not_unicode(tmp_path):
    with open(os.fsencode(tmp_path) + b"/\xff.yaml", "w") as file:
        file.write(component("a"))
    records = read(tmp_path, patterns=["*.yaml"])
    assert issues(records) == [("\\udcff.yaml", "file.name")]
    assert cursor(records).complete is True


def test_more_files_than_allowed_is_a_partial_read(tmp_path):
    write(tmp_path, a=component("a"), b=component("b"), c=component("c"))
    records = read(tmp_path, patterns=["*.yaml"], max_files=2)
    assert [name for name, _ in refs(records)] == ["component:a", "component:b"]
    assert issues(records) == [("c.yaml", "tree.too_many")]
    assert cursor(records).complete is False


def test_an_unreadable_file_is_a_partial_read(tmp_path, monkeypatch):
    write(tmp_path, a=component("a"), b=component("b"))
    real = os.open

    def refusing(path, flags, **place):
        if path == "a.yaml":
            raise PermissionError(13, "Permission denied")
        return real(path, flags, **place)

    monkeypatch.setattr("catalog.connectors.files.os.open", refusing)
    records = read(tmp_path, patterns=["*.yaml"])
    assert refs(records) == [("component:b", "b.yaml:1")]
    assert issues(records) == [("a.yaml", "file.unreadable")]
    assert cursor(records).complete is False


def test_the_cursor_changes_with_content_only(tmp_path):
    write(tmp_path, a=component("a"))
    first = cursor(read(tmp_path, patterns=["*.yaml"])).cursor
    os.utime(tmp_path / "a.yaml", (1, 1))
    assert cursor(read(tmp_path, patterns=["*.yaml"])).cursor == first
    write(tmp_path, a=component("a2"))
    assert cursor(read(tmp_path, patterns=["*.yaml"])).cursor != first


def test_a_missing_root_ends_the_read(tmp_path):
    with pytest.raises(ConnectorReadError) as caught:
        read(tmp_path / "nowhere")
    assert str(caught.value) == "root cannot be opened: No such file or directory"


@pytest.mark.parametrize(
    "config, message",
    [
        ({}, "root: is required; give a text"),
        (
            {"root": "x", "patterns": ["../*"]},
            "patterns[0]: must be relative to the root, without empty names, '.' and '..'",
        ),
        ({"root": "x", "max_files": 0}, "max_files: must be a whole number from 1 to 1000000"),
        ({"root": "x", "rot": 1}, "rot: is unknown; accepted: max_files, patterns, root"),
    ],
)
def test_configuration(config, message):
    with pytest.raises(ConnectorConfigError) as caught:
        FilesConnector(config)
    assert str(caught.value) == message


SEGMENT = st.sampled_from([".", "..", "", "a", "link", "up", "etc", "\0", "a.yaml", "~", "...", " ", "%2e%2e"])


@given(segments=st.lists(SEGMENT, min_size=1, max_size=8))
def test_no_target_leaves_the_root(segments, tmp_path_factory):
    base = tmp_path_factory.mktemp("base")
    write(base, secret=CANARY, a=CANARY)
    root = write(base / "root", a__a=component("inside"))
    (root / "link").symlink_to(base)
    (root / "a" / "up").symlink_to("..")
    target = "/".join(segments).replace("\0", "\\0")
    write(root, **{"catalog-info": location("l", f'"{target}"')})
    found = [name for name, _ in refs(read(root))]
    assert "component:canary-outside" not in found


def test_a_race_of_links_never_reads_outside(tmp_path):
    """Names are swapped between a folder and a link to outside while the connector reads."""
    outside = write(tmp_path / "outside", a=CANARY)
    root = write(tmp_path / "root", d__a=component("inside"))
    (tmp_path / "root" / "l").symlink_to(outside)
    stop = threading.Event()

    def swap():
        while not stop.is_set():
            os.rename(root / "d", root / "x")
            os.rename(root / "l", root / "d")
            os.rename(root / "d", root / "l")
            os.rename(root / "x", root / "d")

    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        names = [name for _ in range(300) for name, _ in refs(read(root, patterns=["d/*.yaml"]))]
    finally:
        stop.set()
        swapper.join()
    assert set(names) <= {"component:inside"}
