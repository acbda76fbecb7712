"""The guard's maths: a fair game for a calibrated model, a short one for a spoilt model."""

from math import exp, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.games import Sport
from livebet.guard.evidence import ALPHA, WRONG, Evidence, threshold
from livebet.guard.phases import PHASES

PROBABILITIES = st.floats(1e-5, 1 - 1e-5)


def chance(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def spoilt(seed: int, shift: float, scale: float, good: int = 0) -> tuple[int, str]:
    """After `good` games true log odds are shift + scale · the forecast's: games to alarm, and why."""
    dice, evidence = Random(seed), Evidence()
    for game in range(good + 3_000):
        told = dice.gauss(0.1, 2.0)
        true = told if game < good else shift + scale * told
        evidence = evidence.after(chance(told), float(dice.random() < chance(true)))
        if evidence.is_alarm(Sport.NFL):
            return game + 1 - good, evidence.direction
    return 0, ""


@given(st.lists(st.tuples(PROBABILITIES, st.sampled_from([0.0, 0.5, 1.0])), max_size=30), PROBABILITIES)
def test_whatever_came_before_the_next_bet_is_fair(past: list[tuple[float, float]], forecast: float) -> None:
    before = Evidence()
    for told, outcome in past:
        before = before.after(told, outcome)
    won, lost = (before.after(forecast, outcome).log_capital - before.log_capital for outcome in (1.0, 0.0))
    assert forecast * exp(won) + (1 - forecast) * exp(lost) == pytest.approx(1.0)
    assert sum(before.shares) == pytest.approx(1.0)


@given(PROBABILITIES)
def test_a_tie_is_worth_half_of_either_victory(forecast: float) -> None:
    for wrong in WRONG:
        won, lost = wrong.factor(forecast, 1.0), wrong.factor(forecast, 0.0)
        assert wrong.factor(forecast, 0.5) == pytest.approx((won + lost) / 2)


def test_calibrated_forecasts_looked_at_after_every_game_seldom_ever_raise_an_alarm() -> None:
    sequences, games, raised = 2_000, 150, dict.fromkeys((5, 20, 100), 0)
    dice = Random(4)
    for _ in range(sequences):
        spread, evidence = dice.choice((0.7, 1.5, 3.0)), Evidence()
        for _ in range(games):
            told = chance(dice.gauss(0.0, spread))
            evidence = evidence.after(told, float(dice.random() < told))
        for alarm in raised:
            raised[alarm] += evidence.highest >= log(alarm)
    assert all(times / sequences <= 1 / alarm for alarm, times in raised.items())
    assert raised == {5: 84, 20: 10, 100: 2}


@pytest.mark.parametrize(
    ("shift", "scale", "direction", "at_once", "after_a_season", "longest"),
    [
        (-1.0, 1.0, "too high", 44, 114, 189),
        (1.0, 1.0, "too low", 156, 86, 201),
        (0.0, 0.5, "overconfident", 90, 126, 423),
        (0.0, 2.0, "underconfident", 221, 286, 373),
    ],
)
def test_a_spoilt_model_is_found_within_a_season_or_two(
    shift: float, scale: float, direction: str, at_once: int, after_a_season: int, longest: int
) -> None:
    assert spoilt(1, shift, scale) == (at_once, direction)
    assert spoilt(1, shift, scale, good=285) == (after_a_season, direction)
    assert max(spoilt(seed, shift, scale)[0] for seed in range(20)) == longest


def test_alpha_is_split_over_the_phases_of_a_sport() -> None:
    for sport in Sport:
        assert len(PHASES[sport]) * exp(-threshold(sport)) == pytest.approx(ALPHA)


def test_certain_forecasts_that_come_true_are_hardly_evidence_and_two_that_fail_are_an_alarm() -> None:
    evidence = Evidence()
    for _ in range(500):
        evidence = evidence.after(1.0, 1.0).after(0.0, 0.0)
    assert abs(evidence.log_capital) < 0.1
    refuted = evidence.after(1.0, 0.0).after(0.0, 1.0)
    assert not evidence.after(1.0, 0.0).is_alarm(Sport.NFL)
    assert refuted.is_alarm(Sport.NFL)
    assert refuted.direction == "overconfident"


def test_an_alarm_once_raised_stands() -> None:
    assert Evidence(games=9, log_capital=0.2, highest=threshold(Sport.NFL)).is_alarm(Sport.NFL)
    assert not Evidence(games=9, log_capital=0.2, highest=4.6).is_alarm(Sport.NFL)


@pytest.mark.parametrize(("forecast", "outcome"), [(1.1, 1.0), (-0.1, 0.0), (float("nan"), 1.0), (0.4, 0.7)])
def test_what_is_no_forecast_or_outcome_is_refused(forecast: float, outcome: float) -> None:
    with pytest.raises(ValueError, match="no forecast and outcome"):
        Evidence().after(forecast, outcome)
