"""Corrections from bytes to decisions: parser, identity, merge, quality, engine end as the clean feed does.

What was overturned, deleted, reordered or edited is rewound; what was published from it is taken back with a
reason, and replaced.
"""

import asyncio
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jsonpatch
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from livebet.domain.games import Side, Sport
from livebet.domain.markets import MONEYLINE, Selection
from livebet.domain.messages import (
    Finding,
    GameUpdate,
    Inbound,
    KeyEvent,
    Outbound,
    PlayDeleted,
    Prediction,
    PredictionRetracted,
    PredictionUpdate,
    PredictionWanted,
    QuoteSeen,
    Refused,
    ValueBet,
    ValueBetWithdrawn,
)
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.engine import Engine, EngineConfig
from livebet.feeds.items import GameTold, Item, PlayTakenBack, PlayTold, Told
from livebet.feeds.packing import unpacked
from livebet.feeds.pipeline import LiveDataPipeline, ProcessedData
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.registry import FEEDS
from livebet.settings import ROOT
from livebet.simulator.games import simulate
from livebet.simulator.script import Strengths

RECORDINGS = ROOT.parent / "shared" / "feeds"
PAYLOADS = Path(__file__).parents[1] / "contract" / "payloads"
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")
KICKOFF = datetime(2026, 11, 22, 18, tzinfo=UTC)
LEAGUES = {Sport.NFL: "nfl_official", Sport.NBA: "nba_cdn", Sport.MLB: "mlb_gumbo"}
SPORTS = {name: sport for sport, name in LEAGUES.items()}
TEAMS = {Sport.NFL: ("GB", "CHI"), Sport.NBA: ("BOS", "LAL"), Sport.MLB: ("BOS", "NYY")}
NOT_STATE = {"message_id", "offset", "revision", "observed_at"}
"""What tells one way to a state from another, and not one state from another."""


@dataclass
class Platform:
    """All rooms between the bytes and what is published, in one process."""

    engine: Engine = field(default_factory=lambda: Engine(EngineConfig()))
    pipeline: LiveDataPipeline = field(default_factory=LiveDataPipeline)
    told: list[Inbound] = field(default_factory=list)
    said: list[Outbound] = field(default_factory=list)
    received_at: datetime = datetime(2040, 1, 1, tzinfo=UTC)

    def take(self, items: Iterable[Item] | Iterable[Inbound]) -> list[Outbound]:
        """What one batch makes the engine say."""
        self.received_at += timedelta(seconds=1)
        things: tuple[Any, ...] = tuple(map(self._stamped, items))
        things = tuple(thing for thing in things if not isinstance(thing, Refused))
        validated = self.pipeline.validate_data_quality(ProcessedData((things,)))
        verdict = asyncio.run(validated)
        assert verdict.refused == []
        said = [out for message in verdict.accepted for out in self.engine.handle(message)]
        self.told += verdict.accepted
        self.said += said
        return said

    def _stamped(self, item: Item | Inbound) -> Item | Inbound:
        """Where a feed tells no instant, the one at which it came counts."""
        if isinstance(item, Told) and item.observed_at == UNKNOWN_INSTANT:
            return replace(item, observed_at=self.received_at)
        return item

    def states(self) -> dict[object, dict[str, object]]:
        """Every game as it was told last."""
        return {one.game_id: _state(one) for one in self.said if isinstance(one, GameUpdate)}

    def findings(self) -> list[str]:
        """What the engine said of corrections."""
        return [one.finding for one in self.said if isinstance(one, Finding)]


def _state(update: GameUpdate) -> dict[str, object]:
    shown = msgspec.to_builtins(update)
    return {name: value for name, value in shown.items() if name not in NOT_STATE}


def after(batches: Iterable[Sequence[Item]]) -> Platform:
    platform = Platform()
    for batch in batches:
        platform.take(batch)
    return platform


# ---------------------------------------------------------------- random corrections of whole games


