"""Who asks, and who sends. What needs the settings is imported inside: pytest reads this file before them."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def door():
    """The Marquez door, to a token that may read the catalog and events."""
    from tests.portal.marquez.asking import Door

    return Door()


@pytest.fixture
def producer(monkeypatch):
    """A client that may send events. The broker is not asked: the table is the queue."""
    from portal.api import intake
    from tests.portal.marquez.asking import reader

    monkeypatch.setattr(intake.inbox_apply, "apply_async_on_commit", lambda **options: None)
    return reader("ingest:write")


@pytest.fixture
def send(producer):
    """Send events one by one in this order, and apply them; how many were applied."""
    from lineage.ingest.apply import inbox_drain

    def sending(*events):
        for body in events:
            answer = producer.post("/api/v1/lineage", json.dumps(body), content_type="application/json")
            assert answer.status_code == 201
        return inbox_drain()

    return sending
