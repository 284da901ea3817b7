"""What was read from an address or below it, found by an index, however long the address is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.database import execute, rows
from catalog.queries.locations import descriptors_at
from catalog.viewers import SYSTEM
from tests import estate as e
from tests.builders import descriptor, files_source, sync

pytestmark = pytest.mark.django_db
PLACE = "https://example.org/data"
LONG = f"{PLACE}/{'x' * 600}"


@pytest.fixture
def estate(tmp_path):
    places = {"a": f"{PLACE}/a.yaml", "b": f"{PLACE}/b.yaml#L7", "c": f"{PLACE}s/c.yaml", "d": f"{LONG}/d.yaml"}
    e.write(tmp_path, "all.yaml", *(descriptor("Location", name, spec={}) for name in places))
    sync(files_source(tmp_path))
    for name, place in places.items():
        execute(
            "UPDATE catalog_claim c SET url = %s FROM catalog_entity e WHERE e.id = c.entity_id AND e.name = %s",
            [place, name],
        )


def names(target, filename=None):
    return [found.entity["metadata"]["name"] for found in descriptors_at(SYSTEM, target=target, filename=filename)]


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (PLACE, ["a", "b", "d"]),
        (f"{PLACE}/", ["a", "b", "d"]),
        (f"{PLACE}/b.yaml", ["b"]),
        (LONG, ["d"]),
        (f"{LONG}/d.yaml", ["d"]),
        (f"{LONG}/e.yaml", []),
    ],
)
def test_what_was_read_from_an_address_or_below_it(estate, target, found):
    assert names(target) == found


def test_an_index_finds_it(estate):
    execute(
        "WITH made AS (INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, title, tags, restricted, stub, "
        "version) SELECT gen_random_uuid(), 'location:x/n' || n, 'Location', 'x', 'n' || n, 'location', 'n', '{}', false, false, 1 "
        "FROM generate_series(1, 3000) n RETURNING id, name) "
        "INSERT INTO catalog_claim (source_id, entity_id, descriptor, digest, locator, url) "
        "SELECT (SELECT min(source_id) FROM catalog_claim), id, '{}', gen_random_uuid(), '', 'https://example.com/' || name FROM made"
    )
    execute("ANALYZE catalog_claim, catalog_entity")
    with CaptureQueriesContext(connection) as captured:
        names(f"{PLACE}/b.yaml")
    plan = "\n".join(row[0] for row in rows("EXPLAIN " + captured[0]["sql"].replace("%", "%%")))
    assert "claim_by_url" in plan
