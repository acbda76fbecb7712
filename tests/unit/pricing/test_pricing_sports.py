"""Outlooks and simulated quotes of games without downs, and without a clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, MarketKind, MarketStatus, Selection
from livebet.domain.messages import GameListed, Inbound, PlaySeen, QuoteSeen, StatusSeen
from livebet.domain.plays import (
    FIRST,
    SECOND,
    THIRD,
    Diamond,
    Play,
    PlayKind,
    ScoreChange,
    ScoreKind,
    Situation,
)
from livebet.feeds.bookmakers import BOOKMAKERS
from livebet.feeds.simulated import quoted
from livebet.game.sports.table import RULES
from livebet.game.state import GameState, Phase
from livebet.pricing.markets import fair_probability
from livebet.pricing.outlook import outlook, share_left
from livebet.pricing.shapes import SHAPES

TIP = datetime(2019, 4, 5, 2, tzinfo=UTC)
HOME, AWAY = Side.HOME, Side.AWAY


def opened(sport: Sport) -> GameState:
    return RULES[sport].start(_game(sport), None)


def _game(sport: Sport) -> Game:
    return Game(
        game_id=game_uuid("test", sport.value),
        sport=sport,
        season=2019,
        season_type=SeasonType.REGULAR,
        home_team="home",
        away_team="away",
        kickoff=TIP,
        feed="test",
        native_id="1",
    )


@pytest.mark.parametrize("sport", list(Sport))
def test_before_a_game_the_outlook_is_what_was_expected(sport: Sport) -> None:
    view = outlook(opened(sport), 1.5, SHAPES[sport].mean_total)
    assert (view.margin, view.total) == (1.5, SHAPES[sport].mean_total)
    assert share_left(opened(sport)) == 1.0


def test_at_half_time_of_a_basketball_game_half_is_left() -> None:
    half = replace(opened(Sport.NBA), phase=Phase.IN_PLAY, period=3, score=Score(60, 50))
    view = outlook(half, 4.0, 220.0)
    assert (share_left(half), view.margin, view.total) == (0.5, 12.0, 220.0)
    assert outlook(replace(half, possession=HOME), 4.0, 220.0).margin == 12.5


def test_overtime_of_basketball_is_five_minutes_of_forty_eight() -> None:
    assert share_left(replace(opened(Sport.NBA), period=5, clock_seconds=300)) == 300 / 2880


def test_what_is_left_of_baseball_is_counted_in_outs() -> None:
    state = replace(opened(Sport.MLB), phase=Phase.IN_PLAY)
    seventh = replace(state, period=7, possession=HOME, diamond=Diamond(outs=2))
    assert share_left(seventh) == 13 / 54
    assert share_left(replace(state, period=12, possession=HOME)) == 3 / 54
    assert share_left(replace(seventh, phase=Phase.FINAL)) == 0.0


def test_loaded_bases_are_worth_their_runs_to_the_side_at_bat() -> None:
    loaded = Diamond(bases=FIRST | SECOND | THIRD)
    state = replace(opened(Sport.MLB), phase=Phase.IN_PLAY, period=5, diamond=loaded)
    assert outlook(state, 0.0, 9.0).margin == pytest.approx(-1.80, abs=0.01)
    assert outlook(replace(state, possession=HOME), 0.0, 9.0).margin == pytest.approx(2.34, abs=0.01)


def test_a_home_side_a_run_ahead_with_one_out_to_go_is_nearly_sure() -> None:
    state = replace(opened(Sport.MLB), phase=Phase.IN_PLAY, period=9, diamond=Diamond(outs=2))
    ahead = replace(state, score=Score(4, 2))
    assert fair_probability(outlook(ahead, 0.0, 9.0), MONEYLINE, Selection.HOME) > 0.9


def scoring(sport: Sport) -> list[Inbound]:
    kind, score = {
        Sport.NBA: (PlayKind.TWO_POINTER, ScoreKind.TWO_POINTER),
        Sport.MLB: (PlayKind.HOME_RUN, ScoreKind.RUN),
    }[sport]
    play = Play(
        situation=Situation(play_id="1", sequence=1, period=1, clock_seconds=None, possession=AWAY),
        kind=kind,
        description="",
        scores=(ScoreChange(AWAY, score),),
        side=AWAY,
    )
    game = _game(sport)
    listed = GameListed(game=game, observed_at=TIP - timedelta(minutes=5))
    return [listed, PlaySeen(game_id=game.game_id, play=play, observed_at=TIP)]


@pytest.mark.parametrize("sport", [Sport.NBA, Sport.MLB])
def test_simulated_bookmakers_quote_every_market_and_reprice_a_score(sport: Sport) -> None:
    told = list(quoted(scoring(sport), RULES[sport], BOOKMAKERS, TIP + timedelta(minutes=2)))
    quotes = [one.quote for one in told if isinstance(one, QuoteSeen)]
    assert {quote.market.kind for quote in quotes} == set(MarketKind)
    totals = {quote.market.line for quote in quotes if quote.market.kind is MarketKind.TOTAL}
    mean = SHAPES[sport].mean_total
    assert all(line is not None and abs(line - mean) < 0.1 * mean + 2.0 for line in totals)
    assert any(isinstance(one, QuoteSeen) and one.observed_at > TIP for one in told)


@pytest.mark.parametrize(("sport", "stops"), [(Sport.NBA, False), (Sport.MLB, True)])
def test_bookmakers_stop_for_a_run_and_not_for_a_basket(sport: Sport, stops: bool) -> None:
    told = list(quoted(scoring(sport), RULES[sport], BOOKMAKERS, TIP + timedelta(minutes=2)))
    suspended = [one for one in told if isinstance(one, StatusSeen) and one.status is MarketStatus.SUSPENDED]
    assert bool(suspended) is stops
