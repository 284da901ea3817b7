"""headwater.yaml: every wrong row is named by line and field, and the right ones are taken all the same."""

from __future__ import annotations

import pytest
from django.conf import settings

from catalog.database import rows
from catalog.outgoing import OutgoingRules
from lineage.edge_ages import EdgeAges
from lineage.granularity import JobParts
from portal.configuration import configuration_apply, configuration_read
from portal.edge_ages import edge_ages_read
from portal.environment import SettingError
from portal.job_parts import job_parts_read, job_parts_set
from portal.outgoing import outgoing_read, outgoing_set
from tests.web import rules

GOOD = """\
sources:
  - key: data-catalog
    title: Data catalog
    kind: files
    interval_seconds: 300
    precedence: 7
    trusted_for_owners: true
    config:
      root: ./catalog
"""


def problems(tmp_path, text):
    path = tmp_path / "headwater.yaml"
    path.write_text(text)
    specs, found = configuration_read(path)
    return [spec.key for spec in specs], [(p.line, p.field) for p in found], found


def test_it_works(tmp_path):
    path = tmp_path / "headwater.yaml"
    path.write_text(GOOD)
    (spec,), found = configuration_read(path)
    assert found == []
    assert (spec.key, spec.title, spec.kind, spec.interval_seconds) == ("data-catalog", "Data catalog", "files", 300)
    assert (spec.precedence, spec.trusted_for_owners, spec.config) == (7, True, {"root": "./catalog"})


def test_what_is_left_out_has_a_default(tmp_path):
    path = tmp_path / "headwater.yaml"
    path.write_text("sources:\n  - {key: a, kind: files, config: {root: x}}\n")
    (spec,), found = configuration_read(path)
    assert (spec.title, spec.interval_seconds, spec.precedence, spec.trusted_for_owners) == ("a", None, 100, False)
    assert found == []


@pytest.mark.parametrize(
    ("wrong", "line", "field"),
    [
        ("  - key: Upper\n    kind: files\n", 10, "key"),
        ("  - key: people\n    kind: files\n", 10, "key"),
        ("  - key: openlineage\n    kind: files\n", 10, "key"),
        ("  - key: a_b\n    kind: files\n", 10, "key"),
        ("  - key: data-catalog\n    kind: files\n    config: {root: x}\n", 10, "key"),
        ("  - key: a\n    kind: nothing\n", 11, "kind"),
        ("  - key: a\n    kind: files\n    colour: red\n", 12, "colour"),
        ("  - key: a\n    kind: files\n    config: [x]\n", 12, "config"),
        ("  - key: a\n    kind: files\n    config:\n      root: x\n      depth: 2\n", 14, "config.depth"),
        ("  - key: a\n    kind: files\n    config: {root: x}\n    title: 7\n", 13, "title"),
        ("  - key: a\n    kind: files\n    config: {root: x}\n    precedence: high\n", 13, "precedence"),
        ("  - key: a\n    kind: files\n    config: {root: x}\n    precedence: true\n", 13, "precedence"),
        ("  - key: a\n    kind: files\n    config: {root: x}\n    precedence: 1000\n", 13, "precedence"),
        ("  - key: a\n    kind: files\n    config: {root: x}\n    trusted_for_owners: 1\n", 13, "trusted_for_owners"),
        ("  - key: a\n    kind: files\n    config: {root: x}\n    interval_seconds: 9\n", 13, "interval_seconds"),
        ("  - key: a\n    kind: files\n    config: {root: x}\n    interval_seconds: 604801\n", 13, "interval_seconds"),
        ("  - key: a\n    kind: files\n    config: {root: x}\n    interval_seconds: 1.5\n", 13, "interval_seconds"),
    ],
)
def test_a_wrong_row_names_line_and_field(tmp_path, wrong, line, field):
    assert problems(tmp_path, GOOD + wrong)[:2] == (["data-catalog"], [(line, f"sources[1].{field}")])


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("- a\n", 1, "sources"),
        ("sources: x\n", 1, "sources"),
        ("other: 1\n", 1, "other"),
        ("sources: [\n", 2, "headwater.yaml"),
        ("sources: []\n---\nsources: []\n", 3, "headwater.yaml"),
    ],
)
def test_a_file_of_another_shape(tmp_path, text, line, field):
    keys, found, _ = problems(tmp_path, text)
    assert (keys, found) == ([], [(line, field)])


def test_no_file_is_an_empty_one(tmp_path):
    assert configuration_read(tmp_path / "headwater.yaml") == ([], [])
    (tmp_path / "folder").mkdir()
    assert [str(p) for p in configuration_read(tmp_path / "folder")[1]] == [
        "line 1: folder: cannot be read: Is a directory"
    ]


