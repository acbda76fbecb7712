"""What is known of games now: the live picture where the game is in it, else the archive."""

import asyncio
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from feature_repo.names import model_name
from gateway.accuracy import LiveAccuracy
from gateway.archive import AWAY, Archive
from gateway.champion import Boards, LiveChampion, Now, champion_of
from gateway.hub import Hub
from gateway.models import LiveGame, LiveGameState, LivePrediction, LiveValueBet
from gateway.picture import Picture
from gateway.remembered import Remembered
from gateway.shadows import LiveShadow
from gateway.views import live_game, live_prediction, live_state, live_value_bets
from livebet.domain.games import Sport

log = structlog.get_logger()


class NoSuchGame(Exception):  # noqa: N818 - it is an answer, told to the client as it stands
    """Nobody has told us of this game."""

    def __init__(self, game_id: object) -> None:
        """Name the game."""
        super().__init__(f"there is no game {game_id}")


class NothingYet(Exception):  # noqa: N818 - it is an answer, told to the client as it stands
    """What is asked for may come, but is not known yet."""


class Rebuilding(Exception):  # noqa: N818 - it is an answer, told to the client as it stands
    """The picture is not whole yet after a start."""


class Live:
    """Answers the endpoints' questions."""

    def __init__(self, hub: Hub, archive: Archive, boards: Boards) -> None:
        """Look at the hub's picture first, at the archive for the rest, at the boards for the champion."""
        self.hub = hub
        self._archive = archive
        self._boards = boards
        self._accuracy = Remembered(lambda sport: archive.accuracy(Sport(sport)))
        self._shadows = Remembered(lambda sport: archive.shadows(Sport(sport)))

    def picture(self, game_id: UUID) -> Picture | None:
        """The live picture of a game whose state is known.

        Raises:
            Rebuilding: it may still come.
        """
        if not self.hub.is_rebuilt:
            raise Rebuilding("the live picture is being rebuilt after a start: try again in a second")
        picture = self.hub.pictures.get(game_id)
        return None if picture is None or picture.update is None else picture

    async def active_games(self, sport: Sport | None) -> list[LiveGame]:
        """Games that are neither final nor abandoned, by kickoff."""
        seen = [self.picture(game_id) for game_id in self.hub.pictures]
        pictures = [picture for picture in seen if picture is not None]
        known = {picture.game_id for picture in pictures}
        games = [game for game in map(live_game, pictures) if game is not None and game.is_active]
        games += [game for game in await self._stored(sport) if game.game_id not in known]
        wanted = [game for game in games if sport is None or game.sport is sport]
        return sorted(wanted, key=lambda game: (game.kickoff, game.home_team, str(game.game_id)))

    async def _stored(self, sport: Sport | None) -> list[LiveGame]:
        """The archive's active games; the live ones must not wait for a server that is away."""
        try:
            return await self._archive.active_games(sport)
        except AWAY as away:
            log.warning("archive_away", reason=type(away).__name__)
            return []

    async def state(self, game_id: UUID) -> LiveGameState:
        """The game's state; NoSuchGame where it is unknown."""
        picture = self.picture(game_id)
        state = await self._archive.state(game_id) if picture is None else live_state(picture)
        if state is None:
            raise NoSuchGame(game_id)
        return state

    async def prediction(self, game_id: UUID) -> LivePrediction:
        """The newest prediction; NoSuchGame or NothingYet where there is none."""
        picture = self.picture(game_id)
        found = None if picture is None else live_prediction(picture)
        found = found or await self._archive.prediction(game_id)
        if found is None:
            await self.state(game_id)
            raise NothingYet(f"there is no prediction of game {game_id} yet")
        return found

    async def value_bets(self, game_id: UUID, min_edge: float) -> list[LiveValueBet]:
        """The open value bets, the best first; NoSuchGame where the game is unknown."""
        if (picture := self.picture(game_id)) is not None:
            return live_value_bets(picture, min_edge)
        await self.state(game_id)
        return await self._archive.value_bets(game_id, min_edge)

    async def champion(self, sport: Sport) -> LiveChampion:
        """The model version that serves a sport; NothingYet before the first."""
        found = await self._archive.champion(model_name(sport))
        if found is None:
            raise NothingYet(f"there is no champion of {model_name(sport)} yet")
        return champion_of(found, sport, await self._now(sport, found.version))

    async def shadows(self, sport: Sport) -> list[LiveShadow]:
        """Challengers beside the champion of a sport."""
        return await self._shadows.of(sport.value)

    async def accuracy(self, sport: Sport) -> LiveAccuracy:
        """How often the forecasts of a sport's finished games were right."""
        return await self._accuracy.of(sport.value)

    async def _now(self, sport: Sport, version: str) -> Now | None:
        """What the boards say; None where they cannot be read."""
        try:
            return await asyncio.to_thread(self._boards.read, sport, version)
        except RedisError as away:
            log.warning("boards_away", reason=type(away).__name__)
            return None