@cache
def league(sport: Sport) -> list[Item]:
    """A simulated game as its league would tell it, ten seconds from play to play."""
    home, away = TEAMS[sport]
    game = simulate(sport, 5, home, away, Strengths(), kickoff=KICKOFF)
    head = GameTold(
        feed=LEAGUES[sport],
        native_id="1",
        observed_at=KICKOFF,
        sport=sport.value,
        home=home,
        away=away,
        kickoff=KICKOFF,
        phase="in_play",
    )
    return [head, *(_telling(sport, play, at(number)) for number, play in enumerate(game.plays))]


def at(number: float) -> datetime:
    return KICKOFF + timedelta(seconds=10 * number)


def _telling(sport: Sport, play: Play, when: datetime) -> PlayTold:
    play_id = play.situation.play_id
    return PlayTold(
        feed=LEAGUES[sport],
        native_id="1",
        observed_at=when,
        play=replace(play, revision=1),
        official_id=play_id,
    )


@cache
def clean_states(sport: Sport) -> dict[object, dict[str, object]]:
    """How the game ends where nothing is corrected."""
    return after([league(sport)]).states()


def corrected(items: Sequence[Item], chance: random.Random) -> Iterator[tuple[float, Item]]:
    """The game with what a feed corrects: each telling beside the number at which it is due."""
    yield 0.0, items[0]
    for number, item in enumerate(items[1:]):
        assert isinstance(item, PlayTold)
        drawn = chance.random()
        if drawn < 0.06:
            yield number, _first_told(item, chance)
            yield number + chance.uniform(1, 30), item
        else:
            yield number, item
        if drawn > 0.96:
            false = _false(item, number)
            yield number, false
            yield number + chance.uniform(1, 30), _taken_back(false)


def _first_told(item: PlayTold, chance: random.Random) -> PlayTold:
    """How a play may be told before it is overturned, edited or put where it belongs."""
    play, earlier = replace(item.play, revision=0), item.observed_at - timedelta(seconds=5)
    match chance.randrange(3):
        case 0:
            play = replace(play, scores=() if play.scores else (_points(SPORTS[item.feed], play),))
        case 1:
            play = replace(play, turnover=not play.turnover, kind=PlayKind.OTHER)
        case _:
            place = play.situation.sequence + chance.choice((-7, 7)) * 10
            play = replace(play, situation=replace(play.situation, sequence=max(1, place)))
    return replace(item, play=play, observed_at=earlier)


POINTS = {
    Sport.NFL: ScoreKind.FIELD_GOAL,
    Sport.NBA: ScoreKind.TWO_POINTER,
    Sport.MLB: ScoreKind.RUN,
}


def _points(sport: Sport, play: Play) -> ScoreChange:
    side = play.situation.possession or Side.HOME
    return ScoreChange(side, POINTS[sport])


def _false(item: PlayTold, number: int) -> PlayTold:
    """A play that never happened."""
    play = item.play
    situation = replace(play.situation, play_id=f"9{number:05}", sequence=play.situation.sequence + 1)
    false = replace(
        play,
        situation=situation,
        scores=(_points(SPORTS[item.feed], play),),
        kind=PlayKind.OTHER,
        description="no",
    )
    return replace(item, play=false, official_id=situation.play_id)


def _taken_back(false: PlayTold) -> PlayTakenBack:
    return PlayTakenBack(
        feed=false.feed,
        native_id=false.native_id,
        observed_at=false.observed_at + timedelta(seconds=60),
        play_id=false.play.situation.play_id,
        official_id=false.official_id,
    )


def arrivals(due: Iterable[tuple[float, Item]], chance: random.Random, late: float) -> list[list[Item]]:
    """Batches as they come: out of order by up to `late` plays, some things twice or three times."""
    told = [
        (when + chance.uniform(0, late), chance.random(), item)
        for when, item in due
        for _ in range(chance.choice((1, 1, 1, 1, 2, 3)))
    ]
    told.sort(key=lambda one: one[:2])
    size = chance.choice((15, 40, 100))
    return [[item for *_, item in told[start : start + size]] for start in range(0, len(told), size)]


