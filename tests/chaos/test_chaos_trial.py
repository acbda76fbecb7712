"""Disturbed runs end as clean ones do, except for what is listed as dropped for good."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.chaos.games import ToldGame, of_slate, simulated_game, told
from livebet.chaos.layer import Act
from livebet.chaos.rates import CALM, Rates
from livebet.chaos.report import lines_of
from livebet.chaos.tellings import Manner, Telling
from livebet.chaos.trial import trial
from livebet.domain.games import Score, Sport
from livebet.feeds.slates import find, slates
from livebet.game.state import Phase

KICKOFF = datetime(2019, 9, 8, 17, tzinfo=UTC)
SHARES = st.floats(0.0, 0.3)
RATES = st.builds(
    Rates, duplicate=SHARES, delay=SHARES, reorder=SHARES, drop=SHARES, corrupt=SHARES, freeze=SHARES
)
EVERY = timedelta(minutes=2)
BEGINNING = 70
"""Plays of each game that the property looks at: what can go wrong goes wrong among them too."""


@cache
def games() -> tuple[ToldGame, ...]:
    """A recorded and two simulated games, each cut after its beginning."""
    football, _ = of_slate(find("1", slates()), 1, 0)
    others = [
        simulated_game(sport, "chaos", home, away, KICKOFF)
        for sport, home, away in ((Sport.NBA, "BOS", "LAL"), (Sport.MLB, "BOS", "NYY"))
    ]
    return tuple(_cut(one) for one in (*football, *others))


def _cut(one: ToldGame) -> ToldGame:
    return ToldGame(replace(one.replayed, plays=one.replayed.plays[:BEGINNING]))


@cache
def tellings(manner: Manner, *, quotes: bool) -> tuple[Telling, ...]:
    return tuple(told(games(), manner, EVERY, quotes=quotes))


@pytest.mark.parametrize("manner", Manner)
@given(rates=RATES, seed=st.text(max_size=8))
@settings(max_examples=5, deadline=None)
async def test_whatever_the_seed_and_the_rates_games_end_as_they_have_to(
    manner: Manner, rates: Rates, seed: str
) -> None:
    found = await trial(tellings(manner, quotes=False), rates, seed)
    assert found.unexplained == ()


@given(rates=RATES, seed=st.text(max_size=8))
@settings(max_examples=3, deadline=None)
async def test_what_a_polled_league_tells_heals(rates: Rates, seed: str) -> None:
    found = await trial(tellings(Manner.POLLED, quotes=False), rates, seed)
    assert {one.feed for one in found.lost} <= {"espn"}
    assert found.missing == ()


async def test_prices_end_as_they_have_to_as_well() -> None:
    found = await trial(tellings(Manner.PUSHED, quotes=True), Rates.all_at(0.1), "prices")
    assert found.unexplained == ()
    assert any(one.feed.startswith("sim:") for one in found.lost)


async def test_nothing_is_different_where_nothing_goes_wrong() -> None:
    found = await trial(tellings(Manner.PUSHED, quotes=False), CALM, "calm")
    assert found.clean == found.disturbed
    assert (found.lost, found.healed, found.missing) == ((), 0, ())


async def test_a_whole_recorded_game_told_in_the_leagues_own_bytes_ends_in_its_final() -> None:
    football, refused = of_slate(find("1", slates()), 1, 0)
    assert refused == ()
    found = await trial(
        told(football, Manner.POLLED, timedelta(minutes=3), quotes=False), Rates.all_at(0.1), "1"
    )
    (ending,) = found.disturbed.endings.values()
    assert (ending.state.score, ending.state.phase) == (Score(home=27, away=30), Phase.FINAL)
    assert found.passed
    assert found.missing == ()
    assert found.healed > 0
    assert found.disturbed.refused["not the shape of a game"] > 0


async def test_a_play_that_was_told_once_and_dropped_is_listed_with_its_id() -> None:
    found = await trial(tellings(Manner.PUSHED, quotes=False), replace(CALM, drop=0.1), "dropped")
    assert found.passed
    assert {one.why for one in found.lost} == {"dropped"}
    times = {feed: acts[Act.DROPPED] for feed, acts in found.acts.items()}
    assert sum(times.values()) == len(found.lost)
    lines = list(lines_of(found, "trial", whole=True))
    for one in found.lost:
        assert f"    {one.game} {one.feed}: {one.about} (dropped)" in lines
    of_leagues = [one for one in found.lost if one.about.startswith("play ") and one.feed != "espn"]
    assert of_leagues
    assert found.missing


def _lines(text: Iterator[str], starting: str) -> list[str]:
    return [line for line in text if line.strip().startswith(starting)]


async def test_the_report_says_what_the_platform_did_about_it() -> None:
    found = await trial(tellings(Manner.PUSHED, quotes=False), Rates.all_at(0.2), "report")
    lines = list(lines_of(found, "trial"))
    assert lines[0] == f"trial: 3 games, {found.clean.payloads} payloads"
    assert lines[-1].startswith("  passed: every game ends as a clean run does without")
    assert "file" in _lines(iter(lines), "refused")[0]
    assert found.disturbed.refused["file"] > 0
    assert found.disturbed.findings["play_late"] > 0
    assert found.disturbed.retractions["predictions: play_late"] > 0
