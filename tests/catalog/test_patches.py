"""Edits as patches: what is merged into the descriptor file makes the file say what the edits say, and nothing else."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import Any

import pytest
import yaml

from catalog.commands.entities import entity_update
from catalog.commands.field_values import LinkInput
from catalog.commands.selection import EntitySelection
from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.ingest.descriptor import descriptor_findings
from catalog.queries.entities import NameInput, entity_get
from catalog.queries.patches import patch_list
from tests.builders import ADMIN, VIEWER, dataset_ref, descriptor, event, files_source, ingest, settle, sync
from tests.estate import write

pytestmark = pytest.mark.django_db
ORDERS = "resource:default/orders"
TITLE = "metadata.title"
FILE = """\
# Kept by hand.
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: orders
  title: Orders  # short
  tags: [pii, shop]
spec: {type: table, owner: team-a}
"""


def one(*refs: str) -> EntitySelection:
    return EntitySelection(refs=refs or (ORDERS,))


@pytest.fixture(autouse=True)
def estate(tmp_path):
    write(tmp_path, "teams.yaml", descriptor("Group", "team-a", spec={"type": "team", "children": []}))
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "orders.yaml").write_text(FILE)
    sync(files_source(tmp_path))
    settle()
    return tmp_path


def edit(**values: Any) -> str:
    return entity_update(ADMIN, entities=one(), **values).change_set.id


def merged(target: Any, patch: Any) -> Any:
    """As RFC 7396 says, and as tools that merge YAML do."""
    if not isinstance(patch, dict):
        return patch
    base = target if isinstance(target, dict) else {}
    return {**base, **{key: merged(base.get(key), value) for key, value in patch.items()}}


def test_it_works():
    edit(title="Orders by day", description="One row\nfor each.", tier=2, remove_tags=["pii"], add_tags=["gold"])
    (patch,) = patch_list(ADMIN)
    assert (patch.entity.ref, patch.source, patch.item, patch.url) == (ORDERS, "files", "catalog/orders.yaml:2", None)
    assert patch.fragment == (
        "apiVersion: backstage.io/v1alpha1\n"
        "kind: Resource\n"
        "metadata:\n"
        "  name: orders\n"
        "  title: Orders by day\n"
        "  description: |-\n"
        "    One row\n"
        "    for each.\n"
        "  annotations:\n"
        "    headwater.dev/tier: '2'\n"
        "  tags:\n"
        "  - shop\n"
        "  - gold\n"
    )
    assert patch.diff.startswith("--- a/catalog/orders.yaml\n+++ b/catalog/orders.yaml\n@@ ")
    assert "-  title: Orders\n+  title: Orders by day\n" in patch.diff
    assert "-  - pii\n" in patch.diff


def test_what_is_merged_into_the_file_makes_every_edit_redundant(estate):
    edit(
        title="Ümläut: “quoted” # no comment",
        description="- not a list\n\n`code`: |\n  text\n",
        lifecycle="production",
        tier=1,
        add_tags=["gold"],
        remove_tags=["pii"],
        links=[LinkInput(url="https://example.com/a?b=c#d", title="yes")],
    )
    (patch,) = patch_list(ADMIN)
    path = estate / "catalog" / "orders.yaml"
    path.write_text(yaml.safe_dump(merged(yaml.safe_load(FILE), yaml.safe_load(patch.fragment))))
    assert sync("files").issues == ()
    settle()
    (after,) = patch_list(ADMIN)
    assert (after.fields, after.fragment, after.diff) == ((), "", "")
    assert after.redundant == patch.fields
    (detail,) = entity_get(ADMIN, names=[NameInput(ref=ORDERS)])
    assert {p.field for p in detail.provenance if p.redundant} == set(patch.fields)
    assert not any(p.hides_newer for p in detail.provenance)


def test_the_diff_applies_to_a_file_as_it_was_read(estate, tmp_path_factory):
    work = tmp_path_factory.mktemp("work")
    edit(title="Two", links=[])
    write(estate, "catalog/orders.yaml", yaml.safe_load(FILE))
    (patch,) = patch_list(ADMIN)
    assert patch.fields == (TITLE,)  # no links are no links
    write(work, "catalog/orders.yaml", yaml.safe_load(FILE))
    done = subprocess.run(
        ["git", "apply", "-"], cwd=work, input=patch.diff, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load((work / "catalog/orders.yaml").read_text())["metadata"]["title"] == "Two"


def test_an_edit_that_the_file_says_already_is_left_out():
    edit(title="Orders", add_tags=["shop", "gold"])
    (patch,) = patch_list(ADMIN)
    assert (patch.fields, patch.redundant) == (("metadata.tags.gold",), ("metadata.tags.shop", TITLE))


def test_without_a_file_it_is_one():
    ingest(event(outputs=["raw"]))
    ref = dataset_ref("raw")
    entity_update(ADMIN, entities=one(ref), title="Raw orders", lifecycle="production")
    (patch,) = patch_list(ADMIN, refs=[ref])
    assert (patch.source, patch.item, patch.url) == (None, None, None)
    whole = yaml.safe_load(patch.fragment)
    assert (whole["metadata"]["title"], whole["spec"]["type"]) == ("Raw orders", "dataset")
    assert whole["metadata"]["annotations"]["openlineage.io/name"] == "raw"
    assert [finding.path for finding in descriptor_findings(whole)] == ["spec.owner"]  # nobody owns it: name a team
    assert patch.diff.startswith("--- /dev/null\n+++ b/catalog-info.yaml\n@@ -0,0 +1,")


def test_of_a_change_set_of_refs_and_of_all(estate):
    write(estate, "more.yaml", descriptor("Resource", "other", spec={"type": "table", "owner": "team-a"}))
    sync("files")
    settle()
    first = edit(title="One")
    entity_update(ADMIN, entities=one("resource:default/other"), title="Two")
    both = [ORDERS, "resource:default/other"]
    assert [p.entity.ref for p in patch_list(ADMIN)] == both
    assert [p.entity.ref for p in patch_list(ADMIN, change_set=first)] == [ORDERS]
    assert [p.entity.ref for p in patch_list(ADMIN, refs=both[::-1])] == both
    assert patch_list(ADMIN, refs=["group:default/team-a"]) == ()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"refs": [ORDERS], "change_set": "chg_1"}, InvalidError, "change_set: is given beside refs; use one of them"),
        ({"refs": ["resource:default/absent"]}, NotFoundError, "No entity has the ref resource:default/absent."),
        ({"refs": ["nonsense"]}, InvalidError, "kind:namespace/name"),
        ({"refs": [ORDERS] * 101}, TooManyError, "refs: 101 refs were sent; at most 100 are accepted"),
        ({"change_set": "chg_1"}, NotFoundError, "No change set has the id chg_1."),
    ],
)
def test_what_is_refused(arguments, error, message):
    with pytest.raises(error) as wrong:
        patch_list(ADMIN, **arguments)
    assert message in wrong.value.message


def test_a_patch_keeps_names_that_something_hidden_has_too(estate):
    """A team that is called as the entity and its source are."""
    hidden = {"headwater.dev/visibility": "restricted"}
    team = descriptor("Group", "files", annotations=hidden, spec={"type": "team", "children": []})
    write(estate, "more.yaml", team, descriptor("Resource", "files", spec={"type": "table", "owner": "files"}))
    sync("files")
    settle()
    entity_update(ADMIN, entities=one("resource:default/files"), title="Files that arrive")
    (patch,) = patch_list(VIEWER, refs=["resource:default/files"])
    assert (patch.source, yaml.safe_load(patch.fragment)) == (
        "files",
        {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": "Resource",
            "metadata": {"name": "files", "title": "Files that arrive"},
        },
    )
    assert "owner" not in patch.diff


def test_what_is_hidden_has_no_patch(estate):
    hidden = descriptor(
        "Resource",
        "secret",
        annotations={"headwater.dev/visibility": "restricted"},
        spec={"type": "table", "owner": "team-a"},
    )
    write(estate, "secret.yaml", hidden)
    write(
        estate,
        "reader.yaml",
        descriptor("Resource", "reader", spec={"type": "table", "owner": "team-a", "dependsOn": ["resource:secret"]}),
    )
    sync("files")
    settle()
    change_set = entity_update(ADMIN, entities=one("resource:default/secret"), title="Secret").change_set.id
    entity_update(ADMIN, entities=one("resource:default/reader"), title="Reader")
    (patch,) = patch_list(VIEWER)
    assert patch.entity.ref == "resource:default/reader"
    assert "secret" not in patch.diff + patch.fragment
    with pytest.raises(NotFoundError):
        patch_list(VIEWER, refs=["resource:default/secret"])
    with pytest.raises(NotFoundError):
        patch_list(VIEWER, change_set=change_set)
    assert [p.entity.ref for p in patch_list(replace(VIEWER, teams=("group:default/team-a",)))] == [
        *("resource:default/reader", "resource:default/secret")
    ]
