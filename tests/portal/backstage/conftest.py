"""The small estate, asked by a viewer."""

from __future__ import annotations

import pytest


@pytest.fixture
def door(tmp_path):
    from tests import estate  # it needs the settings, which are read after this file
    from tests.portal.backstage.asking import fill

    fill(tmp_path)
    return estate.asker("viewer")


@pytest.fixture
def site(settings):
    """A web site that may be asked, with a descriptor at /a."""
    from tests.catalog.connectors.builders import component
    from tests.web import allowing, web

    with web() as served:
        settings.OUTGOING = allowing(served)
        served.pages["/a"] = component("a")
        yield served


@pytest.fixture
def say(tmp_path):
    """What the one source says from now on, all of it folded."""
    from tests import estate
    from tests.builders import files_source, settle, sync

    key = files_source(tmp_path)

    def say(*descriptors):
        estate.write(tmp_path, "all.yaml", *descriptors)
        sync(key)
        settle()

    return say


@pytest.fixture
def memory(monkeypatch):
    """Columns of this process, loaded when the test says so."""
    from catalog.columns import held

    found = held.HeldColumns()
    monkeypatch.setattr(held, "HELD", found)
    return found
