"""A restart: what was told before is known by its messages, and nothing is told twice."""

from datetime import UTC, datetime, timedelta

from livebet.domain.games import Game, Sport
from livebet.domain.messages import GameListed, Inbound, PlayDeleted, PlaySeen
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.items import GameTold, Item, PlayTakenBack, PlayTold
from livebet.feeds.pipeline import LiveDataPipeline, ProcessedData

AT = datetime(2023, 9, 17, 17, tzinfo=UTC)


def game(feed: str, kickoff: datetime = AT) -> GameTold:
    return GameTold(
        feed=feed,
        native_id=feed,
        observed_at=AT,
        sport="nfl",
        home="ATL",
        away="GB",
        kickoff=kickoff,
        phase="in_play",
    )


def play(feed: str, number: int, kind: PlayKind = PlayKind.RUN, official: str = "") -> PlayTold:
    situation = Situation(
        play_id=f"{feed}{number}", sequence=number, period=1, clock_seconds=900 - number, possession=None
    )
    told = Play(situation=situation, kind=kind, description="")
    return PlayTold(feed=feed, native_id=feed, observed_at=AT, play=told, official_id=official)


def back(feed: str, number: int) -> PlayTakenBack:
    return PlayTakenBack(
        feed=feed, native_id=feed, observed_at=AT + timedelta(minutes=1), play_id=f"{feed}{number}"
    )


async def told(pipeline: LiveDataPipeline, *items: Item) -> list[Inbound]:
    streams = (tuple(item for item in items if isinstance(item, GameTold | PlayTold | PlayTakenBack)),)
    return list((await pipeline.merge_data_streams([ProcessedData(streams)])).messages)


async def test_after_a_restart_the_same_items_tell_nothing_but_the_games() -> None:
    items = (
        game("espn"),
        play("espn", 10, official="10"),
        play("espn", 40),
        play("espn", 70),
        back("espn", 70),
    )
    before = await told(LiveDataPipeline(), *items)
    again = LiveDataPipeline()
    again.recall(before)
    assert [m for m in await told(again, *items) if not isinstance(m, GameListed)] == []


async def test_after_a_restart_corrections_go_on_counting_and_ids_stay() -> None:
    first = LiveDataPipeline()
    before = await told(first, game("espn"), play("espn", 10), play("espn", 40, PlayKind.PASS))
    before += await told(first, game("nfl_official"), play("nfl_official", 40, PlayKind.SACK, "40"))
    again = LiveDataPipeline()
    again.recall(before)
    said = await told(again, game("nfl_official"), play("nfl_official", 40, PlayKind.NO_PLAY, "40"))
    (seen,) = (m.play for m in said if isinstance(m, PlaySeen))
    assert (seen.situation.play_id, seen.revision, seen.kind) == ("espn:espn40", 2, PlayKind.NO_PLAY)
    assert not any(isinstance(m, PlayDeleted) for m in said)


async def test_after_a_restart_a_game_that_was_moved_keeps_its_id() -> None:
    first = LiveDataPipeline()
    moved = AT + timedelta(days=2)
    before = await told(first, game("espn"), game("espn", moved))
    again = LiveDataPipeline()
    again.recall(before)
    ids = {m.game_id for m in [*before, *await told(again, game("nfl_official", moved))]}
    assert len(ids) == 1


async def test_a_replayed_game_is_not_recalled() -> None:
    (listed,) = await told(LiveDataPipeline(), game("espn"))
    assert isinstance(listed, GameListed) and isinstance(listed.game, Game)
    replayed = GameListed(
        game=Game(
            game_id=listed.game_id,
            sport=Sport.NFL,
            season=2023,
            season_type=listed.game.season_type,
            home_team="ATL",
            away_team="GB",
            kickoff=AT,
            feed="x",
            native_id="x",
            replay_id="r",
        ),
        observed_at=AT,
    )
    again = LiveDataPipeline()
    again.recall([replayed])
    assert again.identity.games.game("x", "x") is None
