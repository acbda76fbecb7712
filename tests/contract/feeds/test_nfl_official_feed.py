import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import Refused
from livebet.domain.plays import Penalty, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.items import GameTold, Item, PlayTakenBack, PlayTold, ScoreTold
from livebet.feeds.nfl_official import FEED, items, parse
from livebet.feeds.reconcile import fold, reconcile
from livebet.feeds.recording import Recording
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.game.sports.nfl import RULES
from livebet.game.state import GameState, Phase
from livebet.settings import ROOT

WRITTEN = Path(__file__).parent.parent / "payloads" / "nfl_official"
RECORDINGS = ROOT.parent / "shared" / "feeds" / "nfl_official"
GAME = "2031090700"
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")


@recorded
@pytest.mark.parametrize(
    ("name", "final"),
    [
        ("2011120406", Score(31, 17)),
        ("2012010115", Score(23, 20)),
        ("2016111307", Score(47, 25)),
        ("2016111312", Score(24, 31)),
    ],
)
def test_game_center_recordings_reconcile(name: str, final: Score) -> None:
    recording = parse((RECORDINGS / f"{name}.gtd.json.gz").read_bytes())
    assert isinstance(recording, Recording)
    assert reconcile(recording) == []
    assert fold(recording).score == final


def shield(**changes: dict[str, object] | None) -> bytes:
    """The written Shield game with some plays changed, or None: taken out."""
    game = json.loads((WRITTEN / "shield.json").read_bytes())
    plays = []
    for play in game["driveChart"]["plays"]:
        change = changes.get(f"n{play['playId']}", {})
        if change is not None:
            plays.append({**play, **change})
    game["driveChart"]["plays"] = plays
    return json.dumps(game).encode()


def plays(told: Sequence[Item]) -> dict[str, PlayTold]:
    return {item.official_id: item for item in told if isinstance(item, PlayTold)}


def at(minute: int, second: int) -> datetime:
    return datetime(2031, 9, 7, 17, minute, second, tzinfo=UTC)


def test_shield_plays_are_told_in_the_order_of_their_sequence_numbers() -> None:
    found = plays(items(shield()))
    assert list(found) == ["40", "55", "120", "100", "130", "150", "170", "190", "400"]
    assert found["120"].play.situation.sequence == 98_500


def test_a_shield_interception_hands_the_ball_over_where_the_words_say() -> None:
    assert plays(items(shield()))["100"] == PlayTold(
        feed="nfl_official",
        native_id=GAME,
        observed_at=at(4, 0),
        official_id="100",
        play=Play(
            situation=Situation(
                play_id="100",
                sequence=100_000,
                period=1,
                clock_seconds=855,
                possession=Side.HOME,
                down=1,
                distance=10,
                yards_to_goal=55,
            ),
            kind=PlayKind.PASS,
            description="(14:15) B.Arm pass deep right intended for C.Hands INTERCEPTED by E.Hawk at SEA 20. "
            "E.Hawk to SEA 30 for 10 yards (C.Hands).",
            turnover=True,
            possession_after=Side.AWAY,
            spot_after=70,
        ),
    )


def test_a_shield_kickoff_is_the_receivers_situation() -> None:
    play = plays(items(shield()))["40"].play
    assert (play.kind, play.situation.possession, play.situation.yards_to_goal) == (
        PlayKind.KICKOFF,
        Side.HOME,
        35,
    )


def test_a_shield_touchdown_and_its_try_make_seven_points() -> None:
    found = plays(items(shield()))
    assert found["130"].play.scores == (ScoreChange(Side.AWAY, ScoreKind.TOUCHDOWN),)
    assert found["150"].play.scores == (ScoreChange(Side.AWAY, ScoreKind.EXTRA_POINT),)


def test_a_shield_timeout_penalty_and_injury_say_whose_they_are() -> None:
    found = plays(items(shield()))
    assert (found["120"].play.kind, found["120"].play.timeout_by) == (PlayKind.TIMEOUT, Side.AWAY)
    assert (found["170"].play.kind, found["170"].play.penalties) == (
        PlayKind.NO_PLAY,
        (Penalty(Side.HOME, 5),),
    )
    assert found["55"].play.injured == ("SEA-D.Back",)


def test_a_shield_period_ends_at_zero_and_the_row_that_opens_the_game_is_no_play() -> None:
    found = plays(items(shield()))
    assert (found["190"].play.kind, found["190"].play.situation.clock_seconds) == (PlayKind.PERIOD_END, 0)
    assert "1" not in found


def test_a_shield_game_is_named_as_game_center_names_it_and_its_final_is_official() -> None:
    told = items(shield())
    assert told[0] == GameTold(
        feed="nfl_official",
        native_id=GAME,
        observed_at=UNKNOWN_INSTANT,
        sport="nfl",
        home="NE",
        away="SEA",
        kickoff=datetime(2031, 9, 7, 17, tzinfo=UTC),
        phase="final",
        season=2031,
        season_type=SeasonType.REGULAR,
        week=1,
        venue="Field of Tests",
    )
    assert told[-1] == ScoreTold(
        feed="nfl_official",
        native_id=GAME,
        observed_at=UNKNOWN_INSTANT,
        score=Score(0, 7),
        phase="final",
        official=True,
    )


