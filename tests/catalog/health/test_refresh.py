"""Health from end to end: judged when something changed, when time is up, and at night; kept, explained, remembered."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalog.answers import CheckState, HealthNumber, Level
from catalog.commands.owners import owner_set
from catalog.commands.selection import EntitySelection
from catalog.database import execute, rows
from catalog.health import judge, refresh
from catalog.health.check import HealthCheck, Verdict
from catalog.health.refresh import health_pending, health_recheck, health_refresh, health_sweep
from catalog.health.registry import checks_installed
from catalog.health.rules import rules_parse
from catalog.health.rulesets import rules_in_force
from catalog.names import Kind
from catalog.queries.health import check_list, health_get
from catalog.queues import HEALTH
from tests.builders import ADMIN, dataset_ref, descriptor, event, files_source, ingest, job_ref, settle, sync
from tests.estate import write

pytestmark = pytest.mark.django_db
ORDERS = "resource:default/orders"
TEAM = "group:default/team-a"
RULES = Path(refresh.__file__).with_name("rules.yaml")
TEXT = "All orders of the shop, one row for each of them, since the first day."


@pytest.fixture
def orders(tmp_path) -> int:
    write(
        tmp_path,
        "all.yaml",
        descriptor("Group", "team-a", spec={"type": "team", "children": []}),
        descriptor("Resource", "orders", description=TEXT, spec={"type": "table", "owner": "team-a"}),
        descriptor("Resource", "refunds", description=TEXT, spec={"type": "table", "owner": "team-a"}),
    )
    sync(files_source(tmp_path))
    settle()
    return entity(ORDERS)


def entity(ref: str) -> int:
    return rows("SELECT id FROM catalog_entity WHERE ref = %s", [ref])[0][0]


def report(ref: str = ORDERS, **at):
    return health_get(ADMIN, refs=[ref], **at)[0]


def states(ref: str = ORDERS) -> dict[str, str]:
    return {verdict.check: verdict.state.value for verdict in report(ref).verdicts}


def waiting() -> int:
    return HEALTH.backlog()[0]


def test_it_works(orders):
    found = report()
    assert states() == {
        **{"freshness.on_time": "no_data", "freshness.on_time_rate": "no_data", "freshness.slo": "not_applicable"},
        **{"reliability.last_run": "not_applicable", "reliability.success_rate": "not_applicable"},
        **{"quality.tests": "no_data", "upstream.condition": "not_applicable"},
        **{"ownership.valid": "pass", "ownership.undisputed": "pass", "ownership.confirmed": "fail"},
        **{"documentation.description": "pass", "documentation.columns": "no_data"},
        "documentation.runbook": "not_applicable",
    }
    # Care: ownership (5 + 3 + 0)/9, documentation 1 seen at half: (12 * 8/9 + 12 * .5 * 1) / (12 + 6) = .9259
    assert (found.care, found.care_confidence) == (93, 0.75)
    assert (found.condition, found.condition_confidence, found.level) == (None, 0.0, Level.NONE)
    assert [(r.check, r.text) for r in found.remedies][0] == ("ownership.confirmed", "Confirm the owner.")
    assert [(d.key, d.condition, d.coverage) for d in found.dimensions] == [
        ("freshness", True, 0.0),
        ("quality", True, 0.0),
        ("ownership", False, 1.0),
        ("documentation", False, 0.5),
    ]


def test_who_is_named_by_ref_comes_with_title(orders):
    execute("UPDATE catalog_entity SET title = 'Team A' WHERE ref = %s", [TEAM])
    assert "Nobody confirmed group:default/team-a in the last" in " ".join(v.text for v in report().verdicts)
    assert [(link.ref, link.title, link.exists) for link in report().mentions] == [(TEAM, "Team A", True)]


def test_evidence_names_the_cause_by_its_ref(orders):
    execute(
        "UPDATE catalog_healthledger SET verdicts = (SELECT jsonb_agg(v || jsonb_build_object('evidence', "
        "jsonb_build_object('near_cause', %s::int, 'far_cause', NULL))) FROM jsonb_array_elements(verdicts) v) "
        "WHERE entity_id = %s",
        [entity("resource:default/refunds"), orders],
    )
    assert report().verdicts[0].evidence == {"near_cause": "resource:default/refunds", "far_cause": None}
    assert [link.ref for link in report().mentions] == [TEAM, "resource:default/refunds"]


def test_every_check_says_which_number_it_counts_for():
    found = {number: {c.dimension for c in check_list(ADMIN) if c.counts_for == number} for number in HealthNumber}
    assert found == {
        HealthNumber.CONDITION: {"freshness", "reliability", "quality", "upstream"},
        HealthNumber.CARE: {"ownership", "documentation"},
    }


def test_judged_again_and_unchanged_no_stretch_is_written(orders):
    before = rows("SELECT since FROM catalog_healthstate WHERE entity_id = %s", [orders])
    HEALTH.ask([orders])
    assert health_pending() == 1
    assert rows("SELECT count(*) FROM catalog_healthchange") == [(0,)]
    assert rows("SELECT count(*) FROM catalog_verdictchange") == [(0,)]
    assert rows("SELECT since FROM catalog_healthstate WHERE entity_id = %s", [orders]) == before


def test_what_changes_leaves_its_stretch_behind(orders):
    before = datetime.now(UTC)
    owner_set(ADMIN, entities=EntitySelection(refs=(ORDERS,)), owner=TEAM, reason="Ours.")
    assert waiting() > 0
    settle()
    assert states()["ownership.confirmed"] == "pass"
    assert report().care == 100
    (then,) = health_get(ADMIN, refs=[ORDERS], as_of=before)
    assert (then.care, then.rules_version) == (93, 0)
    assert {v.check: v.state.value for v in then.verdicts}["ownership.confirmed"] == "fail"
    assert [point.care for point in report().history] == [93, 100]
    assert report().history[0].until == report().history[1].since


def test_what_was_not_known_then_has_no_health(orders):
    (then,) = health_get(ADMIN, refs=[ORDERS], as_of=datetime(2020, 1, 1, tzinfo=UTC))
    assert (then.condition, then.care, then.level, then.verdicts, then.history) == (None, None, Level.NONE, (), ())


def test_the_sweep_finds_what_slipped_through(orders):
    assert health_sweep() == 0
    execute("DELETE FROM catalog_healthstate WHERE entity_id = %s", [orders])
    assert health_sweep() == 1
    assert report().care == 93
    execute(
        "UPDATE catalog_entity SET owner_state = 'orphan', owner_ref = NULL, updated_at = clock_timestamp() + interval '1 s' "
        "WHERE id = %s",
        [orders],
    )
    assert health_sweep() == 1
    assert states()["ownership.valid"] == "fail"


def test_nobody_is_asked_to_confirm_an_owner_who_is_gone(orders):
    execute("UPDATE catalog_entity SET owner_state = 'stale' WHERE id = %s", [orders])
    health_refresh([orders])
    found = states()
    assert (found["ownership.valid"], found["ownership.confirmed"]) == ("fail", "not_applicable")


def test_time_alone_is_noticed(orders):
    execute("UPDATE catalog_healthstate SET recheck_at = now() - interval '1 second' WHERE entity_id = %s", [orders])
    assert health_recheck() == 1
    assert (health_recheck(), waiting()) == (0, 1)
    assert health_pending() == 1


def test_what_is_gone_has_no_health(orders, tmp_path):
    write(tmp_path, "all.yaml", descriptor("Group", "team-a", spec={"type": "team", "children": []}))
    sync("files")
    settle()
    assert rows("SELECT count(*) FROM catalog_healthstate") == [(0,)]


def test_a_bad_parent_costs_those_downstream_and_is_named():
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    loads, builds = [], []
    for n in range(30, 0, -1):
        at = (midnight - timedelta(days=n) + timedelta(minutes=10)).isoformat()
        loads.append({**event("load", "COMPLETE" if n > 6 else "FAIL", outputs=["raw"]), "eventTime": at})
        builds.append({**event("build", inputs=["raw"], outputs=["mart"]), "eventTime": at})
    ingest(*loads, *builds)
    settle()
    load, raw, mart = (report(ref) for ref in (job_ref("load"), dataset_ref("raw"), dataset_ref("mart")))
    # Freshness (10 * 0 + 6 * 1)/16 = .375, reliability (3 * 0 + 6 * .7072)/9 = .4715: (20 * .375 + 15 * .4715)/35 = .4163
    assert (load.condition, raw.condition) == (42, 42)
    (cause,) = [v for v in mart.verdicts if v.check == "upstream.condition"]
    # raw, two hops up, has lost .5837; a hop beyond the first counts .6
    assert (cause.state, cause.score) == (CheckState.WARN, 0.6498)
    assert cause.text == "The worst of what it is made from costs it 35%."
    assert cause.attributed_to.ref == raw.entity.ref


# --- plug-ins ---------------------------------------------------------------------------------------------------------


class Fake(HealthCheck):
    """A check of somebody else."""

    name, title, description = "documentation.fake", "Fake", "Looks at nothing."
    dimension, weight, applies_to = "documentation", 1.0, frozenset({Kind.DATASET})

    def judge(self, subjects, now):
        """Good, all of them."""
        return [Verdict(entity_id=s.id, state=CheckState.PASS, text="Fine.") for s in subjects]


class Raises(Fake):
    def judge(self, subjects, now):
        """Breaks the transaction, and then itself."""
        yield Verdict(entity_id=subjects[0].id, state=CheckState.PASS, text="Fine.")
        execute("SELECT 1 / 0")


class Hangs(Fake):
    def judge(self, subjects, now):
        """Never answers."""
        while True:
            time.sleep(0.01)


class Silent(Fake):
    def judge(self, subjects, now):
        """Says nothing, and something of an entity it was not asked about."""
        return [Verdict(entity_id=-1, state=CheckState.PASS, text="Fine.")]


@pytest.mark.parametrize(
    ("plugin", "state", "text"),
    [
        (Fake, "pass", "Fine."),
        (Raises, "error", "The check broke: DataError."),
        (Hangs, "error", "The check broke: CheckHangs."),
        (Silent, "no_data", "The check said nothing."),
    ],
)
def test_a_plugin_fails_for_itself_alone(orders, monkeypatch, plugin, state, text):
    installed = checks_installed() | {"documentation.fake": plugin}
    runbook = "  - {check: documentation.runbook, weight: 2}\n"
    document = RULES.read_text().replace(runbook, runbook + "  - {check: documentation.fake, weight: 1}\n")
    rules = rules_parse(document, version=9, installed=installed)
    monkeypatch.setattr(refresh, "rules_in_force", lambda: rules)
    monkeypatch.setattr(judge, "CHECK_SECONDS", 0.2)
    before = states()
    health_refresh([orders, entity("resource:default/refunds")])
    after = states()
    assert after.pop("documentation.fake") == state
    assert after == before
    (fake,) = [verdict for verdict in report().verdicts if verdict.check == "documentation.fake"]
    assert fake.text == text


def test_other_rules_are_a_mark_in_the_history(orders, monkeypatch):
    rules = rules_in_force()
    later = rules_parse(RULES.read_text(), version=7, installed=checks_installed())
    monkeypatch.setattr(refresh, "rules_in_force", lambda: later)
    assert health_sweep() == 2
    assert [point.rules_version for point in report().history] == [rules.version, 7]
