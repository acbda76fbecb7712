"""Whole games from a seed: the same again, true to their score, true at their end."""

from collections import Counter
from functools import reduce
from itertools import pairwise

import pytest

from livebet.domain.games import Score, Side, Sport
from livebet.domain.plays import Play, PlayKind, ScoreKind
from livebet.game.sports.nfl import RULES
from livebet.game.sports.table import RULES as ALL_RULES
from livebet.game.state import GameState, Phase
from livebet.simulator.games import simulate
from livebet.simulator.script import SimulatedGame, Strengths

EVEN = Strengths()
PAIRS = {Sport.NFL: ("NE", "SEA"), Sport.NBA: ("BOS", "NYK"), Sport.MLB: ("BOS", "NYY")}


def game(sport: Sport, seed: int = 0, season: int = 2026) -> SimulatedGame:
    home, away = PAIRS[sport]
    return simulate(sport, seed, home, away, EVEN, neutral=True, season=season)


@pytest.fixture(params=list(Sport), ids=str)
def sport(request: pytest.FixtureRequest) -> Sport:
    chosen: Sport = request.param
    return chosen


def test_the_same_seed_plays_the_same_game(sport: Sport) -> None:
    assert game(sport, 7) == game(sport, 7)


def test_another_seed_plays_another_game(sport: Sport) -> None:
    assert game(sport, 7).plays != game(sport, 8).plays


def test_sides_of_one_strength_begin_even_on_neutral_ground(sport: Sport) -> None:
    assert game(sport).opening == pytest.approx(0.5, abs=1e-5)


def test_the_home_side_is_ahead_from_the_start_at_home(sport: Sport) -> None:
    home, away = PAIRS[sport]
    assert 0.51 < simulate(sport, 0, home, away, EVEN).opening < 0.6


@pytest.mark.parametrize("seed", range(8))
def test_truth_ends_at_the_result(sport: Sport, seed: int) -> None:
    played = game(sport, seed)
    margin = played.score.margin
    assert played.truth[-1] == (0.5 if margin == 0 else float(margin > 0))
    assert len(played.truth) == len(played.plays)
    assert all(0.0 <= chance <= 1.0 for chance in played.truth)


@pytest.mark.parametrize("seed", range(8))
def test_every_play_shows_the_score_so_far(sport: Sport, seed: int) -> None:
    score = Score()
    for play in game(sport, seed).plays:
        for made in play.scores:
            score = score.plus(made.side, made.points)
        assert play.score_after == score


def test_plays_are_numbered_and_time_never_runs_backwards(sport: Sport) -> None:
    plays = game(sport, 3).plays
    assert [play.situation.sequence for play in plays] == list(range(1, len(plays) + 1))
    times = [(play.situation.period, -(play.situation.clock_seconds or 0)) for play in plays]
    if sport is not Sport.MLB:
        assert times == sorted(times)
    assert plays[-1].kind is PlayKind.GAME_END


@pytest.mark.parametrize("seed", range(6))
def test_games_fold_to_their_score_by_the_rules_of_their_sport(sport: Sport, seed: int) -> None:
    played, rules = game(sport, seed), ALL_RULES[sport]
    state = reduce(rules.finish, played.plays, rules.start(played.game, None))
    assert (state.score, state.phase) == (played.score, Phase.FINAL)


# ---------------------------------------------------------------- NFL


@pytest.mark.parametrize("season", [2010, 2019, 2026])
@pytest.mark.parametrize("seed", range(12))
def test_nfl_games_fold_to_their_score_by_the_rules(seed: int, season: int) -> None:
    played = game(Sport.NFL, seed, season)
    state = reduce(RULES.finish, played.plays, RULES.start(played.game, None))
    assert state.phase is Phase.FINAL
    assert state.score == played.score


def test_a_nfl_game_is_never_over_before_its_last_row() -> None:
    for seed in range(40):
        played = game(Sport.NFL, seed)
        states = [RULES.start(played.game, None)]
        for play in played.plays:
            states.append(RULES.finish(states[-1], play))
        early = [at for at, state in enumerate(states) if state.phase is Phase.FINAL]
        rows = [play.kind for play in played.plays[early[0] :]]
        assert set(rows) <= {PlayKind.GAME_END, PlayKind.PERIOD_END}


def snap(state: GameState) -> tuple[Side | None, int, int, int | None]:
    return state.possession, state.down, state.distance, state.yards_to_goal


