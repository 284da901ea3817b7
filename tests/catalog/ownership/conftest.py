"""A sync resolves owners at its end; the tests of this folder say when that happens."""

from __future__ import annotations

import pytest

from catalog.ingest import pipeline


@pytest.fixture(autouse=True)
def _sync_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "ownership_pending", lambda: 0)