@pytest.mark.parametrize("sport", Sport)
@given(seed=st.integers(0, 2**32), late=st.sampled_from((0.0, 3.0, 40.0)))
@example(seed=1, late=1000.0)
@settings(max_examples=5, deadline=None)
def test_whatever_is_corrected_and_whatever_comes_when_the_game_ends_as_the_clean_feed_ends_it(
    sport: Sport, seed: int, late: float
) -> None:
    chance = random.Random(seed)
    platform = after(arrivals(corrected(league(sport), chance), chance, late))
    assert platform.states() == clean_states(sport)
    (state,) = platform.states().values()
    assert state["phase"] == "final"


# ---------------------------------------------------------------- what the recordings correct


def plays_deleted_late(raw: bytes) -> tuple[Platform, Platform]:
    """A file of Shield read as if nothing had been deleted, then as it is; and as it is alone."""
    session = FEEDS["nfl_official"].open()
    late = after([session(_undeleted(raw)), session(raw)])
    return late, after([FEEDS["nfl_official"].open()(raw)])


def _undeleted(raw: bytes) -> bytes:
    """Shield empties what it deletes, so another play's content stands for what was told before."""
    whole = json.loads(raw)
    plays = _plays(whole)
    content = [play for play in plays if not play["playDeleted"] and play["playDescription"]]
    for nth, play in enumerate(one for one in plays if one["playDeleted"]):
        told = content[len(content) // 2 + nth]
        own = {"playId": play["playId"], "playSequenceNumber": told["playSequenceNumber"] + 0.5}
        play.update({**told, **own})
    return json.dumps(whole).encode()


def _plays(node: Any) -> list[dict[str, Any]]:
    """The list of plays, wherever the answer keeps it."""
    if isinstance(node, dict):
        if "driveChart" in node:
            return list(node["driveChart"]["plays"])
        return next((found for value in node.values() if (found := _plays(value))), [])
    return next((found for value in node if (found := _plays(value))), []) if isinstance(node, list) else []


SHIELD = ("shield_2016_10_SEA_NE", "shield_2023_02_GB_ATL", "shield_2023_15_BAL_JAX")


@recorded
@pytest.mark.parametrize("name", SHIELD)
def test_plays_that_the_league_deletes_are_gone_as_if_they_had_never_been_told(name: str) -> None:
    raw = unpacked((RECORDINGS / "nfl_official" / f"{name}.json.gz").read_bytes())
    late, clean = plays_deleted_late(raw)
    assert late.states() == clean.states()
    assert any(isinstance(message, PlayDeleted) for message in late.told)
    assert "play_deleted" in late.findings()
    assert "play_deleted" not in clean.findings()


def test_a_written_file_of_the_league_deletes_its_play_too() -> None:
    late, clean = plays_deleted_late((PAYLOADS / "nfl_official" / "shield.json").read_bytes())
    assert late.states() == clean.states()
    assert "play_deleted" in late.findings()


def pushed(raw: bytes) -> list[list[Item]]:
    """Each line of a push stream in one session, as it came."""
    session = FEEDS["sportradar"].open()
    return [list(session(line)) for line in unpacked(raw).splitlines() if line.strip()]


def last_words(batches: Sequence[Sequence[Item]]) -> list[Item]:
    """What the stream says in the end: each play as told last, none that was taken back since."""
    plays: dict[tuple[str, str], PlayTold] = {}
    games: dict[str, GameTold] = {}
    for item in (one for batch in batches for one in batch):
        match item:
            case GameTold():
                games.setdefault(item.native_id, item)
            case PlayTold():
                known = plays.get((item.native_id, item.play.situation.play_id))
                if known is None or item.play.revision >= known.play.revision:
                    plays[item.native_id, item.play.situation.play_id] = item
            case PlayTakenBack():
                plays.pop((item.native_id, item.play_id), None)
    return [*games.values(), *plays.values()]


def plays_alone(batch: Sequence[Item]) -> list[Item]:
    return [item for item in batch if isinstance(item, GameTold | PlayTold | PlayTakenBack)]


PUSHED = ("nba_push_2023-07-19T132004Z_CHI_NYK_BKN_POR", "nba_push_2023-07-19T200118Z_SAS_LAL")


@recorded
@pytest.mark.parametrize("name", PUSHED)
def test_what_a_recorded_stream_resends_and_deletes_ends_in_its_last_words(name: str) -> None:
    batches = pushed((RECORDINGS / "sportradar" / "push" / f"{name}.ndjson.gz").read_bytes())
    live = after(plays_alone(batch) for batch in batches)
    clean = after([last_words(batches)])
    assert live.states() == clean.states()
    assert {"play_corrected", "play_deleted"} <= set(live.findings())
    again = after(plays_alone(batch) for one in batches for batch in (one, one))
    assert again.states() == live.states()
    assert len(again.said) == len(live.said)


def test_a_written_stream_ends_in_its_last_words() -> None:
    batches = pushed((PAYLOADS / "sportradar" / "nba_push.ndjson").read_bytes())
    live = after(plays_alone(batch) for batch in batches)
    assert live.states() == after([last_words(batches)]).states()
    assert "play_deleted" in live.findings() or "play_corrected" in live.findings()


def patched(document: bytes, *patches: bytes) -> bytes:
    content = json.loads(document)
    for patch in patches:
        for step in json.loads(patch):
            content = jsonpatch.apply_patch(content, step["diff"])
    return json.dumps(content).encode()


def test_a_reopened_plate_appearance_and_its_new_result_end_where_the_last_document_ends() -> None:
    live, patch, reopening = (
        (PAYLOADS / "mlb_gumbo" / name).read_bytes()
        for name in ("live.json", "patch.json", "reopening_patch.json")
    )
    session, platform = FEEDS["mlb_gumbo"].open(), Platform()
    platform.take(real_teams(session(live)))
    platform.take(real_teams(session(patch)))
    before = platform.states()
    reopened = platform.take(real_teams(session(reopening)))
    assert [one.finding for one in reopened if isinstance(one, Finding)] == ["play_corrected"]
    again = json.loads(patched(live, patch))
    again["metaData"]["timeStamp"] = "20310601_172230"
    platform.take(real_teams(session(json.dumps(again).encode())))
    clean = after([real_teams(FEEDS["mlb_gumbo"].parse(patched(live, patch)))])
    assert platform.states() == before == clean.states()


def real_teams(items: Iterable[Item]) -> list[Item]:
    """The written game with teams that exist."""
    return [replace(item, home="BOS", away="NYY") if isinstance(item, GameTold) else item for item in items]


@recorded
@pytest.mark.parametrize("name", ["no-move", "with-move"])
def test_recorded_patches_of_a_game_end_where_the_whole_document_ends(name: str) -> None:
    folder = RECORDINGS / "mlb_gumbo" / "inprogress"
    live = unpacked((folder / f"live-feed-{name}.json.gz").read_bytes())
    patch = (folder / f"diff-patch-{name}.json").read_bytes()
    session = FEEDS["mlb_gumbo"].open()
    assert after([session(live), session(patch)]).states() == (
        after([FEEDS["mlb_gumbo"].parse(patched(live, patch))]).states()
    )


# ---------------------------------------------------------------- what was published is taken back


HEAD = league(Sport.NFL)[0]


def drive(number: int, *scores: ScoreChange, revision: int = 0, later: float = 0) -> PlayTold:
    situation = Situation(
        play_id=str(number),
        sequence=number,
        period=1,
        clock_seconds=900 - 30 * number,
        possession=Side.HOME,
        down=1,
        distance=10,
        yards_to_goal=50,
    )
    play = Play(
        situation=situation,
        kind=PlayKind.PASS,
        description=f"play {number}",
        yards=50 if scores else 5,
        scores=scores,
        revision=revision,
    )
    return PlayTold(
        feed="nfl_official",
        native_id="1",
        observed_at=at(number + later),
        play=play,
        official_id=str(number),
    )


TOUCHDOWN = ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN)


