"""One GameCenter file, written small: every play exactly as it is normalised, every fault as it is met."""

import json
from pathlib import Path
from typing import Any

import pytest

from livebet.domain.games import Score, SeasonType, Side
from livebet.domain.messages import Refused
from livebet.domain.plays import Penalty, Play, PlayKind, ScoreChange, ScoreKind
from livebet.feeds.nfl_official import parse
from livebet.feeds.reconcile import fold, reconcile
from livebet.feeds.recording import Finding, Recording

EID = "2016110607"
PAYLOAD = Path(__file__).parents[2] / "contract" / "payloads" / "nfl_official" / "gamecenter.json"
GB, TEN = Side.AWAY, Side.HOME


@pytest.fixture
def content() -> dict[str, Any]:
    return json.loads(PAYLOAD.read_text())


def recording(content: dict[str, Any]) -> Recording:
    parsed = parse(json.dumps(content).encode())
    assert isinstance(parsed, Recording)
    return parsed


def drives(content: dict[str, Any]) -> dict[str, Any]:
    return content[EID]["drives"]


def told(parsed: Recording, play_id: str) -> Play:
    return next(play for play in parsed.plays if play.situation.play_id == play_id)


def ids(parsed: Recording) -> list[str]:
    return [play.situation.play_id for play in parsed.plays]


def test_the_game_is_known_from_its_id_and_teams(content: dict[str, Any]) -> None:
    game = recording(content).game
    assert (game.away_team, game.home_team, game.season, game.season_type) == (
        "GB",
        "TEN",
        2016,
        SeasonType.REGULAR,
    )
    assert game.kickoff.isoformat() == "2016-11-06T18:00:00+00:00"


def test_a_kickoff_belongs_to_its_receiver(content: dict[str, Any]) -> None:
    kickoff = told(recording(content), "36")
    assert kickoff.kind is PlayKind.KICKOFF
    assert kickoff.situation.possession is TEN
    assert kickoff.situation.yards_to_goal == 35
    assert (kickoff.possession_after, kickoff.spot_after) == (TEN, 75)


def test_a_touchdown_pass_scores_for_the_receivers_side(content: dict[str, Any]) -> None:
    touchdown = told(recording(content), "80")
    assert touchdown.kind is PlayKind.PASS
    assert touchdown.yards == 60
    assert touchdown.scores == (ScoreChange(TEN, ScoreKind.TOUCHDOWN),)
    assert touchdown.injured == ("GB-L.Gunner",)


def test_an_interception_returned_scores_for_the_defence_and_is_a_turnover(content: dict[str, Any]) -> None:
    play = told(recording(content), "185")
    assert play.situation.possession is GB
    assert play.scores == (ScoreChange(TEN, ScoreKind.TOUCHDOWN),)
    assert play.turnover


def test_a_challenge_in_vain_costs_the_challengers_timeout(content: dict[str, Any]) -> None:
    play = told(recording(content), "185")
    assert (play.challenge_lost_by, play.timeout_by) == (GB, GB)
    assert told(recording(content), "150").timeout_by is GB


def test_a_flag_before_the_snap_is_no_play(content: dict[str, Any]) -> None:
    play = told(recording(content), "165")
    assert play.kind is PlayKind.NO_PLAY
    assert play.penalties == (Penalty(GB, 5),)


def test_a_try_without_a_row_is_restored_and_said_so(content: dict[str, Any]) -> None:
    parsed = recording(content)
    assert ids(parsed)[8:11] == ["185", "185-try", "240"]
    assert told(parsed, "185-try").scores == (ScoreChange(TEN, ScoreKind.EXTRA_POINT),)
    assert parsed.findings == (
        Finding("185-try", "try_restored", "(extra point good; the recording has no row for it)"),
    )


def test_a_missing_try_that_failed_is_restored_as_failed(content: dict[str, Any]) -> None:
    content[EID]["home"]["stats"]["kicking"]["00-0000001"] |= {"xpmade": 1, "xpmissed": 1}
    assert told(recording(content), "185-try").scores == ()


