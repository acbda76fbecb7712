"""Final scores of recorded games, to judge predictions of games that were cut short."""

from collections.abc import Iterable
from uuid import UUID

from livebet.domain.games import Game, Score


def recorded_finals(games: Iterable[Game]) -> dict[UUID, Score]:
    """The league's own final score of each recorded game, by its id; of a simulated one nothing is known."""
    from livebet.feeds.nfl_official import NAME
    from livebet.feeds.recording import Recording
    from livebet.feeds.recordings import recorded

    found = {game.game_id: recorded(game.native_id) for game in games if game.feed == NAME}
    return {game_id: one.official.final for game_id, one in found.items() if isinstance(one, Recording)}