@dataclass
class Followed(Platform):
    """A platform with a model that answers at once and a bookmaker that does not move."""

    home: float = 0.6

    def play(self, *items: Item) -> list[Outbound]:
        """What follows from items, answers to what is asked included."""
        said = self.take(items)
        for wanted in [one for one in said if isinstance(one, PredictionWanted)][-1:]:
            said += self.take([_answer(wanted, self.home)])
        return said

    def quoted(self, second: float) -> list[Outbound]:
        """Both prices of a bookmaker."""
        game_id = next(one.game_id for one in self.said if isinstance(one, GameUpdate))
        return self.take(
            QuoteSeen(
                game_id=game_id,
                quote=Quote("draftkings", MONEYLINE, selection, Price(1.9)),
                observed_at=at(second),
            )
            for selection in (Selection.AWAY, Selection.HOME)
        )


def _answer(wanted: PredictionWanted, home: float) -> Prediction:
    return Prediction(
        game_id=wanted.game_id,
        revision=wanted.revision,
        play_id=wanted.play_id,
        home_win_probability=home,
        away_win_probability=1.0 - home,
        confidence=0.95,
        model_version="test-1",
        features=wanted.row,
        observed_at=wanted.observed_at,
    )


def of(kind: type, said: Iterable[Outbound]) -> list:  # type: ignore[type-arg]  # messages of that kind
    return [one for one in said if isinstance(one, kind)]