def test_a_safety_scores_for_the_defence(content: dict[str, Any]) -> None:
    assert told(recording(content), "290").scores == (ScoreChange(TEN, ScoreKind.SAFETY),)


def test_a_muffed_kickoff_is_lost_by_its_receiver(content: dict[str, Any]) -> None:
    play = told(recording(content), "310")
    assert play.turnover
    assert (play.situation.possession, play.possession_after, play.spot_after) == (TEN, GB, 18)


def test_points_that_were_reversed_do_not_count(content: dict[str, Any]) -> None:
    play = told(recording(content), "390")
    assert play.scores == ()
    assert play.yards == 0


def test_statistics_of_points_taken_back_do_not_count(content: dict[str, Any]) -> None:
    drives(content)["1"]["plays"]["80"]["sp"] = 0
    assert told(recording(content), "80").scores == ()


def test_a_two_point_try_scores_two(content: dict[str, Any]) -> None:
    assert told(recording(content), "430").scores == (ScoreChange(GB, ScoreKind.TWO_POINT),)


def test_the_written_game_reconciles(content: dict[str, Any]) -> None:
    parsed = recording(content)
    assert reconcile(parsed) == []
    assert fold(parsed).score == Score(16, 11)


def test_a_wrong_final_is_told_with_both_scores(content: dict[str, Any]) -> None:
    content[EID]["home"]["score"] |= {"4": 3, "T": 19}
    assert reconcile(recording(content)) == [
        "final 16-11 from the plays, 19-11 recorded",
        "period 4: 0-0 from the plays, 3-0 recorded",
    ]


def test_a_score_that_only_the_summary_has_is_told(content: dict[str, Any]) -> None:
    content[EID]["scrsummary"]["400"] = {
        "type": "FG",
        "desc": "K.Foot 20 yd. Field Goal",
        "qtr": 3,
        "team": "TEN",
    }
    assert reconcile(recording(content)) == [
        "scoring summary has 1 × home field_goal period 3 try 0, the plays do not"
    ]


def test_a_game_that_is_not_over_does_not_reconcile(content: dict[str, Any]) -> None:
    content[EID]["qtr"] = 4
    del drives(content)["5"]["plays"]["470"]
    assert reconcile(recording(content)) == [
        "the recording stops before the game is over",
        "the plays do not reach the end of the game",
    ]


def test_a_missing_last_row_is_restored_where_the_file_says_final(content: dict[str, Any]) -> None:
    del drives(content)["5"]["plays"]["470"]
    parsed = recording(content)
    assert parsed.plays[-1].kind is PlayKind.GAME_END
    assert parsed.findings[-1].finding == "end_restored"
    assert reconcile(parsed) == []


def test_a_play_without_a_time_takes_that_of_the_row_before(content: dict[str, Any]) -> None:
    play = drives(content)["1"]["plays"]["101"]
    play["time"] = ""
    parsed = recording(content)
    assert told(parsed, "101").situation.clock_seconds == 860
    assert Finding("101", "clock_missing", "took 860 s of period 1") in parsed.findings


def test_a_play_without_a_time_field_takes_the_clock_in_its_words(content: dict[str, Any]) -> None:
    del drives(content)["1"]["plays"]["80"]["time"]
    parsed = recording(content)
    assert told(parsed, "80").situation.clock_seconds == 860
    assert [finding.finding for finding in parsed.findings] == ["try_restored"]


def test_a_clock_that_runs_backwards_is_set_to_its_neighbours(content: dict[str, Any]) -> None:
    drives(content)["2"]["plays"]["132"]["time"] = "14:59"
    parsed = recording(content)
    assert told(parsed, "132").situation.clock_seconds == 852
    assert ids(parsed)[4:6] == ["117", "132"]
    assert (
        Finding("132", "clock_backwards", "said 899 s of period 1, took 852 s of period 1") in parsed.findings
    )