@pytest.mark.django_db
def test_the_right_ones_are_taken(tmp_path):
    path = tmp_path / "headwater.yaml"
    path.write_text(GOOD + "  - key: Bad\n    kind: files\n")
    taken, found = configuration_apply(path)
    assert (taken, len(found)) == (["data-catalog"], 1)
    path.write_text(GOOD.replace("precedence: 7", "precedence: 9"))
    assert configuration_apply(path) == (["data-catalog"], [])
    configured = "SELECT key, precedence, config FROM catalog_source WHERE kind <> ALL('{people,headwater}')"
    assert rows(configured) == [("data-catalog", 9, {"root": "./catalog"})]
    path.write_text("sources: []\n")
    assert configuration_apply(path) == ([], [])
    assert rows(configured) == [("data-catalog", 9, {"root": "./catalog"})]


PARTS = """\
job_parts:
  - names: ["*.{execute_*}.*"]
    namespace: spark-*
  - names: ["*.query.#", "*.sql.#"]
    kept: 0
"""


def test_parts_of_jobs_are_read_in_their_order(tmp_path):
    path = tmp_path / "headwater.yaml"
    path.write_text(GOOD + PARTS)
    specs, found = configuration_read(path)
    assert ([spec.key for spec in specs], found) == (["data-catalog"], [])
    assert job_parts_read(path) == (
        JobParts(("*.{execute_*}.*",), "spark-*", 100),
        JobParts(("*.query.#", "*.sql.#"), "*", 0),
    )
    assert job_parts_read(tmp_path / "absent.yaml") == ()


@pytest.mark.parametrize(
    ("wrong", "line", "field"),
    [
        ("  - names: x.#\n", 6, "names"),
        ("  - names: []\n", 6, "names"),
        ("  - names: [7]\n", 6, "names"),
        ("  - names: ['*.sql']\n", 6, "names"),
        ("  - names: ['*.{a']\n", 6, "names"),
        ("  - names: ['*.{}']\n", 6, "names"),
        ("  - names: ['{a{b}}']\n", 6, "names"),
        ("  - names: ['*.{a}.#']\n", 6, "names"),
        ("  - names: ['*.#']\n    kept: -1\n", 7, "kept"),
        ("  - names: ['*.#']\n    kept: true\n", 7, "kept"),
        ("  - names: ['*.#']\n    namespace: 7\n", 7, "namespace"),
        ("  - names: ['*.#']\n    producer: x\n", 7, "producer"),
        ("  - x\n", 6, ""),
    ],
)
def test_wrong_parts_name_line_and_field_and_the_right_ones_are_taken(tmp_path, wrong, line, field):
    path = tmp_path / "headwater.yaml"
    path.write_text(PARTS + wrong)
    found = configuration_read(path)[1]
    assert [(p.line, p.field) for p in found] == [(line, f"job_parts[2].{field}".rstrip("."))]
    assert len(job_parts_read(path)) == 2


AGES = """\
edge_ages:
  - source: airflow-*
    stale_days: 14
    hidden_days: 120
  - hidden_days: 400
"""


def test_ages_of_edges_are_read_in_their_order(tmp_path):
    path = tmp_path / "headwater.yaml"
    path.write_text(GOOD + AGES)
    assert configuration_read(path)[1] == []
    assert edge_ages_read(path) == (EdgeAges("airflow-*", 14, 120), EdgeAges("*", 45, 400))
    assert edge_ages_read(tmp_path / "absent.yaml") == ()


@pytest.mark.parametrize(
    ("wrong", "line", "field"),
    [
        ("  - source: ''\n", 6, "source"),
        ("  - stale_days: 0\n", 6, "stale_days"),
        ("  - stale_days: soon\n", 6, "stale_days"),
        ("  - hidden_days: 36501\n", 6, "hidden_days"),
        ("  - hidden_days: 44\n", 6, "hidden_days"),
        ("  - stale_days: 9\n    hidden_days: 8\n", 7, "hidden_days"),
        ("  - source: x\n    days: 9\n", 7, "days"),
        ("  - 7\n", 6, ""),
    ],
)
def test_wrong_ages_name_line_and_field_and_the_right_ones_are_taken(tmp_path, wrong, line, field):
    path = tmp_path / "headwater.yaml"
    path.write_text(AGES + wrong)
    found = configuration_read(path)[1]
    assert [(p.line, p.field) for p in found] == [(line, f"edge_ages[2].{field}".rstrip("."))]
    assert len(edge_ages_read(path)) == 2


