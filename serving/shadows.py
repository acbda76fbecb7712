"""What a challenger would have answered: told beside the champion's answer, and never in its way."""

from collections.abc import Callable
from uuid import UUID

import structlog

from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow
from serving.answers import ShadowAnswer
from serving.keeper import Keeper, Served
from serving.memory import Play
from serving.metrics import SHADOW_FAILURES

Read = Callable[[Served, UUID], tuple[int, FeatureRow] | None]
"""Revision and row of a game, as a version reads it."""

log = structlog.get_logger()


class Shadows:
    """The challengers of all sports."""

    def __init__(self, keepers: dict[Sport, Keeper]) -> None:
        """Take who keeps them."""
        self._keepers = keepers
        self._failed: set[tuple[Sport, str]] = set()

    async def answers(self, sport: Sport, play: Play, row: FeatureRow, read: Read) -> list[ShadowAnswer]:
        """What the challenger says of the same row, if there is one; what fails is counted, logged once.

        It takes the champion's row, unless it reads more than that: then it reads its own, and says nothing
        where a newer one was written in between.
        """
        served = self._keepers[sport].served
        if served is None:
            return []
        try:
            own = self._own(served, play, row, read)
            if own is None:
                return []
            told = await served.model.predict_live_probability([own], [play])
        except Exception:  # a challenger may be anything; the champion's answer goes out whatever it does
            version = served.version.number
            SHADOW_FAILURES.labels(sport, version).inc()
            if (sport, version) not in self._failed:
                self._failed.add((sport, version))
                log.exception("the challenger failed", sport=sport.value, model_version=version)
            return []
        home = float(told.probability[0])
        return [ShadowAnswer(model_version=served.version.number, home_win_probability=home)]

    @staticmethod
    def _own(served: Served, play: Play, row: FeatureRow, read: Read) -> FeatureRow | None:
        if row.keys() >= set(served.model.features):
            return row
        found = read(served, play.game)
        return found[1] if found is not None and found[0] == play.revision else None
