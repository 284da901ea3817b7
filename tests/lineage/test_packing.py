"""Raw events are packed with what they have in common, and can be read whichever dictionary they were packed with."""

from __future__ import annotations

import orjson
import pytest
import zstandard

from catalog.database import execute, rows
from lineage.ingest import packing
from lineage.ingest.inbox import partitions_ensure
from lineage.ingest.packing import FIRST_ID, dictionaries_expire, dictionary_learn, newest_dictionary, pack
from lineage.queries.raw_events import PackedUnknown, unpack
from tests.builders import dataset, event, schema, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch):
    """Learned from 20 events; a newer dictionary is looked for each time."""
    monkeypatch.setattr(packing, "SAMPLES", 20)
    monkeypatch.setattr(packing, "DICTIONARY_BYTES", 4_096)
    monkeypatch.setattr(packing, "_LOOK_SECONDS", 0.0)


def some(count, column="id"):
    """Events whose schemas are long and alike."""
    columns = [f"{column}_{n}:numeric" for n in range(40)]
    return [event(outputs=[dataset(f"t{n}", facets=schema(*columns))]) for n in range(count)]


def size_of(made):
    return len(pack([orjson.dumps(made)])[0])


def learned():
    return rows("SELECT id FROM lineage_eventdictionary ORDER BY id")


def test_without_a_dictionary():
    body = orjson.dumps(event())
    (packed,) = pack([body])
    assert (unpack(packed), zstandard.get_frame_parameters(packed).dict_id) == (body, 0)


def test_a_dictionary_is_learned_and_used():
    store(*some(150))
    assert (dictionary_learn(), learned()) == (False, [])
    store(*some(250)[150:])
    before = size_of(some(1)[0])
    assert (dictionary_learn(), learned(), newest_dictionary()) == (True, [(FIRST_ID,)], FIRST_ID)
    assert size_of(some(1)[0]) * 2 < before
    body = orjson.dumps(some(1)[0])
    (packed,) = pack([body])
    assert (unpack(packed), zstandard.get_frame_parameters(packed).dict_id) == (body, FIRST_ID)
    stored = [unpack(bytes(row[0])) for row in rows("SELECT body FROM lineage_inboxevent")]
    assert len(stored) == 250


def test_it_is_learned_again_when_events_changed():
    store(*some(250))
    assert [dictionary_learn(), dictionary_learn()] == [True, False]
    execute("UPDATE lineage_eventdictionary SET looked_at = now() - interval '25 hours'")
    assert (dictionary_learn(), learned()) == (False, [(FIRST_ID,)])
    store(*some(300, column="quite_another_name"))
    assert dictionary_learn() is False
    execute("UPDATE lineage_eventdictionary SET looked_at = now() - interval '25 hours'")
    assert (dictionary_learn(), learned()) == (True, [(FIRST_ID,), (FIRST_ID + 1,)])


@pytest.mark.parametrize("packed", [b"", b"no frame", zstandard.ZstdCompressor().compress(b"x" * 100)[:-3]])
def test_what_cannot_be_read_is_said(packed):
    with pytest.raises(PackedUnknown):
        unpack(packed)


def test_a_frame_whose_dictionary_is_gone():
    data = zstandard.ZstdCompressionDict(
        zstandard.train_dictionary(1024, [bytes([n]) * 50 for n in range(200)]).as_bytes()
    )
    packed = zstandard.ZstdCompressor(dict_data=data).compress(b"x" * 100)
    with pytest.raises(PackedUnknown, match="is gone"):
        unpack(packed)


def test_dictionaries_go_when_no_event_can_need_them():
    today = rows("SELECT (now() AT TIME ZONE 'UTC')::date")[0][0]
    partitions_ensure(today)
    for number, days in ((1, 9), (2, 6), (3, 1)):
        execute(
            "INSERT INTO lineage_eventdictionary (id, body, made_at) VALUES (%s, '', now() - make_interval(days => %s))",
            [FIRST_ID + number, days],
        )
    assert (dictionaries_expire(), len(learned())) == (0, 3)
    store(event())
    assert (dictionaries_expire(), learned()) == (1, [(FIRST_ID + 2,), (FIRST_ID + 3,)])
