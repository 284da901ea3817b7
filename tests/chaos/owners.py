"""`python -m tests.chaos.owners`: owners changed through every door survive full re-syncs with kills, and are undone exactly.

Each round every descriptor says something else of the owner, the read is killed halfway, so is a worker, and the source is
then read to its end. What people decided has to stand after each; after the undo everything is as it was before.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from tests.chaos.experiment import database, say
from tests.chaos.nemesis import Nemesis
from tests.product import REPOSITORY, Product, scratch_folder, wait_for

ENTITIES, BULK, TEAMS = 400, 200, 5
ONE_BY_ONE = {"admin": 0, "ui": 1, "graphql": 2}
MUTATION = """mutation ($input: OwnerSetInput!) {
  ownerSet(input: $input) { changeSet { id state entityCount } userErrors { message } } }"""
CONFIG = """sources:
  - {key: shop, title: Shop, kind: files, trusted_for_owners: true, config: {root: %s, patterns: ["*.yaml"]}}
"""
WAITING = """SELECT (SELECT count(*) FROM catalog_ownershiprequest) + (SELECT count(*) FROM catalog_healthrequest)
  + (SELECT count(*) FROM catalog_stitchrequest)"""
OWNERS = (
    "SELECT ref, owner_ref, owner_state FROM catalog_entity WHERE kind = 'dataset' AND deleted_at IS NULL ORDER BY ref"
)


def ref(number: int) -> str:
    """Name of one dataset."""
    return f"resource:default/t{number:03}"


def write_estate(folder: Path, shift: int) -> None:
    """Every dataset is declared to belong to a team, another one with every shift."""
    parts = [
        f"apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: team-{n}}}\n"
        "spec: {type: team, children: []}\n"
        for n in range(TEAMS)
    ]
    parts += [
        f"apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {{name: t{n:03}, description: Read {shift}}}\n"
        f"spec: {{type: table, owner: team-{(n + shift) % (TEAMS - 1)}}}\n"
        for n in range(ENTITIES)
    ]
    (folder / "all.yaml").write_text("---\n".join(parts))


class Doors:
    """The doors through which owners are changed."""

    def __init__(self, product: Product) -> None:
        self.base = f"http://127.0.0.1:{product.port}"
        scopes = ("catalog:read", "ownership:write", "ownership:bulk", "graphql:adhoc", "audit:read")
        asked = [part for scope in scopes for part in ("--scope", scope)]
        token = product.manage("token", "create", "--name", "owners", *asked, "--quiet").strip()
        self.tool = requests.Session()
        self.tool.headers["Authorization"] = f"Bearer {token}"
        self.browser = requests.Session()
        self._form("/admin/login/", next="/admin/", username="admin", password=product.password())

    def _form(self, path: str, **fields: Any) -> str:
        page = self.browser.get(self.base + path)
        secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert secret, page.text[:500]
        answer = self.browser.post(
            self.base + path,
            data={"csrfmiddlewaretoken": secret.group(1), **fields},
            headers={"Referer": self.base + path},
        )
        assert answer.status_code == 200, answer.text[:500]
        return answer.text

    def admin(self, entity: int, version: int, owner: str) -> str:
        """Preview and apply on the entity's page in the admin."""
        path = f"/admin/catalog/entity/{entity}/change/"
        given = {"command": "owner_set", "team": owner, "reason": "By hand.", "version": version}
        plan = re.search(r'name="change_set" value="([^"]+)"', self._form(path, step="preview", **given))
        assert plan
        self._form(path, step="apply", change_set=plan.group(1))
        return plan.group(1)

    def graphql(self, client: requests.Session, name: str, owner: str) -> str:
        """The mutation, as the web UI sends it from a session or a tool with its token."""
        given: Any = {"entities": {"refs": [name]}, "owner": owner, "reason": "By hand."}
        answer = client.post(
            f"{self.base}/graphql",
            json={"query": MUTATION, "variables": {"input": given}},
            headers={"X-CSRFToken": client.cookies.get("csrftoken") or "", "Referer": self.base},
        ).json()
        payload = answer["data"]["ownerSet"]
        assert payload["userErrors"] == [], payload
        return str(payload["changeSet"]["id"])

    def rest(self, path: str, **body: Any) -> dict[str, Any]:
        """A command by REST, which has to succeed."""
        answer = self.tool.post(f"{self.base}/api/portal/v1/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def owners(product: Product) -> list[tuple[Any, ...]]:
    """Owner and state of every dataset."""
    with database(product) as link:
        return link.execute(OWNERS).fetchall()


def settled(product: Product) -> bool:
    """Whether nothing waits for the workers."""
    with database(product) as link:
        return link.execute(WAITING).fetchall() == [(0,)]


def change_owners(product: Product, doors: Doors) -> list[str]:
    """One owner through each door, then 200 at once; the change sets."""
    with database(product) as link:
        entity, version = link.execute(
            "SELECT id, version FROM catalog_entity WHERE ref = %s", [ref(ONE_BY_ONE["admin"])]
        ).fetchall()[0]
    last = f"group:default/team-{TEAMS - 1}"
    sets = [doors.admin(int(str(entity)), int(str(version)), last)]
    sets.append(doors.graphql(doors.browser, ref(ONE_BY_ONE["ui"]), last))
    sets.append(doors.graphql(doors.tool, ref(ONE_BY_ONE["graphql"]), last))
    chosen = {"refs": [ref(n) for n in range(100, 100 + BULK)]}
    plan = doors.rest("owners/set", entities=chosen, owner=last, reason="Reorganised.", dry_run=True)["change_set"]
    assert (plan["state"], plan["entity_count"]) == ("planned", BULK), plan
    sets.append(doors.rest("change-sets/apply", id=plan["id"])["change_set"]["id"])
    return sets


def interrupted_sync(product: Product, dice: random.Random) -> None:
    """Start to read the source and kill the reader somewhere on the way."""
    reader = subprocess.Popen(
        [sys.executable, "manage.py", "sync", "shop"],
        cwd=REPOSITORY,
        env=product.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        reader.wait(dice.uniform(1.0, 2.5))
    except subprocess.TimeoutExpired:
        reader.kill()
        reader.wait()


def time_passes(product: Product) -> int:
    """The five minutes after which a read without a sign of life counts as dead; how many died so."""
    with database(product) as link:
        return link.execute(
            "UPDATE catalog_sync SET heartbeat_at = now() - interval '6 minutes' WHERE state = 'running'"
        ).rowcount


def experiment(product: Product, folder: Path, *, rounds: int, seed: int) -> list[str]:
    """What went wrong; empty when every promise held."""
    dice, nemesis, wrong = random.Random(seed), Nemesis(product, seed=seed, kills=0), list[str]()
    broken_off = 0
    write_estate(folder, 0)
    product.start_and_wait()
    product.manage("sync", "shop")
    wait_for(lambda: settled(product), "the first owners")
    before, doors = owners(product), Doors(product)
    sets = change_owners(product, doors)
    wait_for(lambda: settled(product), "the changes")
    decided = {row[0]: row for row in owners(product) if row[2] == "overridden"}
    say(f"{len(decided)} owners changed by {len(sets)} change sets; {rounds} rounds")
    for number in range(1, rounds + 1):
        write_estate(folder, number)
        interrupted_sync(product, dice)
        wait_for(lambda: nemesis.kill("worker"), "a worker to kill")
        broken_off += time_passes(product)
        product.manage("sync", "shop")
        wait_for(lambda: settled(product), f"round {number} to settle")
        now = {row[0]: row for row in owners(product)}
        lost = [name for name, row in decided.items() if now.get(name) != row]
        declared = sum(
            row[1] == f"group:default/team-{(int(name[-3:]) + number) % (TEAMS - 1)}"
            for name, row in now.items()
            if name not in decided
        )
        if lost or declared != ENTITIES - len(decided):
            wrong.append(f"round {number}: {len(lost)} decisions lost, {declared} follow their descriptor")
    write_estate(folder, 0)
    product.manage("sync", "shop")
    wait_for(lambda: settled(product), "the descriptors of the beginning")
    with database(product) as link:
        counted = link.execute("SELECT action, count(*) FROM catalog_auditentry WHERE action LIKE 'owner%' GROUP BY 1")
        lines = {str(action): count for action, count in counted.fetchall()}
    say(f"{len(nemesis.kills)} workers killed, {broken_off} of {rounds} reads broken off halfway; audit {lines}")
    for change_set in reversed(sets):
        doors.rest("change-sets/undo", id=change_set, reason="Back.")
    wait_for(lambda: settled(product), "the undo")
    if owners(product) != before:
        wrong.append("the undo is not exact")
    return wrong


def main() -> int:
    """0 when every promise held."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.owners", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    folder = scratch_folder("headwater-owners-")
    estate = folder / "estate"
    estate.mkdir()
    (folder / "headwater.yaml").write_text(CONFIG % estate)
    product = Product(folder / "home", HEADWATER_CONFIG=str(folder / "headwater.yaml"))
    try:
        wrong = experiment(product, estate, rounds=options.rounds, seed=options.seed)
    finally:
        product.destroy()
        shutil.rmtree(folder, ignore_errors=True)
    for line in wrong:
        say(f"FAIL {line}")
    if not wrong:
        say("every decision stood in every round, and the undo was exact")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