def test_a_play_out_of_order_is_placed_by_its_id_and_clock(content: dict[str, Any]) -> None:
    plays = drives(content)["1"]["plays"]
    drives(content)["5"]["plays"] |= {"80": plays.pop("80")}
    parsed = recording(content)
    assert ids(parsed)[:4] == ["36", "58", "80", "101"]
    assert Finding("80", "out_of_order", "placed by its id and clock") in parsed.findings


def test_a_play_told_twice_under_two_ids_counts_once(content: dict[str, Any]) -> None:
    touchdown = drives(content)["1"]["plays"]["80"]
    again = {**touchdown, "desc": touchdown["desc"] + " PENALTY on GB, Unsportsmanlike Conduct, declined."}
    plays = drives(content)["1"]["plays"]
    drives(content)["1"]["plays"] = {**plays, "101": again, "102": plays["101"]}
    parsed = recording(content)
    assert ids(parsed)[:4] == ["36", "58", "101", "102"]
    assert Finding("80", "told_twice", "play 101 tells it anew") in parsed.findings
    assert reconcile(parsed) == []


def test_the_same_play_in_two_drives_counts_once(content: dict[str, Any]) -> None:
    drives(content)["2"]["plays"]["80"] = drives(content)["1"]["plays"]["80"]
    assert ids(recording(content)).count("80") == 1


def test_extra_fields_change_nothing(content: dict[str, Any]) -> None:
    plain = recording(content)
    content[EID]["surprise"] = {"a": [1]}
    drives(content)["1"]["surprise"] = 1
    drives(content)["1"]["plays"]["80"]["surprise"] = None
    assert recording(content) == plain


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("qtr", None, "play 58: not the shape of a play: Expected `int`, got `null` - at `$.qtr`"),
        ("down", 5, "play 58: not the shape of a play: Expected `int` <= 4 - at `$.down`"),
        ("posteam", "XYZ", "play 58: team 'XYZ' is not in this game"),
        ("posteam", "NE", "play 58: team 'NE' is not in this game"),
        ("players", 7, "play 58: not the shape of a play: Expected `object`, got `int` - at `$.players`"),
    ],
)
def test_a_spoiled_play_is_refused_alone(
    content: dict[str, Any], field: str, value: object, reason: str
) -> None:
    whole = ids(recording(content))
    drives(content)["1"]["plays"]["58"][field] = value
    parsed = recording(content)
    assert [(refused.reason, refused.native_id) for refused in parsed.refused] == [(reason, EID)]
    assert ids(parsed) == [play_id for play_id in whole if play_id != "58"]


def test_an_unknown_team_refuses_the_game(content: dict[str, Any]) -> None:
    content[EID]["home"]["abbr"] = "XYZ"
    parsed = parse(json.dumps(content).encode())
    assert isinstance(parsed, Refused)
    assert parsed.reason == "unknown team 'XYZ'"


@pytest.mark.parametrize("plays", [0, 2001])
def test_a_file_with_no_plays_or_more_than_any_game_is_refused(content: dict[str, Any], plays: int) -> None:
    one = drives(content)["1"]["plays"]["58"]
    content[EID]["drives"] = {"1": {"plays": {str(number): one for number in range(plays)}}}
    parsed = parse(json.dumps(content).encode())
    assert isinstance(parsed, Refused)
    assert (parsed.reason, parsed.native_id) == (f"a game of {plays} plays that can be read", EID)


def test_old_names_of_a_franchise_are_its_present_one(content: dict[str, Any]) -> None:
    text = json.dumps(content).replace('"TEN"', '"STL"').replace("TEN ", "STL ").replace('"GB"', '"JAC"')
    parsed = parse(text.encode())
    assert isinstance(parsed, Recording)
    assert (parsed.game.home_team, parsed.game.away_team) == ("LA", "JAX")
    assert told(parsed, "58").situation.yards_to_goal == 75