def scored() -> tuple[Followed, list[Outbound]]:
    """A touchdown that is told, predicted from, and bet on."""
    followed = Followed()
    followed.play(HEAD, drive(1))
    followed.home = 0.62
    said = followed.play(drive(2, TOUCHDOWN)) + followed.quoted(2.5)
    assert [one.event_type for one in of(KeyEvent, said)][:1] == ["touchdown"]
    assert len(of(ValueBet, said)) == 1
    return followed, said


def overturned() -> PlayTold:
    return drive(2, revision=1, later=0.9)


def deleted() -> PlayTakenBack:
    return replace(_taken_back(drive(2)), observed_at=at(2.9))


@pytest.mark.parametrize(
    ("correction", "reason"),
    [(overturned(), "play_corrected"), (deleted(), "play_deleted")],
    ids=["overturned", "deleted"],
)
def test_what_a_false_touchdown_made_us_say_is_taken_back_with_a_reason_and_replaced(
    correction: Told, reason: str
) -> None:
    followed, said = scored()
    followed.home = 0.58
    taken = followed.play(correction)  # type: ignore[arg-type]  # one of two items
    (event,) = [one for one in of(KeyEvent, said) if one.event_type == "touchdown"]
    (bet,) = of(ValueBet, said)
    standing = [one.message_id for one in of(PredictionUpdate, said)]

    (gone,) = of(PredictionRetracted, taken)
    assert (set(gone.retracts) & set(standing), gone.reason) == (set(standing), reason)
    retracted = [one.data["retracts"] for one in of(KeyEvent, taken) if one.event_type == "retracted"]
    assert str(event.message_id) in retracted
    (withdrawn,) = of(ValueBetWithdrawn, taken)
    assert (withdrawn.value_bet_id, withdrawn.reason) == (bet.value_bet_id, "play")
    (update,) = of(PredictionUpdate, taken)
    assert update.prediction.home_win_probability == 0.58
    assert of(GameUpdate, taken)[-1].home_score == 0
    assert len(of(ValueBet, followed.quoted(4))) == 1


def test_a_play_told_late_rewinds_what_was_said_after_it() -> None:
    followed = Followed()
    followed.play(HEAD, drive(1))
    said = followed.play(drive(3))
    taken = followed.play(drive(2, TOUCHDOWN))
    (gone,) = of(PredictionRetracted, taken)
    assert gone.retracts == tuple(one.message_id for one in of(PredictionUpdate, said))
    assert gone.reason == "play_late"
    assert of(GameUpdate, taken)[-1].home_score == 6


def test_a_play_put_elsewhere_by_its_feed_is_folded_where_it_belongs() -> None:
    followed = Followed()
    wrong = drive(9, TOUCHDOWN)
    right = replace(wrong.play, situation=replace(wrong.play.situation, sequence=2), revision=1)
    followed.play(HEAD, drive(1), drive(3), wrong)
    followed.play(replace(wrong, play=right, observed_at=at(20)))
    clean = Followed()
    clean.play(HEAD, drive(1), replace(wrong, play=right, observed_at=at(20)), drive(3))
    assert followed.states() == clean.states()
