"""The league's own recordings: named games exactly, and laws over every so-many-th game of all seasons."""

from itertools import pairwise

import pytest

from livebet.domain.games import Score, SeasonType, Side
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind
from livebet.feeds import recordings
from livebet.feeds.reconcile import fold, reconcile, reconcile_seasons, reconciled
from livebet.feeds.recording import Finding, Recording
from livebet.game.mirror import mirror_game, mirror_play, mirror_state
from livebet.game.sports.nfl import RULES
from livebet.game.state import GameState, Phase

REFUSED = {
    "2009112600",
    "2010122000",
    "2011100901",
    "2013120806",
    "2014111603",
    "2014112307",
    "2015121304",
    "2016091108",
    "2016112003",
    "2016121102",
    "2016121804",
    "2017101509",
    "2017122409",
    "2018120213",
}
"""Recordings that contradict themselves: rows missing, tries that cannot be told apart, a wrong summary."""

EVERY = 97
SAMPLE = [eid for season in recordings.SEASONS for eid in recordings.eids(season)][::EVERY]


def recording(eid: str) -> Recording:
    parsed = recordings.recorded(eid)
    assert isinstance(parsed, Recording)
    return parsed


def states(parsed: Recording) -> list[GameState]:
    state = RULES.start(parsed.game, None)
    return [state := RULES.finish(state, play) for play in parsed.plays]


def told(parsed: Recording, play_id: str) -> Play:
    return next(play for play in parsed.plays if play.situation.play_id == play_id)


def by_period(parsed: Recording) -> list[tuple[int, int]]:
    """Home and away points of each period, from the states alone."""
    ends: dict[int, Score] = {}
    for play, state in zip(parsed.plays, states(parsed), strict=True):
        ends[play.situation.period] = state.score
    scores = [Score(), *(ends[period] for period in sorted(ends))]
    return [(b.home - a.home, b.away - a.away) for a, b in pairwise(scores)]


def test_new_orleans_at_green_bay_2011_scores_by_quarter() -> None:
    parsed = recording("2011090800")
    assert by_period(parsed) == [(21, 7), (7, 10), (7, 10), (7, 7)]
    assert fold(parsed).winner is Side.HOME


def test_the_try_that_a_recording_leaves_out_is_a_finding() -> None:
    assert recording("2011090800").findings == (
        Finding("1424-try", "try_restored", "(extra point good; the recording has no row for it)"),
    )


def test_super_bowl_51_is_won_by_the_first_touchdown_of_overtime() -> None:
    parsed = recording("2017020500")
    assert parsed.game.season_type is SeasonType.PLAYOFFS
    assert by_period(parsed) == [(0, 0), (21, 3), (7, 6), (0, 19), (0, 6)]
    first_final = next(i for i, state in enumerate(states(parsed)) if state.phase is Phase.FINAL)
    assert parsed.plays[first_final].description == "(11:08) J.White right end for 2 yards, TOUCHDOWN."


def test_green_bay_at_arizona_2010_is_won_by_a_returned_fumble_in_overtime() -> None:
    parsed = recording("2010011000")
    assert by_period(parsed) == [(17, 0), (7, 10), (14, 14), (7, 21), (6, 0)]
    assert parsed.plays[-2].scores == (ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN),)
    assert parsed.plays[-2].situation.possession is Side.AWAY


def test_denver_at_new_orleans_2016_is_won_by_a_blocked_extra_point() -> None:
    parsed = recording("2016111303")
    play = told(parsed, "4120")
    assert play.kind is PlayKind.EXTRA_POINT
    assert play.scores == (ScoreChange(Side.AWAY, ScoreKind.DEFENSIVE_TWO_POINT),)
    assert by_period(parsed) == [(0, 7), (3, 3), (14, 0), (6, 15)]


def test_super_bowl_46_opens_with_a_safety() -> None:
    parsed = recording("2012020500")
    play = told(parsed, "301")
    assert play.scores == (ScoreChange(Side.AWAY, ScoreKind.SAFETY),)
    assert by_period(parsed) == [(0, 9), (10, 0), (7, 6), (0, 6)]


def test_minnesota_at_green_bay_2013_is_a_tie() -> None:
    parsed = recording("2013112403")
    final = fold(parsed)
    assert (final.phase, final.winner, final.score) == (Phase.FINAL, None, Score(26, 26))
    assert by_period(parsed) == [(7, 3), (0, 10), (0, 7), (16, 3), (3, 3)]


def test_the_punt_returned_as_time_ran_out_in_2010_gets_its_try_and_its_end() -> None:
    parsed = recording("2010121906")
    assert [finding.finding for finding in parsed.findings] == ["try_restored", "end_restored"]
    assert by_period(parsed) == [(7, 0), (17, 3), (0, 7), (7, 28)]


def test_a_kickoff_told_in_new_york_time_is_in_utc() -> None:
    assert recording("2011090800").game.kickoff.isoformat() == "2011-09-09T00:30:00+00:00"
    assert recording("2019101300").game.kickoff.isoformat() == "2019-10-13T13:30:00+00:00"


def test_broken_files_of_the_package_are_refused_with_their_reason() -> None:
    refused = recordings.recorded("2018082451")
    assert not isinstance(refused, Recording)
    assert refused.reason == "not the shape of a game: Input data was truncated"


def test_a_game_that_does_not_reconcile_is_refused_with_both_scores() -> None:
    refused = reconciled("2011100901")
    assert not isinstance(refused, Recording)
    assert refused.reason == (
        "does not reconcile: final 20-22 from the plays, 20-25 recorded; "
        "period 2: 7-6 from the plays, 7-9 recorded"
    )
    assert refused.native_id == "2011100901"


def test_every_game_of_2012_reconciles() -> None:
    outcome = reconcile_seasons([2012])
    assert outcome.refused == ()
    assert outcome.games == 267


@pytest.mark.slow
def test_all_games_but_those_that_contradict_themselves_reconcile() -> None:
    outcome = reconcile_seasons()
    assert {game.eid for game in outcome.refused} == REFUSED
    assert (outcome.games, outcome.reconciled, outcome.refused_items) == (2926, 2912, 0)


@pytest.mark.parametrize("eid", SAMPLE)
def test_a_recorded_game_keeps_the_laws(eid: str) -> None:
    parsed = recording(eid)
    folded = states(parsed)
    for before, after in pairwise(folded):
        assert after.score.home >= before.score.home
        assert after.score.away >= before.score.away
        assert after.clock_seconds <= before.clock_seconds or after.period > before.period
    last = max(i for i, play in enumerate(parsed.plays) if play.situation.possession is not None)
    assert {state.phase for state in folded[:last]} == {Phase.IN_PLAY}
    assert folded[-1].phase is Phase.FINAL
    assert (eid in REFUSED) is bool(reconcile(parsed))


@pytest.mark.parametrize("eid", SAMPLE[::4])
def test_a_recorded_game_seen_from_the_other_side_is_its_mirror(eid: str) -> None:
    parsed = recording(eid)
    image = RULES.start(mirror_game(parsed.game), None)
    for play, state in zip(parsed.plays, states(parsed), strict=True):
        image = RULES.finish(image, mirror_play(play))
        assert image == mirror_state(state)
