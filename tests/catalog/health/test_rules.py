"""The rules document: what is right is taken, what is wrong is named by line, and nothing is half taken."""

from __future__ import annotations

import pytest

from catalog.answers import CheckSeverity, Level
from catalog.health.registry import checks_installed
from catalog.health.rules import RulesRefused, rules_parse
from catalog.health.rulesets import DEFAULT, rules_in_force, rules_publish
from catalog.names import Kind

GOOD = """\
apiVersion: portal/v1
kind: HealthRules
dimensions: {freshness: 20, ownership: 12}
checks:
  - {check: freshness.on_time, weight: 10, severity: blocker}
  - {check: ownership.confirmed, params: {days: 90}}
applies:
  - {tiers: [1], weights: {freshness: 30}}
  - {types: [view], not_applicable: [freshness.on_time]}
levels:
  bronze: {condition: 60, window_days: 7, requires: [ownership.confirmed]}
"""


def parse(text: str):
    return rules_parse(text, version=3, installed=checks_installed())


def problems(text: str) -> list[str]:
    with pytest.raises(RulesRefused) as refused:
        parse(text)
    return [str(problem) for problem in refused.value.problems]


def test_it_works():
    rules = parse(GOOD)
    assert (rules.version, [r.check.name for r in rules.checks]) == (3, ["freshness.on_time", "ownership.confirmed"])
    assert (rules.checks[0].weight, rules.checks[0].severity) == (10.0, CheckSeverity.BLOCKER)
    assert (rules.checks[1].weight, rules.checks[1].check.param) == (1.0, {"days": 90.0})
    assert rules.gates[Level.BRONZE].condition == 60
    assert rules.weights_for(Kind.DATASET, "table", 1) == ({"freshness": 30.0, "ownership": 12.0}, frozenset())
    assert rules.weights_for(Kind.DATASET, "view", 3) == (
        {"freshness": 20.0, "ownership": 12.0},
        frozenset({"freshness.on_time"}),
    )


def test_the_products_own_rules_are_right():
    rules = parse(DEFAULT.read_text())
    assert len(rules.checks) == len(checks_installed()) == 13
    assert list(rules.gates) == [Level.BRONZE, Level.SILVER, Level.GOLD]


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        (
            "  - {check: freshness.on_time, weight: 10, severity: blocker}",
            "  - {check: freshness.nonsense}",
            "line 5: checks[0].check: 'freshness.nonsense' is unknown; installed are ",
        ),
        (
            "weight: 10, severity: blocker",
            "weight: heavy",
            "line 5: checks[0].weight: must be a number from 0 to 1000",
        ),
        (
            "severity: blocker",
            "severity: fatal",
            "line 5: checks[0].severity: 'fatal' is unknown; accepted are normal, blocker",
        ),
        (
            "params: {days: 90}",
            "params: {weeks: 9}",
            "line 6: checks[1].params.weeks: is unknown for ownership.confirmed",
        ),
        ("params: {days: 90}", "params: {days: ninety}", "line 6: checks[1].params.days: must be a number"),
        ("tiers: [1]", "tiers: [7]", "line 8: applies[0].tiers[0]: must be a whole number from 1 to 5"),
        ("condition: 60", "condition: 160", "line 11: levels.bronze.condition: must be a whole number from 0 to 100"),
        ("  bronze:", "  copper:", "line 11: levels.copper: is unknown; accepted are bronze, gold, silver"),
        ("kind: HealthRules", "kind: Rules", "line 2: kind: must be HealthRules"),
    ],
)
def test_what_is_wrong_is_named_by_line(line, instead, said):
    assert line in GOOD
    found = problems(GOOD.replace(line, instead))
    assert any(problem.startswith(said) for problem in found), found


def test_everything_that_is_wrong_is_said_at_once():
    text = GOOD.replace("weight: 10", "weight: heavy").replace("condition: 60", "condition: many")
    assert [problem.partition(":")[0] for problem in problems(text)] == ["line 5", "line 11"]


def test_what_is_no_yaml_is_refused():
    assert problems("checks: [}")[0].startswith("line 1: document: ")


@pytest.mark.django_db
def test_publishing_what_is_wrong_leaves_what_is_in_force():
    assert rules_in_force().version == 0
    assert rules_publish(GOOD, by="anna") == (1, True)
    assert rules_publish(GOOD, by="anna") == (1, False)
    with pytest.raises(RulesRefused):
        rules_publish(GOOD.replace("freshness.on_time", "no.such"), by="anna")
    assert (rules_in_force().version, len(rules_in_force().checks)) == (1, 2)
    assert rules_publish(GOOD.replace("weight: 10", "weight: 11"), by="anna") == (2, True)
    assert rules_in_force().checks[0].weight == 11.0


def test_a_check_that_is_not_installed_any_more_is_passed_over_in_what_was_published():
    installed = checks_installed()
    del installed["freshness.on_time"]
    rules = rules_parse(GOOD, version=3, installed=installed, published=True)
    assert [rule.check.name for rule in rules.checks] == ["ownership.confirmed"]
    assert rules.weights_for(Kind.DATASET, "view", 3)[1] == frozenset()
