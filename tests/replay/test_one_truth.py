"""Several feeds' tellings of recorded games become one truth: that of the league, whatever came when."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from livebet.domain.games import Game, Side, Sport
from livebet.domain.messages import GameListed, Inbound, PlayDeleted, PlaySeen
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind
from livebet.feeds.feed import Authority
from livebet.feeds.identity.identify import Identity, Placed
from livebet.feeds.items import GameTold, Item, PlayTakenBack, PlayTold
from livebet.feeds.merge import Merger
from livebet.feeds.nfl_official import items as league_items
from livebet.feeds.recordings import read
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.game.sports.table import RULES
from livebet.game.state import GameState, Phase
from livebet.simulator.games import simulate
from livebet.simulator.script import Strengths

NOW = datetime(2016, 11, 13, 19, tzinfo=UTC)
EID = "2016111312"
AUTHORITIES = {
    "nfl_official": Authority.LEAGUE,
    "league": Authority.LEAGUE,
    "company": Authority.DATA_COMPANY,
    "media": Authority.MEDIA,
}


def recorded() -> list[Item]:
    return [item for item in league_items(read(EID)) if isinstance(item, GameTold | PlayTold)]


def simulated(sport: Sport, home: str, away: str) -> list[Item]:
    game = simulate(sport, 11, home, away, Strengths(), kickoff=NOW)
    announced = GameTold(
        feed="league",
        native_id="1",
        observed_at=UNKNOWN_INSTANT,
        sport=sport.value,
        home=home,
        away=away,
        kickoff=NOW,
        phase="in_play",
    )
    told = (
        PlayTold(
            feed="league",
            native_id="1",
            observed_at=UNKNOWN_INSTANT,
            play=play,
            official_id=play.situation.play_id,
        )
        for play in game.plays
    )
    return [announced, *told]


LEAGUE = recorded()
GAMES: dict[Sport, list[Item]] = {
    Sport.NFL: LEAGUE,
    Sport.NBA: simulated(Sport.NBA, "BOS", "LAL"),
    Sport.MLB: simulated(Sport.MLB, "BOS", "NYY"),
}


def clean(items: Iterable[Item]) -> list[Play]:
    return [item.play for item in items if isinstance(item, PlayTold)]


def messages(batches: Iterable[Sequence[Item]]) -> list[Inbound]:
    who, merger = Identity(AUTHORITIES), Merger(AUTHORITIES)
    said: list[Inbound] = []
    for batch in batches:
        said += taken(who, merger, batch)
        assert taken(who, merger, batch) == []
    return said


def taken(who: Identity, merger: Merger, batch: Iterable[Item]) -> list[Inbound]:
    found = [one for item in batch for one in who.take(item, NOW)]
    assert all(isinstance(one, Placed) for one in found)
    return merger.take([one for one in found if isinstance(one, Placed)])


def stands(said: Iterable[Inbound]) -> tuple[Game, list[Play]]:
    """The game and its plays in order, by the rules that every reader of the stream keeps."""
    game: Game | None = None
    plays: dict[str, Play] = {}
    newest: dict[str, int] = {}
    for message in said:
        match message:
            case GameListed():
                assert game is None or message.game.game_id == game.game_id
                game = message.game
            case PlaySeen(play=play):
                play_id = play.situation.play_id
                assert play.revision > newest.get(play_id, -1)
                newest[play_id] = play.revision
                plays[play_id] = play
            case PlayDeleted(play_id=play_id):
                del plays[play_id]
    assert game is not None
    sequences = [play.situation.sequence for play in plays.values()]
    assert len(set(sequences)) == len(sequences)
    return game, sorted(plays.values(), key=lambda play: play.situation.sequence)


def fold(game: Game, plays: Iterable[Play]) -> GameState:
    """The final state, without the names that plays go by."""
    rules = RULES[game.sport]
    state = rules.start(game, None)
    for play in plays:
        state = rules.finish(state, play)
    return replace(state, revision=0, play_id="", sequence=0)


def lesser(feed: str, league: list[Item], chance: random.Random, *, numbered: bool) -> list[Item]:
    """The game as a lesser feed might tell it: clocks off, plays missing, invented, misread."""
    assert isinstance(league[0], GameTold)
    told: list[Item] = [replace(league[0], feed=feed, native_id=feed)]
    for play in clean(league):
        if chance.random() < 0.08:
            continue
        told.append(_telling(feed, _misread(play, chance), len(told), numbered, play.situation.play_id))
        if chance.random() < 0.04:
            told.append(_telling(feed, _invented(play, chance), len(told), False, ""))
    return told


def _telling(feed: str, play: Play, sequence: int, numbered: bool, official_id: str) -> PlayTold:
    situation = replace(play.situation, play_id=f"{feed}-{sequence}", sequence=sequence * 100)
    return PlayTold(
        feed=feed,
        native_id=feed,
        observed_at=UNKNOWN_INSTANT,
        play=replace(play, situation=situation, description="as others tell it"),
        official_id=official_id if numbered else "",
    )


def _misread(play: Play, chance: random.Random) -> Play:
    clock = play.situation.clock_seconds
    if clock is not None and chance.random() < 0.3:
        play = replace(
            play, situation=replace(play.situation, clock_seconds=max(0, clock - chance.randint(0, 3)))
        )
    if chance.random() < 0.05:
        play = replace(play, kind=PlayKind.OTHER)
    if chance.random() < 0.03:
        play = replace(play, scores=(ScoreChange(Side.HOME, ScoreKind.FIELD_GOAL),))
    return play


def _invented(play: Play, chance: random.Random) -> Play:
    kind = chance.choice((PlayKind.PUNT, PlayKind.TIMEOUT, PlayKind.FIELD_GOAL))
    made = (ScoreChange(Side.AWAY, ScoreKind.FIELD_GOAL),) if kind is PlayKind.FIELD_GOAL else ()
    return replace(play, kind=kind, scores=made, timeout_by=Side.HOME if kind is PlayKind.TIMEOUT else None)


def arrivals(feeds: Sequence[Sequence[Item]], chance: random.Random, late: int) -> list[list[Item]]:
    """Batches in which items arrive: each feed with its own delay, a little out of order, some twice."""
    due: list[tuple[float, int, Item]] = []
    for items in feeds:
        delay = chance.uniform(0, 40)
        for index, item in enumerate(items):
            for _ in range(1 + (chance.random() < 0.1)):
                due.append((index + delay + chance.uniform(0, late), len(due), item))
    due.sort(key=lambda one: one[:2])
    size = chance.choice((5, 20, 80))
    whole = [item for _, _, item in due]
    return [whole[at : at + size] for at in range(0, len(whole), size)]


@pytest.mark.parametrize("sport", GAMES)
@given(seed=st.integers(0, 2**32), late=st.sampled_from((0, 3, 30)), numbered=st.booleans())
@example(seed=1, late=200, numbered=False)
@settings(max_examples=4, deadline=None)
def test_any_interleaving_of_feeds_ends_where_the_league_alone_ends(
    sport: Sport, seed: int, late: int, numbered: bool
) -> None:
    chance, league = random.Random(seed), GAMES[sport]
    feeds = [
        league,
        lesser("company", league, chance, numbered=numbered),
        lesser("media", league, chance, numbered=not numbered),
    ]
    game, plays = stands(messages(arrivals(feeds, chance, late)))
    assert fold(game, plays) == fold(game, clean(league))
    assert fold(game, plays).phase is Phase.FINAL


@given(seed=st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_one_feed_told_in_any_order_ends_in_the_same_plays(seed: int) -> None:
    shuffled = LEAGUE[1:]
    random.Random(seed).shuffle(shuffled)
    _, plays = stands(messages([LEAGUE[:1], shuffled[:60], *([item] for item in shuffled[60:])]))
    assert [play.description for play in plays] == [play.description for play in clean(LEAGUE)]


def test_what_the_league_takes_back_is_gone_whoever_else_tells_it() -> None:
    others = lesser("media", LEAGUE, random.Random(7), numbered=True)
    false = next(item for item in LEAGUE if isinstance(item, PlayTold) and item.play.kind is PlayKind.PUNT)
    back = PlayTakenBack(
        feed="nfl_official",
        native_id=EID,
        observed_at=NOW + timedelta(seconds=1),
        play_id=false.official_id,
        official_id=false.official_id,
    )
    for batches in (
        [LEAGUE, [back], others],
        [others, LEAGUE, [back]],
        [LEAGUE[:40], others, [back], LEAGUE],
    ):
        game, plays = stands(messages(batches))
        left = [play for play in clean(LEAGUE) if play.situation.play_id != false.official_id]
        assert fold(game, plays) == fold(game, left)
