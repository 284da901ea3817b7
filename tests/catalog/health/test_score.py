"""Score arithmetic against cases computed by hand."""

from __future__ import annotations

import pytest

from catalog.answers import CheckSeverity, CheckState
from catalog.health.score import Scored, score_of

WEIGHTS = {"freshness": 20.0, "reliability": 15.0, "upstream": 5.0, "ownership": 12.0, "documentation": 12.0}


def scored(check: str, state: str, score: float = 0.0, weight: float = 1.0, **more) -> Scored:
    return Scored(
        check=check,
        dimension=check.partition(".")[0],
        weight=weight,
        severity=more.pop("severity", CheckSeverity.NORMAL),
        state=CheckState(state),
        score=1.0 if state == "pass" else score,
        **more,
    )


def test_it_works():
    # D(freshness) = (10*1 + 6*.5) / 16 = .8125, D(reliability) = .9; all seen:
    # (20*.8125 + 15*.9) / 35 = (16.25 + 13.5) / 35 = .85
    score = score_of(
        [
            scored("freshness.on_time", "pass", weight=10),
            scored("freshness.on_time_rate", "warn", 0.5, weight=6),
            scored("reliability.success_rate", "warn", 0.9, weight=6),
        ],
        WEIGHTS,
    )
    assert (score.condition, score.condition_confidence) == (85, 1.0)
    assert (score.care, score.care_confidence) == (None, 0.0)
    assert score.cap is None


def test_what_is_not_seen_lowers_confidence_and_not_the_score():
    # kappa(freshness) = 6/16 = .375, D = 1; reliability not seen at all: kappa 0.
    # K = (20*.375 + 15*0) / 35 = 7.5/35 = .2143: below .5, so no number.
    score = score_of(
        [
            scored("freshness.on_time", "no_data", weight=10),
            scored("freshness.on_time_rate", "pass", weight=6),
            scored("reliability.success_rate", "error", weight=6),
        ],
        WEIGHTS,
    )
    assert (score.condition, score.condition_confidence) == (None, 0.2143)
    assert score.dimensions["freshness"].score == 1.0
    assert score.dimensions["freshness"].coverage == 0.375
    assert score.dimensions["reliability"].score is None


def test_what_does_not_apply_counts_nowhere():
    # Only on_time counts: D = .5 at full coverage; reliability has nothing applicable and no part in K.
    score = score_of(
        [
            scored("freshness.on_time", "warn", 0.5, weight=10),
            scored("freshness.slo", "not_applicable", weight=4),
            scored("freshness.on_time_rate", "exempt", weight=6),
            scored("reliability.success_rate", "not_applicable", weight=6),
        ],
        WEIGHTS,
    )
    assert (score.condition, score.condition_confidence) == (50, 1.0)
    assert "reliability" not in score.dimensions


def test_lost_points_add_up_to_what_is_missing():
    # Condition: freshness kappa 1 D .6 (10*.3+6*1.0 = 9 of 16 -> .5625), reliability kappa .5 D .2
    # seen = 20*1 + 15*.5 = 27.5; Condition = 100*(20*.5625 + 7.5*.2)/27.5 = 100*(11.25+1.5)/27.5 = 46.36
    score = score_of(
        [
            scored("freshness.on_time", "fail", 0.3, weight=10),
            scored("freshness.on_time_rate", "pass", weight=6),
            scored("reliability.last_run", "no_data", weight=3),
            scored("reliability.success_rate", "fail", 0.2, weight=3),
        ],
        WEIGHTS,
    )
    assert score.condition == 46
    # 20/27.5 * 10/16 * .7 = .31818; 7.5/27.5 * 1 * .8 = .21818
    assert score.lost == pytest.approx(
        {"freshness.on_time": 31.818, "freshness.on_time_rate": 0.0, "reliability.success_rate": 21.818}, abs=0.001
    )
    assert sum(score.lost.values()) == pytest.approx(100 - 46.3636, abs=0.001)


def test_care_is_counted_apart():
    # ownership D = (5*1 + 3*.3)/8 = .7375, documentation D = .5: (12*.7375 + 12*.5)/24 = .61875
    score = score_of(
        [
            scored("freshness.on_time", "pass", weight=10),
            scored("ownership.valid", "pass", weight=5),
            scored("ownership.undisputed", "warn", 0.3, weight=3),
            scored("documentation.description", "warn", 0.5, weight=4),
        ],
        WEIGHTS,
    )
    assert (score.condition, score.care) == (100, 62)


def test_what_others_inherit_leaves_out_what_it_inherited():
    # own = (20*1 + 15*.5)/35 = .785714 -> loss .2143; Condition also has upstream 0: (20 + 7.5 + 0)/40 = .6875
    score = score_of(
        [
            scored("freshness.on_time", "pass", weight=10),
            scored("reliability.success_rate", "warn", 0.5, weight=6),
            scored("upstream.condition", "fail", 0.0, weight=5),
        ],
        WEIGHTS,
    )
    assert (score.condition, score.own_loss) == (69, 0.2143)


@pytest.mark.parametrize(
    ("more", "condition", "cap"),
    [
        ({"freshness": "missed"}, 59, "A whole cycle passed without an arrival."),
        ({"freshness": "late"}, 85, None),
        ({"severity": CheckSeverity.BLOCKER}, 69, "freshness.on_time failed, which is a blocker."),
        ({"failed_in_a_row": 3}, 59, "The last 3 runs failed."),
        ({"failed_in_a_row": 2}, 85, None),
    ],
)
def test_caps(more, condition, cap):
    # freshness D = (1*0 + 19*1)/20 ... weights 3 and 17: .85; capped where it must be
    score = score_of(
        [
            scored("freshness.on_time", "fail", 0.0, weight=3, **more),
            scored("freshness.on_time_rate", "pass", weight=17),
        ],
        WEIGHTS,
    )
    assert (score.condition, score.cap) == (condition, cap)


def test_a_cap_never_raises():
    score = score_of(
        [scored("freshness.on_time", "fail", 0.0, weight=10, severity=CheckSeverity.BLOCKER, freshness="stopped")],
        WEIGHTS,
    )
    assert (score.condition, score.cap) == (0, None)
