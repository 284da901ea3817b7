"""What every connector promises, whatever its source: one row a connector."""

import orjson
import pytest

from catalog.connectors.files import FilesConnector
from catalog.connectors.git import GitConnector
from catalog.connectors.url import UrlConnector
from catalog.ingest.connector import Connector, ConnectorConfigError, ConnectorReadError
from catalog.ingest.descriptor import descriptor_findings
from catalog.records import CursorRecord, EntityRecord, EventRecord, IssueRecord, ProgressRecord, UnchangedRecord
from tests.catalog.connectors.builders import component, location, progress, repository, write
from tests.web import allowing, rules, web

RECORDS = (CursorRecord, EntityRecord, EventRecord, IssueRecord, ProgressRecord)


def _files(folder):
    return FilesConnector, {"root": str(folder / "source")}


def _git(folder):
    repository(folder / "source")
    return GitConnector, {"url": str(folder / "source"), "cache_dir": str(folder / "cache")}


def _url(folder):
    with web() as served:
        files = {
            str(path.relative_to(folder / "source")): path.read_text() for path in (folder / "source").rglob("*.yaml")
        }
        served.pages |= {f"/{name}": text for name, text in files.items()}
        served.pages["/all"] = location("all", *sorted(files))
        yield UrlConnector, {"targets": [f"{served.url}/all"]}, allowing(served)


@pytest.fixture(params=[_files, _git, _url], ids=["files", "git", "url"])
def connector(request, tmp_path, monkeypatch, settings):
    """(class, configuration) over a source with 250 good descriptors and one bad one."""
    monkeypatch.setenv("HEADWATER_GIT_ALLOW_FILE", "1")
    source = write(tmp_path / "source", **{f"{i:03}__catalog-info": component(f"c{i}") for i in range(250)})
    write(source, **{"bad__catalog-info": "a: [1"})
    if request.param is not _url:
        yield request.param(tmp_path)
        return
    for made, config, settings.OUTGOING in _url(tmp_path):
        yield made, config


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
    assert [r.descriptor["kind"] for r in entities].count("Component") == 250
    assert all(descriptor_findings(r.descriptor) == () for r in entities)
    (issue,) = [r for r in records if isinstance(r, IssueRecord)]
    assert (issue.item[-23:], issue.code) == ("bad/catalog-info.yaml:1", "yaml.refused")
    # A folder and a repository know all of their files at the start, a web site those that it has told of.
    first, count = ((0, 1), 252) if cls is UrlConnector else ((0, 251), 251)
    assert progress(records) == [first, (100, count), (200, count), (count, count)]


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
    again = list(cls(config).read(first[-1].cursor))
    assert again in (first, [UnchangedRecord(), first[-1]])
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


def test_making_one_opens_nothing_and_where_nothing_is_no_read_is_complete(connector, settings):
    cls, config = connector
    elsewhere = {"root": "/nowhere/at/all", "url": "/nowhere/at/all", "targets": ["https://127.0.0.1:1/a"]}
    settings.OUTGOING += rules("127.0.0.1:1", private=("127.0.0.1",))
    made = cls({key: elsewhere.get(key, value) for key, value in config.items()})
    try:
        is_complete = list(made.read(None))[-1].complete
    except ConnectorReadError:
        is_complete = False
    assert is_complete is False
