"""Basketball's key events: what is told of which play, and what is not."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.game.detection import detect
from livebet.game.happenings import EventType, Happening
from livebet.game.momentum import momentum
from livebet.game.sports.nba import RULES
from livebet.game.sports.nba_momentum import MOMENTUM
from livebet.game.state import GameState

HOME, AWAY = Side.HOME, Side.AWAY
GAME = Game(
    game_id=game_uuid("test", "1"),
    sport=Sport.NBA,
    season=2023,
    season_type=SeasonType.REGULAR,
    home_team="IND",
    away_team="CLE",
    kickoff=datetime(2023, 11, 4, 0, tzinfo=UTC),
    feed="test",
    native_id="1",
)
OPENED = RULES.start(GAME, None)


def at(state: GameState, kind: PlayKind, side: Side | None = None, **more: object) -> Play:
    situation = Situation(
        play_id=str(state.sequence + 1),
        sequence=state.sequence + 1,
        period=state.period,
        clock_seconds=state.clock_seconds,
        possession=None,
    )
    return replace(Play(situation=situation, kind=kind, description="", side=side), **more)  # type: ignore[arg-type] # fields of Play


def basket(state: GameState, side: Side, player: str = "", *, made: bool = True) -> Play:
    scores = (ScoreChange(side, ScoreKind.TWO_POINTER),) if made else ()
    return at(state, PlayKind.TWO_POINTER, side, player=player, scores=scores)


def told(state: GameState, play: Play) -> list[Happening]:
    return list(detect(state, RULES.finish(state, play), play))


def of_type(found: Iterable[Happening], event_type: EventType) -> list[Happening]:
    return [one for one in found if one.event_type is event_type]


def scored(state: GameState, sides: str) -> tuple[GameState, list[Happening]]:
    """Baskets in a row: `h` for home, `a` for away; the state after them and all that was told."""
    found: list[Happening] = []
    for letter in sides:
        play = basket(state, HOME if letter == "h" else AWAY)
        found += told(state, play)
        state = RULES.finish(state, play)
    return state, found


def test_a_basket_alone_is_no_key_event():
    ahead = replace(OPENED, score=Score(10, 4))
    assert told(ahead, basket(ahead, HOME)) == []


def test_a_scoring_run_is_told_at_eight_unanswered_points_and_again_at_sixteen():
    _, found = scored(replace(OPENED, score=Score(30, 2)), "aaaaa")
    assert of_type(found, EventType.SCORING_RUN) == [Happening(EventType.SCORING_RUN, AWAY, {"points": 8})]
    _, found = scored(replace(OPENED, score=Score(2, 30)), "hhhhhhhh")
    runs = of_type(found, EventType.SCORING_RUN)
    assert [one.data for one in runs] == [{"points": 8}, {"points": 16}]


def test_an_answer_ends_the_run():
    _, found = scored(replace(OPENED, score=Score(50, 2)), "hhhahhh")
    assert of_type(found, EventType.SCORING_RUN) == []


def test_the_sixth_make_in_a_row_of_a_team_and_the_fifth_of_a_player_are_streaks():
    _, found = scored(OPENED, "hhhhhhh")
    expected = [Happening(EventType.SHOT_STREAK, HOME, {"makes": 6, "player": None})]
    assert of_type(found, EventType.SHOT_STREAK) == expected
    state, found = OPENED, []
    for _ in range(6):
        play = basket(state, AWAY, "D. Garland")
        found += told(state, play)
        miss = RULES.finish(RULES.finish(state, play), basket(state, HOME, made=False))
        state = miss
    players = [one for one in found if one.data.get("player")]
    assert players == [Happening(EventType.SHOT_STREAK, AWAY, {"makes": 5, "player": "D. Garland"})]


def test_a_changed_lead_is_told_and_suspends_nothing():
    state = replace(OPENED, score=Score(10, 11))
    found = told(state, basket(state, HOME))
    assert found == [Happening(EventType.LEAD_CHANGE, HOME, {"margin": 1})]
    assert not found[0].suspends


def test_foul_trouble_is_the_second_foul_of_the_first_quarter_and_the_fifth_at_any_time():
    state, fouls = OPENED, []
    for period in (1, 1, 2, 3, 4, 4):
        state = replace(state, period=period)
        play = at(state, PlayKind.FOUL, HOME, player="M. Turner", detail="personal")
        fouls.append([one.data["fouls"] for one in of_type(told(state, play), EventType.FOUL_TROUBLE)])
        state = RULES.finish(state, play)
    assert fouls == [[], [2], [3], [4], [5], [6]]


def test_a_third_foul_in_the_third_quarter_is_no_trouble():
    state, found = replace(OPENED, period=3), []
    for _ in range(3):
        play = at(state, PlayKind.FOUL, HOME, player="M. Turner", detail="shooting")
        found += told(state, play)
        state = RULES.finish(state, play)
    assert of_type(found, EventType.FOUL_TROUBLE) == []


def test_technical_and_flagrant_fouls_and_ejections_are_told_with_their_player():
    player = "D. Brooks"
    technical = at(OPENED, PlayKind.FOUL, AWAY, player=player, detail="technical")
    assert told(OPENED, technical) == [Happening(EventType.TECHNICAL_FOUL, AWAY, {"player": player})]
    flagrant = at(OPENED, PlayKind.FOUL, AWAY, player=player, detail="flagrant-type-1")
    assert told(OPENED, flagrant) == [Happening(EventType.FLAGRANT_FOUL, AWAY, {"player": player})]
    ejected = at(OPENED, PlayKind.OTHER, AWAY, player=player, detail="ejection")
    assert told(OPENED, ejected) == [Happening(EventType.EJECTION, AWAY, {"player": player})]


def test_clutch_time_is_told_once_as_it_begins():
    state = replace(OPENED, period=4, clock_seconds=305, score=Score(90, 88))
    play = at(state, PlayKind.SUBSTITUTION)
    play = replace(play, situation=replace(play.situation, clock_seconds=299))
    began = RULES.begin(state, play.situation)
    clutch = Happening(EventType.CLUTCH_TIME, None, {"margin": 2, "seconds_left": 299})
    assert list(detect(state, began, None)) == [clutch]
    assert told(state, play) == [clutch]
    after = RULES.finish(state, play)
    away = RULES.finish(RULES.finish(after, basket(after, HOME)), basket(after, HOME))
    assert of_type(told(away, basket(away, AWAY)), EventType.CLUTCH_TIME) == []


def test_a_timeout_is_told_with_those_left_and_a_review_with_its_ruling():
    timeout = at(OPENED, PlayKind.TIMEOUT, HOME, timeout_by=HOME)
    assert told(OPENED, timeout) == [Happening(EventType.TIMEOUT, HOME, {"left": 6})]
    review = at(OPENED, PlayKind.REVIEW, HOME, detail="overturned")
    ruled = {"ruling": "reversed", "challenge_lost_by": None}
    assert told(OPENED, review) == [Happening(EventType.REVIEW, None, ruled)]


def test_an_eight_to_nothing_run_in_four_possessions_each_takes_the_momentum_over():
    state = replace(OPENED, score=Score(20, 20))
    for _ in range(4):
        state = RULES.finish(state, basket(state, HOME))
        state = RULES.finish(state, basket(state, AWAY, made=False))
    assert 0.5 < momentum(state.recent, MOMENTUM) < 0.7
