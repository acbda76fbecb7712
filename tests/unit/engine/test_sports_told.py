"""What is told of games of sports other than football: clock, situation, key events."""

from datetime import UTC, datetime, timedelta

from livebet.domain.games import Game, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import GameListed, GameUpdate, KeyEvent, PlaySeen, PredictionWanted
from livebet.domain.plays import FIRST, Diamond, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.engine.config import EngineConfig
from livebet.engine.engine import Engine
from livebet.features.row import FEATURES_OF

START = datetime(2024, 4, 5, 2, tzinfo=UTC)


def listed(sport: Sport) -> GameListed:
    game = Game(
        game_id=game_uuid("test", sport.value),
        sport=sport,
        season=2024,
        season_type=SeasonType.REGULAR,
        home_team="home",
        away_team="away",
        kickoff=START,
        feed="test",
        native_id="1",
    )
    return GameListed(game=game, observed_at=START)


def seen(game: GameListed, play: Play, seconds: int = 1) -> PlaySeen:
    return PlaySeen(game_id=game.game_id, play=play, observed_at=START + timedelta(seconds=seconds))


def test_a_baseball_game_is_told_with_its_inning_outs_and_count():
    game, engine = listed(Sport.MLB), Engine(EngineConfig())
    update, wanted = engine.handle(game)
    assert isinstance(update, GameUpdate)
    assert update.game_clock == "T1"
    assert isinstance(wanted, PredictionWanted)
    assert tuple(wanted.row) == FEATURES_OF[Sport.MLB].names
    play = Play(
        situation=Situation(play_id="1", sequence=1, period=3, clock_seconds=None, possession=Side.HOME),
        kind=PlayKind.HOME_RUN,
        description="Trout homers",
        scores=(ScoreChange(Side.HOME, ScoreKind.RUN),),
        diamond_after=Diamond(outs=1, bases=FIRST, pitcher="Volquez"),
    )
    update = engine.handle(seen(game, play))[0]
    assert isinstance(update, GameUpdate)
    assert (update.game_clock, update.home_score, update.possession) == ("B3", 1, "home")
    assert update.detail == {
        "half": "bottom",
        "outs": 1,
        "bases": 1,
        "balls": 0,
        "strikes": 0,
        "batter": "",
        "pitcher": "Volquez",
    }


def test_a_key_event_of_baseball_carries_the_inning_as_its_clock():
    game, engine = listed(Sport.MLB), Engine(EngineConfig())
    engine.handle(game)
    play = Play(
        situation=Situation(play_id="1", sequence=1, period=6, clock_seconds=None, possession=Side.AWAY),
        kind=PlayKind.PITCHING_CHANGE,
        description="Peña replaces Volquez",
        side=Side.HOME,
        player="Peña",
    )
    said = engine.handle(seen(game, play))
    later = Play(
        situation=Situation(play_id="2", sequence=2, period=6, clock_seconds=None, possession=Side.AWAY),
        kind=PlayKind.PITCH,
        description="",
    )
    said += engine.handle(seen(game, later, seconds=120))
    (event,) = [one for one in said if isinstance(one, KeyEvent)]
    assert (event.event_type, event.side, event.game_clock) == ("pitching_change", "home", "T6")
    assert event.data["pitcher"] == "Peña"


def test_a_basketball_game_is_told_with_its_team_fouls():
    game, engine = listed(Sport.NBA), Engine(EngineConfig())
    update, wanted = engine.handle(game)
    assert isinstance(update, GameUpdate)
    assert isinstance(wanted, PredictionWanted)
    assert (update.game_clock, update.timeouts_home) == ("12:00", 7)
    assert tuple(wanted.row) == FEATURES_OF[Sport.NBA].names
    play = Play(
        situation=Situation(play_id="1", sequence=1, period=1, clock_seconds=615, possession=Side.HOME),
        kind=PlayKind.FOUL,
        description="E. Mobley shooting foul",
        side=Side.AWAY,
        player="E. Mobley",
        detail="shooting",
    )
    update = engine.handle(seen(game, play))[0]
    assert isinstance(update, GameUpdate)
    assert (update.game_clock, update.possession) == ("10:15", "home")
    assert update.detail == {"fouls_home": 0, "fouls_away": 1, "bonus_home": 0, "bonus_away": 0}
