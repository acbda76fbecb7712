"""What is told from beside the game, and predictions that are taken back."""

from dataclasses import replace
from math import isnan

import pytest

from livebet.domain.games import Side
from livebet.domain.messages import (
    ContextRow,
    Finding,
    FindingSeen,
    ForecastSeen,
    ForecastUpdate,
    KeyEvent,
    NewsSeen,
    PlayDeleted,
    PredictionRetracted,
    PredictionUpdate,
    WeatherSeen,
)
from livebet.domain.plays import ScoreChange, ScoreKind
from livebet.features.context import CONTEXT_FEATURES

TOUCHDOWN = ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN)


@pytest.fixture
def game_id(table):
    return table.log[0].game_id


@pytest.fixture
def wind(table, game_id):
    return WeatherSeen(
        game_id=game_id,
        temperature=-3.5,
        wind=40.0,
        gust=62.0,
        precipitation=0.4,
        humidity=81.0,
        observed_at=table.at(5),
    )


@pytest.fixture
def out(table, game_id):
    return NewsSeen(
        game_id=game_id,
        feed="espn",
        side=Side.HOME,
        player="M.Trubisky",
        status="out",
        confidence=0.9,
        text="Trubisky ruled out with a shoulder injury",
        observed_at=table.at(20),
    )


def of(kind, said):
    return [one for one in said if isinstance(one, kind)]


def predicted(table, home):
    (update,) = of(PredictionUpdate, table.predict(home))
    return update.message_id


def test_a_corrected_play_takes_back_the_predictions_that_rested_on_it(table):
    table.play(10, 1)
    before = predicted(table, 0.5)
    table.play(20, 2, TOUCHDOWN)
    false = [predicted(table, 0.62)]
    table.play(40, 3)
    false.append(predicted(table, 0.63))
    (retracted,) = of(PredictionRetracted, table.play(60, 2, revision=1))
    assert retracted.retracts == tuple(false)
    assert before not in retracted.retracts
    assert retracted.reason == "play_corrected"


def test_a_prediction_is_taken_back_once(table):
    table.play(10, 1)
    table.play(20, 2, TOUCHDOWN)
    predicted(table, 0.62)
    table.play(60, 2, revision=1)
    again = table.play(70, 2, revision=2, yards=5)
    assert of(PredictionRetracted, again) == []


def test_a_deleted_play_takes_back_what_rested_on_it_and_a_late_one_too(table, game_id):
    table.play(10, 1)
    table.play(30, 3, TOUCHDOWN)
    false = predicted(table, 0.62)
    (late,) = of(PredictionRetracted, table.play(40, 2))
    assert (late.retracts, late.reason) == ((false,), "play_late")
    false = predicted(table, 0.63)
    deleted = table.tell(PlayDeleted(game_id=game_id, play_id="3", observed_at=table.at(50)))
    (taken_back,) = of(PredictionRetracted, deleted)
    assert (taken_back.retracts, taken_back.reason) == ((false,), "play_deleted")


def test_weather_becomes_a_row_of_features_once(table, wind):
    (row,) = table.tell(wind)
    assert isinstance(row, ContextRow)
    assert tuple(row.row) == CONTEXT_FEATURES
    assert row.row["wind"] == 40.0
    assert row.row["home_missing"] == 0.0
    assert table.tell(wind) == []
    assert table.tell(replace(wind, observed_at=table.at(1), wind=3.0)) == []


def test_news_is_a_key_event_and_a_missing_player(table, out):
    event, row = table.tell(out)
    assert isinstance(event, KeyEvent)
    assert (event.event_type, event.side, event.data["player"]) == ("player_news", "home", "M.Trubisky")
    assert event.description == "Trubisky ruled out with a shoulder injury"
    assert row.row["home_missing"] == pytest.approx(0.9)
    assert isnan(row.row["temperature"])


def test_a_rumour_after_a_report_says_nothing_new_but_a_changed_status_does(table, out):
    table.tell(out)
    assert table.tell(replace(out, feed="x_twitter", confidence=0.2, observed_at=table.at(25))) == []
    event, row = table.tell(replace(out, status="active", observed_at=table.at(30)))
    assert event.data["status"] == "active"
    assert row.row["home_missing"] == 0.0


def test_a_rivals_forecast_is_told_beside_ours_and_once(table, game_id):
    forecast = ForecastSeen(
        game_id=game_id,
        forecaster="espn",
        home_win_probability=0.71,
        play_id="2",
        observed_at=table.at(30),
    )
    (update,) = table.tell(forecast)
    assert isinstance(update, ForecastUpdate)
    assert (update.forecaster, update.home_win_probability, update.play_id) == ("espn", 0.71, "2")
    assert table.tell(forecast) == []
    assert table.tell(replace(forecast, observed_at=table.at(10), play_id="1")) == []


def test_what_feeds_do_wrong_is_told_once(table, game_id):
    seen = FindingSeen(
        game_id=game_id,
        finding="feeds disagree",
        detail="play 2: espn says touchdown, nfl_official says no play; nfl_official wins: league",
        observed_at=table.at(30),
    )
    (finding,) = table.tell(seen)
    assert isinstance(finding, Finding)
    assert (finding.finding, finding.detail) == (seen.finding, seen.detail)
    assert table.tell(seen) == []