def test_downs_follow_from_each_other_as_the_rules_have_it() -> None:
    """But for balls taken over on downs, which may lie up to three yards away."""
    wrong: list[Play] = []
    for seed in range(25):
        played = game(Sport.NFL, seed)
        state, last = RULES.start(played.game, None), played.plays[0]
        for play in played.plays:
            told = play.situation
            if told.down and state.down and last.situation.down != 4:
                here = (told.possession, told.down, told.distance, told.yards_to_goal)
                wrong += [] if here == snap(state) else [play]
            state, last = RULES.finish(state, play), play
    assert wrong == []


# ---------------------------------------------------------------- NBA


def test_nba_fouls_lead_to_free_throws_by_the_other_side() -> None:
    plays = [p for p in game(Sport.NBA, 1).plays if p.kind is not PlayKind.SUBSTITUTION]
    plays = [p for p in plays if p.kind is not PlayKind.TIMEOUT]
    for foul, then in pairwise(plays):
        if foul.kind is PlayKind.FOUL and foul.detail == "shooting":
            assert (then.kind, then.side) == (PlayKind.FREE_THROW, foul.side.other if foul.side else None)


def test_nba_points_are_worth_what_their_kind_says() -> None:
    kinds = {
        PlayKind.TWO_POINTER: ScoreKind.TWO_POINTER,
        PlayKind.THREE_POINTER: ScoreKind.THREE_POINTER,
        PlayKind.FREE_THROW: ScoreKind.FREE_THROW,
    }
    for play in game(Sport.NBA, 2).plays:
        assert [made.kind for made in play.scores] in ([], [kinds.get(play.kind)])


def test_a_level_nba_game_goes_on_in_overtime() -> None:
    played = next(
        g for g in (game(Sport.NBA, seed) for seed in range(200)) if g.plays[-1].situation.period > 4
    )
    fourth = next(p for p in played.plays if p.kind is PlayKind.PERIOD_END and p.situation.period == 4)
    assert fourth.score_after is not None
    assert fourth.score_after.margin == 0
    assert played.score.margin != 0


# ---------------------------------------------------------------- MLB


def test_a_home_side_that_leads_does_not_bat_in_the_ninth() -> None:
    for seed in range(40):
        plays = game(Sport.MLB, seed).plays
        top = next(
            p for p in plays if p.kind is PlayKind.PERIOD_END and (p.situation.period, p.detail) == (9, "top")
        )
        assert top.score_after is not None
        batted = any(p.situation.period == 9 and p.situation.possession is Side.HOME for p in plays)
        assert batted == (top.score_after.margin <= 0)


def test_a_walk_off_ends_the_game_with_the_run_that_wins_it() -> None:
    ended = [game(Sport.MLB, seed).plays[-2] for seed in range(120)]
    walk_offs = [play for play in ended if play.scores]
    assert walk_offs
    for play in walk_offs:
        assert play.scores[-1].side is Side.HOME
        assert play.score_after is not None
        assert play.score_after.margin >= 1
        if play.kind is not PlayKind.HOME_RUN:
            assert play.score_after.margin == 1


@pytest.mark.parametrize(("season", "bases"), [(2019, 0), (2020, 2)])
def test_extra_innings_begin_with_a_runner_on_second_from_2020(season: int, bases: int) -> None:
    played = next(
        g for g in (game(Sport.MLB, s, season) for s in range(200)) if g.plays[-1].situation.period > 9
    )
    first = next(play for play in played.plays if play.situation.period == 10)
    assert first.situation.diamond is not None
    assert (first.situation.diamond.bases, first.situation.diamond.outs) == (bases, 0)


def test_counts_run_as_the_pitches_say() -> None:
    for play in game(Sport.MLB, 5).plays:
        before, after = play.situation.diamond, play.diamond_after
        if play.kind is not PlayKind.PITCH or before is None or after is None:
            continue
        strike = before.strikes + ("ball" not in play.detail)
        strike = min(2, strike)
        assert (after.balls, after.strikes) == (before.balls + (play.detail == "ball"), strike)


def test_a_half_inning_has_three_outs_unless_it_wins_the_game() -> None:
    outs: Counter[tuple[int, Side | None]] = Counter()
    plays = game(Sport.MLB, 6).plays
    for play in plays:
        if play.kind is PlayKind.PERIOD_END and play.situation.diamond is not None:
            outs[play.situation.period, play.situation.possession] = play.situation.diamond.outs
    assert set(outs.values()) == {3}