def taken_back(told: Sequence[Item]) -> list[str]:
    return [item.play_id for item in told if isinstance(item, PlayTakenBack)]


def test_a_deleted_shield_play_is_taken_back() -> None:
    session = FEED.open()
    assert taken_back(session(shield())) == ["700"]
    deleted = session(shield(n130={"playDeleted": True, "quarter": 0, "stats": []}))
    assert taken_back(deleted) == ["700", "130"]
    assert "130" not in plays(deleted)


def test_a_shield_play_that_vanishes_is_taken_back_and_comes_again_as_a_correction() -> None:
    session = FEED.open()
    session(shield())
    assert taken_back(session(shield(n150=None))) == ["700", "150"]
    assert plays(session(shield()))["150"].play.revision == 1


def test_a_shield_play_told_otherwise_is_a_higher_revision_and_the_others_stay() -> None:
    session = FEED.open()
    before = plays(session(shield()))
    after = plays(session(shield(n55={"playDescription": "(15:00) B.Arm pass to C.Hands for 20 yards."})))
    assert after["55"].play.revision == 1
    assert after["130"] is before["130"]


def test_a_bad_shield_play_is_refused_alone_and_a_list_of_games_is_read() -> None:
    told = items(b"[" + shield(n100={"quarter": 0}) + b"]")
    assert "100" not in plays(told)
    assert [item.reason for item in told if isinstance(item, Refused)] == ["play 100: no quarter"]


def states(told: Sequence[Item]) -> dict[str, GameState]:
    """The state after every play, by its GSIS id."""
    game = told[0]
    assert isinstance(game, GameTold)
    assert game.kickoff is not None
    state = RULES.start(
        Game(
            game_id=game_uuid("nfl_official", game.native_id, ""),
            sport=Sport.NFL,
            season=game.season or 0,
            season_type=SeasonType.REGULAR,
            home_team=game.home,
            away_team=game.away,
            kickoff=game.kickoff,
            feed="nfl_official",
            native_id=game.native_id,
        ),
        None,
    )
    found: dict[str, GameState] = {}
    for item in told:
        if isinstance(item, PlayTold):
            found[item.official_id] = state = RULES.finish(state, item.play)
    return found


@recorded
@pytest.mark.parametrize(
    ("name", "final", "timeouts"),
    [
        ("2016_10_SEA_NE", Score(24, 31), (0, 0)),
        ("2022_01_NO_ATL", Score(26, 27), (0, 0)),
        ("2023_02_GB_ATL", Score(25, 24), (1, 0)),
        ("2023_15_BAL_JAX", Score(7, 23), (0, 1)),
    ],
)
def test_shield_recordings_fold_to_the_official_final(
    name: str, final: Score, timeouts: tuple[int, int]
) -> None:
    told = items_of(f"shield_{name}.json.gz")
    *_, last = states(told).values()
    assert (last.score, last.phase) == (final, Phase.FINAL)
    assert (last.timeouts_home, last.timeouts_away) == timeouts
    official = told[-1]
    assert isinstance(official, ScoreTold)
    assert (official.score, official.official) == (final, True)


def items_of(name: str) -> Sequence[Item]:
    return FEED.parse((RECORDINGS / name).read_bytes())


@recorded
@pytest.mark.parametrize(
    ("name", "deleted"),
    [
        ("2016_10_SEA_NE", ["3426", "647"]),
        ("2022_01_NO_ATL", []),
        ("2023_02_GB_ATL", ["1476"]),
        ("2023_15_BAL_JAX", ["901"]),
    ],
)
def test_recorded_deletions_are_told(name: str, deleted: list[str]) -> None:
    assert taken_back(items_of(f"shield_{name}.json.gz")) == deleted


@recorded
def test_seattle_at_new_england_agrees_play_for_play_in_both_shapes() -> None:
    """All but one description: Shield names the tackler of a play that did not count (GSIS id 1557)."""
    center, later = items_of("2016111312.gtd.json.gz"), items_of("shield_2016_10_SEA_NE.json.gz")
    first, second = plays(center), plays(later)
    assert list(first) == list(second)
    assert len(first) == 182
    differ = [gsis for gsis in first if _plain(first[gsis]) != _plain(second[gsis])]
    assert differ == ["1557"]
    wordless = [_plain(told["1557"], description="") for told in (first, second)]
    assert wordless[0] == wordless[1]


def _plain(told: PlayTold, **changes: str) -> Play:
    play = replace(told.play, situation=replace(told.play.situation, sequence=0))
    return replace(play, description=changes.get("description", play.description))


@recorded
def test_seattle_at_new_england_has_the_same_score_after_every_play_in_both_shapes() -> None:
    center = states(items_of("2016111312.gtd.json.gz"))
    later = states(items_of("shield_2016_10_SEA_NE.json.gz"))
    told = [
        [
            (gsis, state.score, state.possession, state.down, state.clock_seconds)
            for gsis, state in fold.items()
        ]
        for fold in (center, later)
    ]
    assert told[0] == told[1]
