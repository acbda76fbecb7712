"""Real games that several feeds recorded become one game each, and the league's telling of it stands."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.domain.games import Game
from livebet.domain.ids import game_uuid
from livebet.domain.messages import FindingSeen, GameListed, Inbound, PlayDeleted, PlaySeen, QuoteSeen
from livebet.domain.plays import Play
from livebet.feeds.feed import Feed
from livebet.feeds.identity.identify import Identity, Placed
from livebet.feeds.items import GameTold, Item, PlayTakenBack, PlayTold
from livebet.feeds.merge import Merger
from livebet.feeds.registry import FEEDS
from livebet.game.sports.table import RULES
from livebet.game.state import GameState
from livebet.settings import ROOT

RECORDINGS = ROOT.parent / "shared" / "feeds"
pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")
AUTHORITIES = {name: feed.terms.authority for name, feed in FEEDS.items()}
NOW = datetime(2026, 1, 1, tzinfo=UTC)

GAME_CENTER = ("nfl_official", "nfl_official/2016111312.gtd.json.gz")
SEA_NE_SHIELD = ("nfl_official", "nfl_official/shield_2016_10_SEA_NE.json.gz")
SEA_NE_SPORTRADAR = ("sportradar", "sportradar/nfl_pbp_SEA_NE_2016-11-14.json.gz")
GB_ATL = (
    ("nfl_official", "nfl_official/shield_2023_02_GB_ATL.json.gz"),
    ("espn", "espn/summary_nfl_401547417_GB_ATL_2023-09-17.json.gz"),
)
BAL_JAX = (
    ("nfl_official", "nfl_official/shield_2023_15_BAL_JAX.json.gz"),
    ("espn", "espn/cdn_nfl_playbyplay_401547602.json.gz"),
)
File = tuple[str, str]


def parsed(file: File) -> list[Item]:
    name, path = file
    feed: Feed = FEEDS[name]
    return list(feed.parse((RECORDINGS / path).read_bytes()))


def played(file: File) -> list[Item]:
    kept = [item for item in parsed(file) if isinstance(item, GameTold | PlayTold | PlayTakenBack)]
    assert len(kept) >= 100
    return kept


def merged(batches: Iterable[Sequence[Item]]) -> list[Inbound]:
    who, merger = Identity(AUTHORITIES), Merger(AUTHORITIES)
    said: list[Inbound] = []
    for batch in batches:
        said += taken(who, merger, batch)
        assert taken(who, merger, batch) == []
    return said


def taken(who: Identity, merger: Merger, batch: Iterable[Item]) -> list[Inbound]:
    found = (one for item in batch for one in who.take(item, NOW))
    return merger.take([one for one in found if isinstance(one, Placed)])


def stands(said: Iterable[Inbound]) -> tuple[Game, list[Play]]:
    games = [message.game for message in said if isinstance(message, GameListed)]
    assert len({game.game_id for game in games}) == 1
    plays: dict[str, Play] = {}
    for message in said:
        if isinstance(message, PlaySeen):
            plays[message.play.situation.play_id] = message.play
        if isinstance(message, PlayDeleted):
            del plays[message.play_id]
    return games[-1], sorted(plays.values(), key=lambda play: play.situation.sequence)


def fold(game: Game, plays: Iterable[Play]) -> GameState:
    rules = RULES[game.sport]
    state = rules.start(game, None)
    for play in plays:
        state = rules.finish(state, play)
    return replace(state, revision=0, play_id="", sequence=0)


def official_ids(items: Iterable[Item]) -> set[str]:
    return {item.official_id for item in items if isinstance(item, PlayTold) and item.official_id}


def test_seattle_at_new_england_in_three_feeds_is_one_game_whose_plays_agree_one_for_one() -> None:
    feeds = [played(file) for file in (GAME_CENTER, SEA_NE_SHIELD, SEA_NE_SPORTRADAR)]
    game_center = official_ids(feeds[0])
    assert len(game_center) == 182
    assert official_ids(feeds[1]) == game_center
    assert game_center <= official_ids(feeds[2])
    for order in (feeds, feeds[::-1]):
        game, plays = stands(merged(order))
        assert game.game_id == game_uuid("game", "nfl/2016-11-13/SEA@NE/1")
        assert {play.situation.play_id for play in plays} - game_center <= {"1"}  # who won the toss
        assert game_center <= {play.situation.play_id for play in plays}
        assert fold(game, plays).score.home == 24
        assert fold(game, plays).score.away == 31


@pytest.mark.parametrize("pair", [GB_ATL, BAL_JAX], ids=["GB@ATL", "BAL@JAX"])
def test_espn_and_the_league_tell_one_game_and_the_leagues_plays_stand(pair: tuple[File, File]) -> None:
    league, espn = (played(file) for file in pair)
    assert len(official_ids(league) & official_ids(espn)) >= 160
    alone = stands(merged([league]))
    for order in ([league, espn], [espn, league]):
        game, plays = stands(merged(order))
        assert [play.kind for play in plays] == [play.kind for play in alone[1]]
        assert fold(game, plays) == fold(game, alone[1])


@given(seed=st.integers(0, 2**32))
@settings(max_examples=3, deadline=None)
@pytest.mark.parametrize(
    "files",
    [(SEA_NE_SHIELD, SEA_NE_SPORTRADAR), (GAME_CENTER, SEA_NE_SPORTRADAR), GB_ATL, BAL_JAX],
    ids=["Shield and Sportradar", "GameCenter and Sportradar", "GB@ATL", "BAL@JAX"],
)
def test_whatever_comes_when_the_game_ends_as_the_league_alone_tells_it(
    files: tuple[File, ...], seed: int
) -> None:
    chance = random.Random(seed)
    feeds = [played(file) for file in files]
    due = [
        (index + delay + chance.uniform(0, 20), item)
        for feed in feeds
        for delay in (chance.uniform(0, 60),)
        for index, item in enumerate(feed)
        for _ in range(1 + (chance.random() < 0.1))
    ]
    arrived = [item for _, item in sorted(due, key=lambda one: one[0])]
    game, plays = stands(merged(arrived[at : at + 25] for at in range(0, len(arrived), 25)))
    assert fold(game, plays) == fold(game, stands(merged([feeds[0]]))[1])


def test_what_feeds_disagree_about_is_told_with_its_winner() -> None:
    league, espn = (played(file) for file in BAL_JAX)
    details = [m.detail for m in merged([espn, league]) if isinstance(m, FindingSeen)]
    assert all(detail.endswith("nfl_official wins: league") for detail in details)
    assert len(details) == len(set(details))


def test_brooklyn_at_philadelphia_is_one_game_in_the_odds_and_on_the_scoreboard() -> None:
    odds = parsed(("the_odds_api", "the_odds_api/odds_basketball_nba_2022-11-23T0105Z.json"))
    scoreboard = parsed(("espn", "the_odds_api/espn_scoreboard_nba_same_moment.json"))
    game_id = game_uuid("game", "nba/2022-11-22/BKN@PHI/1")
    for order in ([odds, scoreboard], [scoreboard, odds]):
        said = merged(order)
        listed = {m.game_id for m in said if isinstance(m, GameListed)}
        quoted = {m.game_id for m in said if isinstance(m, QuoteSeen)}
        assert game_id in listed & quoted
        teams = [(m.game.home_team, m.game.away_team) for m in said if isinstance(m, GameListed)]
        assert teams.count(("PHI", "BKN")) >= 1
        assert len(listed) == len(
            {(m.game.home_team, m.game.kickoff.date()) for m in said if isinstance(m, GameListed)}
        )
