"""Which games judge: seasons after all that challenger and champion learnt from, as this home has them."""

from collections.abc import Sequence
from pathlib import Path

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.ensemble.market import candles
from training.promotion.compare import Beside
from training.promotion.contenders import Contender, NothingToJudgeError, fair
from training.seasons.found import available
from training.seasons.made import season_rows
from training.seasons.season import Season, learnt_from

_ANCHOR_SEASONS = 3
"""The five parameters of the NBA's anchor are learnt on so many seasons before: more change nothing."""


def judging(sport: Sport, contenders: Sequence[Contender], home: Path) -> tuple[Rows, Beside]:
    """Rows that are new to all of them, and what else they are measured by.

    Raises:
        NothingToJudgeError: this home has no later games than they learnt from.
        BrokenManifestError, UnreadableFileError: files of the home are damaged.
    """
    seasons = available(sport, home)
    later = [one for one in seasons if all(_may(one, contender) for contender in contenders)]
    rows = [season_rows(one, home) for one in later]
    if not rows:
        told = ", ".join(_newest(one) for one in contenders)
        raise NothingToJudgeError(
            f"nothing to judge on: {told}, and no later season of {sport.value} is here "
            f"(`livebet data pull {sport.value}` brings seasons)"
        )
    joined, origin = Rows.joined(rows), learnt_from(later)
    judged = fair(joined, contenders, origin)
    return judged, Beside(
        _earlier(sport, seasons, later[0], joined, judged, home), _prices(sport, home), origin
    )


def _may(season: Season, contender: Contender) -> bool:
    """Whether games of a season may be new to it: of the newest that it learnt from some days may."""
    learnt = contender.learnt
    if learnt.foreign(season.learnt_from) or not learnt.seasons_learnt:
        return True
    newest = max(learnt.seasons_learnt)
    return season.year > newest or (season.year == newest and learnt.days_learnt is not None)


def _newest(contender: Contender) -> str:
    newest = max(contender.learnt.seasons_learnt, default="none")
    return f"version {contender.version} learnt from seasons up to {newest}"


def _earlier(
    sport: Sport, seasons: Sequence[Season], first: Season, joined: Rows, judged: Rows, home: Path
) -> Rows | None:
    """Rows before those that judge, where the sport's anchor is learnt from such."""
    if sport is Sport.NFL:
        return None
    before = [one for one in seasons if one.year < first.year][-_ANCHOR_SEASONS:]
    known = [season_rows(one, home) for one in before]
    part = joined.where((joined.season == first.year) & (joined.day < judged.day.min()))
    known += [part] if len(part) else []
    return Rows.joined(known) if known else None


def _prices(sport: Sport, home: Path) -> Path | None:
    """Prices in play that were imported: the NBA's, the newest file."""
    found = candles(home) if sport is Sport.NBA else []
    return found[-1] if found else None
