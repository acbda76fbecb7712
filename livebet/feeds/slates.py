"""Slates: recorded games that kick off together, from the schedule that comes with the recordings."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time

from livebet.domain.games import Game, SeasonType
from livebet.domain.messages import Refused
from livebet.feeds.nfl_official.games import EASTERN, Listing
from livebet.feeds.reconcile import reconciled
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import RESERVED_SEASON, SEASONS, eids, listing
from livebet.feeds.replay import ReplayedGame

_SUNDAY = 6
_EARLY_WINDOW = time(13)


@dataclass(frozen=True, slots=True, order=True)
class Slate:
    """Games of one kickoff. `name` is date and time of the kickoff in New York: 2019-09-08-1300."""

    kickoff: datetime
    name: str
    season: int
    season_type: SeasonType
    week: int | None
    eids: tuple[str, ...]

    @property
    def is_sunday_early(self) -> bool:
        """Whether it is a Sunday's 13:00 window of the regular season."""
        local = self.kickoff.astimezone(EASTERN)
        in_window = local.weekday() == _SUNDAY and local.time() == _EARLY_WINDOW
        return in_window and self.season_type is SeasonType.REGULAR


class NoSuchSlateError(ValueError):
    """No slate answers to that name."""


def slates(season: int = RESERVED_SEASON) -> tuple[Slate, ...]:
    """All slates of a season's regular and playoff games, in order of kickoff."""
    together: dict[datetime, list[tuple[str, Listing]]] = defaultdict(list)
    for eid in sorted(eids(season)):
        about = listing(eid)
        if about is not None:
            together[about.kickoff].append((eid, about))
    return tuple(_slate(kickoff, games) for kickoff, games in sorted(together.items()))


def slates_of(season: str) -> tuple[Slate, ...]:
    """The slates of a football season by its year.

    Raises:
        NoSuchSlateError: no such season.
    """
    if season.isdecimal() and int(season) in SEASONS:
        return slates(int(season))
    raise NoSuchSlateError(f"no season {season!r}: give a year, {SEASONS[0]} to {SEASONS[-1]}")


def find(name: str, among: Collection[Slate]) -> Slate:
    """The slate called `name`: its own name, a date (that day's biggest slate) or a week's number.

    Raises:
        NoSuchSlateError: none is called that.
    """
    named = [slate for slate in among if name in (slate.name, slate.name[:10])]
    named = named or [slate for slate in among if name == str(slate.week) and slate.is_sunday_early]
    if not named:
        raise NoSuchSlateError(f"no slate {name!r}: give a name or date as in 2019-09-08, or a week 1-17")
    return max(named, key=lambda slate: len(slate.eids))


def slate_of(eid: str) -> Slate:
    """A slate of one recorded game alone, by the league's id of it.

    Raises:
        NoSuchSlateError: no such game was recorded.
    """
    about = listing(eid)
    if about is None or eid not in eids(about.season, frozenset(SeasonType)):
        raise NoSuchSlateError(f"no recorded game {eid!r}: give an id as in 2019090800")
    return _slate(about.kickoff, [(eid, about)])


def next_slate(among: Collection[Slate], finished: Collection[str]) -> Slate:
    """The first Sunday early window not yet replayed; the first of all once every one was."""
    early = sorted(slate for slate in among if slate.is_sunday_early)
    return next((slate for slate in early if slate.name not in finished), early[0])


def _slate(kickoff: datetime, games: list[tuple[str, Listing]]) -> Slate:
    about = games[0][1]
    return Slate(
        kickoff=kickoff,
        name=kickoff.astimezone(EASTERN).strftime("%Y-%m-%d-%H%M"),
        season=about.season,
        season_type=about.season_type,
        week=about.week,
        eids=tuple(eid for eid, _ in games),
    )


@dataclass(frozen=True, slots=True)
class LoadedSlate:
    """A slate's games as they are played back, and those refused with the reason."""

    slate: Slate
    games: tuple[ReplayedGame, ...]
    refused: tuple[Refused, ...]


def load(
    slate: Slate, replay_id: str, expected: Callable[[Game], float | None], games: int | None = None
) -> LoadedSlate:
    """Read the games of a slate (at most `games` of them) for one replay.

    A game whose plays do not add up to the league's own final is refused, and so is each item that its
    recording could not place.
    """
    found = [reconciled(eid, replay_id) for eid in slate.eids[:games]]
    recordings = [item for item in found if isinstance(item, Recording)]
    unusable = [item for item in found if isinstance(item, Refused)]
    return LoadedSlate(
        slate=slate,
        games=tuple(ReplayedGame(item.game, item.plays, expected(item.game)) for item in recordings),
        refused=(*unusable, *(refused for item in recordings for refused in item.refused)),
    )
