"""What every connector promises, whatever its source: one row a connector."""

import orjson
import pytest

from catalog.connectors.files import FilesConnector
from catalog.connectors.git import GitConnector
from catalog.ingest.connector import Connector, ConnectorConfigError, ConnectorReadError
from catalog.ingest.descriptor import descriptor_findings
from catalog.records import CursorRecord, EntityRecord, EventRecord, IssueRecord, ProgressRecord
from tests.catalog.connectors.builders import component, repository, write

RECORDS = (CursorRecord, EntityRecord, EventRecord, IssueRecord, ProgressRecord)


def _files(folder):
    return FilesConnector, {"root": str(folder / "source")}


def _git(folder):
    repository(folder / "source")
    return GitConnector, {"url": str(folder / "source"), "cache_dir": str(folder / "cache")}


@pytest.fixture(params=[_files, _git], ids=["files", "git"])
def connector(request, tmp_path, monkeypatch):
    """(class, configuration) over a source with 250 good descriptors and one bad one."""
    monkeypatch.setenv("HEADWATER_GIT_ALLOW_FILE", "1")
    source = write(tmp_path / "source", **{f"{i:03}__catalog-info": component(f"c{i}") for i in range(250)})
    write(source, **{"bad__catalog-info": "a: [1"})
    return request.param(tmp_path)


def test_kind_is_a_word(connector):
    kind = connector[0].kind
    assert issubclass(connector[0], Connector)
    assert kind.isidentifier()
    assert kind == kind.lower()


def test_records_and_their_order(connector):
    cls, config = connector
    records = list(cls(config).read(None))
    assert all(isinstance(record, RECORDS) for record in records)
    assert [type(r) for r in records].count(CursorRecord) == 1
    assert isinstance(records[-1], CursorRecord)
    assert records[-1].complete is True
    entities = [r for r in records if isinstance(r, EntityRecord)]
    assert len(entities) == 250
    assert all(descriptor_findings(r.descriptor) == () for r in entities)
    assert [(r.item, r.code) for r in records if isinstance(r, IssueRecord)] == [
        ("bad/catalog-info.yaml:1", "yaml.refused")
    ]
    assert [(r.done, r.total) for r in records if isinstance(r, ProgressRecord)] == [
        (0, 251),
        (100, 251),
        (200, 251),
        (251, 251),
    ]


def test_descriptors_are_json(connector):
    cls, config = connector
    for record in cls(config).read(None):
        if isinstance(record, EntityRecord):
            assert orjson.loads(orjson.dumps(record.descriptor)) == record.descriptor


def test_locators_are_inside_the_source(connector, tmp_path):
    cls, config = connector
    for record in cls(config).read(None):
        place = getattr(record, "locator", None) or getattr(record, "item", "")
        assert str(tmp_path) not in place
        assert not place.startswith("/")


def test_the_same_source_reads_the_same_with_any_cursor(connector):
    cls, config = connector
    first = list(cls(config).read(None))
    assert list(cls(config).read(first[-1].cursor)) == first
    assert list(cls(config).read("no such cursor")) == first


def test_a_read_may_be_left_half_way(connector):
    cls, config = connector
    reading = cls(config).read(None)
    next(reading)
    reading.close()


def test_unknown_fields_are_refused(connector):
    cls, config = connector
    with pytest.raises(ConnectorConfigError) as caught:
        cls({**config, "pasword": "canary-1c4"})
    assert caught.value.field == "pasword"
    assert "canary" not in str(caught.value)


def test_making_one_opens_nothing(connector):
    cls, config = connector
    gone = {key: "/nowhere/at/all" if key in ("root", "url") else value for key, value in config.items()}
    made = cls(gone)
    with pytest.raises(ConnectorReadError):
        list(made.read(None))
