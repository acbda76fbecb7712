"""What a restarted reader of live feeds knows of its former life."""

from datetime import UTC, datetime

import pytest

from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import GameListed, Inbound, PlayBegan, PlayDeleted, PlaySeen
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.services.told_before import told_before
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)


def game_of(name: str) -> Game:
    return Game(
        game_id=game_uuid("test", name),
        sport=Sport.NFL,
        season=2026,
        season_type=SeasonType.REGULAR,
        home_team="CHI",
        away_team="GB",
        kickoff=AT,
        feed="espn",
        native_id=name,
    )


def story(name: str) -> list[Inbound]:
    game = game_of(name)
    situation = Situation(play_id="40", sequence=1, period=1, clock_seconds=880, possession=None)
    play = Play(situation=situation, kind=PlayKind.RUN, description="up the middle")
    return [
        GameListed(game=game, observed_at=AT),
        PlayBegan(game_id=game.game_id, situation=situation, observed_at=AT),
        PlaySeen(game_id=game.game_id, play=play, observed_at=AT),
        PlayDeleted(game_id=game.game_id, play_id="40", observed_at=AT),
    ]


async def test_an_empty_log_tells_of_no_game(redis_url: str) -> None:
    async with redis_client(redis_url) as client:
        assert await told_before(RedisBus(client, 3, 1_000)) == []


async def test_games_and_plays_come_back_in_their_order_from_every_partition(redis_url: str) -> None:
    async with redis_client(redis_url) as client:
        bus = RedisBus(client, 3, 1_000)
        stories = [story(name) for name in "abcdefgh"]
        for told in stories:
            await bus.tell(told, {})
        found = await told_before(bus)
        for told in stories:
            known = [message for message in told if not isinstance(message, PlayBegan)]
            assert [one for one in found if one.game_id == told[0].game_id] == known
