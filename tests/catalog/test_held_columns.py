"""Which columns a process holds when they have no room all together."""

from __future__ import annotations

import pytest

from catalog.columns import held
from catalog.columns.held import HeldColumns, Name
from catalog.database import execute

pytestmark = pytest.mark.django_db
KIND, TITLE, TYPE = Name("kind"), Name("metadata.title"), Name("spec.type")
FIELDS = """
INSERT INTO catalog_descriptorfield (entity_id, key, value)
SELECT n, f.key, f.value FROM generate_series(1, 100) AS n, LATERAL (VALUES
  ('kind', 'component'), ('metadata.title', 'a title of its own, the ' || n), ('spec.type', 'service')) AS f(key, value)
"""


@pytest.fixture
def sizes():
    """Bytes of the columns, of which two have room together."""
    execute(FIELDS)
    return {name: held._size(name, *held._source(name)) for name in (KIND, TITLE, TYPE)}


def is_held(columns, *names):
    return [columns.get([name]) is not None for name in names]


def test_a_column_makes_room_for_smaller_ones(sizes):
    columns = HeldColumns(budget=sizes[KIND] + sizes[TITLE] + 100)
    columns.load([KIND, TITLE])
    assert is_held(columns, KIND, TITLE, TYPE) == [True, True, False]
    columns.load([TYPE])
    assert is_held(columns, KIND, TITLE, TYPE) == [True, False, True]
    columns.load([TITLE])
    assert is_held(columns, KIND, TITLE, TYPE) == [True, False, True]


def test_no_column_goes_where_that_is_not_enough(sizes):
    columns = HeldColumns(budget=sizes[TITLE] - 1)
    columns.load([KIND])
    columns.load([TITLE])
    assert is_held(columns, KIND, TITLE) == [True, False]
    columns = HeldColumns(budget=sizes[KIND] - 1)
    columns.load([KIND])
    assert is_held(columns, KIND) == [False]
