import pytest

from cli.faults import Fault
from cli.watching import Chosen, line_of, pick

GAMES = [
    {"game_id": "1", "home_team": "MIN", "away_team": "ATL", "last_updated": "2019-09-08T17:09:00Z"},
    {"game_id": "2", "home_team": "NYJ", "away_team": "BUF", "last_updated": "2019-09-08T17:08:00Z"},
]


def test_a_game_is_picked_by_team_by_id_or_as_the_first() -> None:
    assert pick(GAMES, "buf") == Chosen("2", "BUF at NYJ")
    assert pick(GAMES, "2") == Chosen("2", "BUF at NYJ")
    assert pick(GAMES, "") == Chosen("1", "ATL at MIN")


def test_a_game_that_is_not_on_is_refused_with_those_that_are() -> None:
    with pytest.raises(Fault, match="no active game DAL: on now: ATL at MIN, BUF at NYJ"):
        pick(GAMES, "DAL")


def test_frames_are_said_in_a_line_and_quotes_only_when_asked_for() -> None:
    quote = {
        "message_type": "odds_update",
        "offset": 12,
        "data": {
            "bookmaker": "sim:harbour", "bet_type": "spread", "selection": "home", "line": -3.5,
            "old_odds": 1.9, "new_odds": 1.85,
        },
    }  # fmt: skip
    assert line_of(quote, quotes=False) is None
    assert (
        line_of(quote, quotes=True) == "     12 odds_update         sim:harbour spread home -3.5 1.90 → 1.85"
    )
    assert line_of({"message_type": "pong", "data": {}}, quotes=True) is None


@pytest.mark.parametrize(
    ("phase", "when"), [("in_play", "Q2 04:12"), ("final", "final"), ("abandoned", "abandoned")]
)
def test_a_state_is_said_with_its_clock_or_with_how_the_game_ended(phase: str, when: str) -> None:
    data = {
        "home_team": "BAL", "away_team": "SEA", "current_score": {"home": 7, "away": 3}, "phase": phase,
        "quarter_period": 2, "game_clock": "04:12", "description": "M.Ingram up the middle",
    }  # fmt: skip
    frame = {"message_type": "game_state", "offset": 7, "data": data}
    assert line_of(frame, quotes=False) == (
        f"      7 game_state          SEA 3–7 BAL {when}  M.Ingram up the middle"
    )


BARE = {
    "home_win_probability": 0.31, "low": None, "high": None, "market_probability": None,
    "blended_probability": None, "game_call": 0.0, "called": 0.0, "next_event": None,
}  # fmt: skip
COMING = {"score": {"none": 0.2, "home touchdown": 0.45, "away touchdown": 0.35}, "stop": {}, "minutes": 4.25}
WHOLE = {
    "home_win_probability": 0.64, "low": 0.6, "high": 0.681, "market_probability": 0.66,
    "blended_probability": 0.655, "game_call": 0.85, "called": 0.9, "next_event": COMING,
}  # fmt: skip
WITHOUT = "home 64.0%  [60.0%, 68.1%]  market 66.0%  blended 65.5%"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BARE, "home 31.0%"),
        (BARE | {"called": 0.85}, "home 31.0%  called, 85% promise: away"),
        (
            WHOLE,
            "home 64.0%  [60.0%, 68.1%]  market 66.0%  blended 65.5%  call of the game, 85% promise: home"
            "  next score: home touchdown 45%, mean 4.2 min",
        ),
        (WHOLE | {"next_event": COMING | {"score": {}}, "game_call": 0.0, "called": 0.0}, WITHOUT),
    ],
)
def test_a_prediction_is_said_with_its_band_the_market_its_call_and_the_likeliest_next_score(
    data: dict[str, object], said: str
) -> None:
    frame = {"message_type": "prediction_update", "offset": 9, "data": data}
    assert line_of(frame, quotes=False) == f"      9 prediction_update   {said}"
