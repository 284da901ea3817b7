"""GET .../ancestry: the entity, the Locations that led to it, and those that led to them."""

from __future__ import annotations

import pytest

from catalog.names import generated_name
from tests import estate
from tests.builders import descriptor, files_source, sync
from tests.catalog.connectors.builders import component, location
from tests.portal.backstage.registering import post

pytestmark = pytest.mark.django_db


def ancestry(asked, ref):
    """By ref the parents, in the order of the answer; the root first."""
    kind, _, rest = ref.partition(":")
    answer = asked.backstage(f"/entities/by-name/{kind}/{rest}/ancestry").json()
    assert answer["rootEntityRef"] == ref
    told = []
    for item in answer["items"]:
        entity = item["entity"]
        assert entity == asked.backstage(f"/entities/by-uid/{entity['metadata']['uid']}").json()
        name = f"{entity['kind']}:{entity['metadata'].get('namespace', 'default')}/{entity['metadata']['name']}"
        told.append((name.lower(), item["parentEntityRefs"]))
    return told


def test_locations_of_the_web_up_to_the_address_that_was_registered(site):
    asked = estate.asker("admin")
    site.pages |= {"/root": location("root", "one", "two"), "/one": location("one", "a"), "/two": location("two", "a")}
    post(asked, f"{site.url}/root")
    generated = generated_name("url", f"{site.url}/root")
    assert ancestry(asked, f"location:default/{generated}") == [(f"location:default/{generated}", [])]
    sync(generated)
    assert ancestry(asked, "component:default/a") == [
        ("component:default/a", ["location:default/one", "location:default/two"]),
        ("location:default/one", ["location:default/root"]),
        ("location:default/two", ["location:default/root"]),
        ("location:default/root", [f"location:default/{generated}"]),
        (f"location:default/{generated}", []),
    ]
    site.pages["/root"] = location("root", "two")
    sync(generated)
    assert ancestry(asked, "component:default/a")[:2] == [
        ("component:default/a", ["location:default/two"]),
        ("location:default/two", ["location:default/root"]),
    ]


def test_files_of_a_folder_with_patterns_and_a_cycle(tmp_path):
    asked = estate.asker("viewer")
    (tmp_path / "teams").mkdir()
    (tmp_path / "root.yaml").write_text(location("root", "./teams/*.yaml", "x.txt", "loop.txt"))
    (tmp_path / "loop.txt").write_text(location("loop", "root.yaml", "x.txt"))
    (tmp_path / "x.txt").write_text(component("x"))
    (tmp_path / "teams" / "a.yaml").write_text(component("a"))
    (tmp_path / "alone.yaml").write_text(component("alone"))
    sync(files_source(tmp_path))
    assert ancestry(asked, "component:default/alone") == [("component:default/alone", [])]
    assert ancestry(asked, "component:default/a") == [
        ("component:default/a", ["location:default/root"]),
        ("location:default/root", ["location:default/loop"]),
        ("location:default/loop", ["location:default/root"]),
    ]
    assert ancestry(asked, "component:default/x")[0] == (
        "component:default/x",
        ["location:default/loop", "location:default/root"],
    )


def test_a_hidden_location_is_told_to_nobody(tmp_path):
    hidden = descriptor("Location", "secret", annotations=estate.RESTRICTED, spec={"target": "x.txt"})
    estate.write(tmp_path, "root.yaml", hidden)
    (tmp_path / "x.txt").write_text(component("x"))
    sync(files_source(tmp_path))
    assert ancestry(estate.asker("viewer"), "component:default/x") == [("component:default/x", [])]
    assert ancestry(estate.asker("admin"), "component:default/x") == [
        ("component:default/x", ["location:default/secret"]),
        ("location:default/secret", []),
    ]
