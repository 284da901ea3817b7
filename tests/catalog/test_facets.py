"""Counts beside a search: the most frequent value first, but tiers in their own order."""

from __future__ import annotations

import pytest
import yaml

from catalog.answers import FacetField
from catalog.queries.facets import entity_count
from tests.builders import VIEWER, descriptor, files_source, sync

pytestmark = pytest.mark.django_db


def test_tiers_come_in_their_own_order(tmp_path):
    tiers = ["3", "1", "2", "3", "3", "1"]
    tables = [
        descriptor(
            "Resource",
            f"table-{number}",
            annotations={"headwater.dev/tier": tier},
            spec={"type": "view" if tier == "3" else "table", "owner": "team"},
        )
        for number, tier in enumerate(tiers)
    ]
    (tmp_path / "catalog-info.yaml").write_text(yaml.safe_dump_all(tables))
    sync(files_source(tmp_path))
    facets = entity_count(VIEWER, by=[FacetField.TIER, FacetField.TYPE])
    assert [[(value.value, value.count) for value in facet.values] for facet in facets] == [
        [("1", 2), ("2", 1), ("3", 3)],
        [("table", 3), ("view", 3)],
    ]