def test_parts_may_be_set_by_the_environment(monkeypatch):
    assert job_parts_set() == (JobParts(("*.query.#", "*.sql.#"), "*", 100),)
    monkeypatch.setenv("HEADWATER_JOB_PARTS", "*.step.#")
    monkeypatch.setenv("HEADWATER_JOB_PARTS_KEPT", "3")
    assert job_parts_set() == (JobParts(("*.step.#",), "*", 3),)
    monkeypatch.setenv("HEADWATER_JOB_PARTS", "-")
    assert job_parts_set() == ()
    monkeypatch.setenv("HEADWATER_JOB_PARTS", "*.step")
    with pytest.raises(SettingError, match="folds nothing"):
        job_parts_set()


OUTGOING = """\
outgoing:
  hosts: [git.example.org, "*.example.net", "http://wiki.internal:8080"]
  private: [10.20.0.0/16, wiki.internal]
"""


def test_where_to_connect_is_nowhere_without_the_operator(tmp_path):
    assert (outgoing_read(tmp_path / "absent.yaml"), outgoing_set()) == (OutgoingRules(), OutgoingRules())
    assert settings.OUTGOING == OutgoingRules()


def test_where_to_connect_is_read_from_the_file(tmp_path):
    path = tmp_path / "headwater.yaml"
    path.write_text(GOOD + OUTGOING)
    specs, found = configuration_read(path)
    assert ([spec.key for spec in specs], found) == (["data-catalog"], [])
    assert outgoing_read(path) == rules(
        "git.example.org", "*.example.net", "http://wiki.internal:8080", private=("10.20.0.0/16", "wiki.internal")
    )


@pytest.mark.parametrize(
    ("wrong", "line", "field"),
    [
        ("outgoing: [a]\n", 1, "outgoing"),
        ("outgoing:\n  host: [example.org]\n", 2, "outgoing.host"),
        ("outgoing:\n  hosts: example.org\n", 2, "outgoing.hosts"),
        ("outgoing:\n  hosts:\n    - example.org\n    - https://example.com\n", 4, "outgoing.hosts[1]"),
        ("outgoing:\n  hosts:\n    - example.org\n    - 7\n", 4, "outgoing.hosts[1]"),
        ("outgoing:\n  hosts: [example.org]\n  private:\n    - 10.0.0.0/99\n", 4, "outgoing.private[0]"),
    ],
)
def test_wrong_places_name_line_and_field_and_the_right_ones_are_taken(tmp_path, wrong, line, field):
    path = tmp_path / "headwater.yaml"
    path.write_text(wrong)
    found = configuration_read(path)[1]
    assert [(p.line, p.field) for p in found] == [(line, field)]
    assert outgoing_read(path) == rules(*(["example.org"] if found[0].field.endswith("]") else []))


def test_where_to_connect_may_be_set_by_the_environment(monkeypatch):
    monkeypatch.setenv("HEADWATER_OUTGOING_HOSTS", "git.example.org, http://wiki.internal:8080")
    monkeypatch.setenv("HEADWATER_OUTGOING_PRIVATE", "10.20.0.0/16")
    assert outgoing_set() == rules("git.example.org", "http://wiki.internal:8080", private=("10.20.0.0/16",))
    monkeypatch.setenv("HEADWATER_OUTGOING_HOSTS", "https://git.example.org")
    with pytest.raises(
        SettingError, match=r"^HEADWATER_OUTGOING_HOSTS: 'https://git.example.org' is no host; accepted: "
    ):
        outgoing_set()


def test_no_secret_gets_into_an_address_of_the_web(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("CANARY", "s3cret")
    settings.OUTGOING = rules("*")
    path = tmp_path / "headwater.yaml"
    path.write_text(
        "sources:\n  - {key: web, kind: url, config: {targets: ['https://a.example.org/x?token=${CANARY}']}}\n"
    )
    specs, (problem,) = configuration_read(path)
    assert (specs, problem.field, "s3cret" in problem.message) == ([], "sources[0].config.targets[0]", False)


def test_a_source_on_the_web_takes_a_host_that_is_allowed(tmp_path, settings):
    path = tmp_path / "headwater.yaml"
    entries = [("web", "url", "targets: ['https://a.example.org/x']"), ("git", "git", "url: https://a.example.org/x")]
    path.write_text(
        "sources:\n" + "".join(f"  - key: {k}\n    kind: {c}\n    config: {{{x}}}\n" for k, c, x in entries)
    )
    specs, found = configuration_read(path)
    assert ([spec.key for spec in specs], [p.field for p in found]) == (
        [],
        ["sources[0].config.targets[0]", "sources[1].config.url"],
    )
    assert "HEADWATER_OUTGOING_HOSTS" in found[0].message
    settings.OUTGOING = rules("*.example.org")
    specs, found = configuration_read(path)
    assert ([spec.key for spec in specs], found) == (["web", "git"], [])
