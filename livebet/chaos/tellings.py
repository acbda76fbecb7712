"""What feeds tell of a game, payload by payload, as it is told in an orderly world.

One game is told by its league, which is polled and answers with the whole game so far or pushes each play
once; by a faster feed of the media, which pushes; and by simulated bookmakers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from livebet.chaos.wire import Thing, reader, written
from livebet.domain.games import Game, Sport
from livebet.domain.messages import QuoteSeen, StatusSeen
from livebet.domain.plays import Play
from livebet.feeds.items import GameTold, PlayTold, SituationTold
from livebet.feeds.replay import LISTED_BEFORE, ReplayedGame, game_messages
from livebet.feeds.simulated import quoted
from livebet.feeds.wallclock import TimedPlay
from livebet.game.sports.table import RULES

LEAGUES: dict[Sport, str] = {Sport.NFL: "nfl_official", Sport.NBA: "nba_cdn", Sport.MLB: "mlb_gumbo"}
MEDIA = "espn"
MEDIA_LAG = timedelta(seconds=2)
LEAGUE_LAG = timedelta(seconds=8)


class Manner(StrEnum):
    """How the league's feed tells."""

    POLLED = "polled"
    PUSHED = "pushed"


Session = Callable[[bytes], Sequence[Thing]]


@dataclass(frozen=True, slots=True)
class Telling:
    """One payload. `about` says what a person would miss without it; `retells`: the whole game so far."""

    feed: str
    game: str
    at: datetime
    body: bytes
    read: Session
    about: str
    retells: bool = False

    @property
    def lane(self) -> str:
        """Whose order it is part of: one feed's word on one game."""
        return f"{self.feed}/{self.game}"


def announced(game: Game, feed: str) -> GameTold:
    """The game as a feed announces it."""
    return GameTold(
        feed=feed,
        native_id=f"{feed}-{game.native_id}",
        observed_at=game.kickoff - LISTED_BEFORE,
        sport=game.sport.value,
        home=game.home_team,
        away=game.away_team,
        kickoff=game.kickoff,
        phase="in_play",
        season=game.season,
        season_type=game.season_type,
        week=game.week,
    )


def play_told(announcement: GameTold, play: Play, at: datetime, official_id: str) -> PlayTold:
    """A play as a feed tells it."""
    return PlayTold(
        feed=announcement.feed,
        native_id=announcement.native_id,
        observed_at=at,
        play=play,
        official_id=official_id,
    )


def name(game: Game) -> str:
    """What a person calls a game."""
    return f"{game.away_team}@{game.home_team}"


def about_play(play: Play) -> str:
    """What a person calls it."""
    return f"play {play.situation.play_id}: {play.description[:60] or play.kind.value}"


def poll_times(timed: Sequence[TimedPlay], first: datetime, every: timedelta) -> Iterator[datetime]:
    """From the announcement until the whole game was told."""
    at = first
    while at < timed[-1].ended + every:
        yield at
        at += every


def polled(game: Game, feed: str, timed: Sequence[TimedPlay], every: timedelta) -> Iterator[Telling]:
    """Answers that hold the whole game so far."""
    announcement, read = announced(game, feed), reader(feed)
    for at in poll_times(timed, game.kickoff - LISTED_BEFORE, every):
        over = [one for one in timed if one.ended <= at]
        things = [play_told(announcement, one.play, one.ended, one.play.situation.play_id) for one in over]
        yield Telling(
            feed, name(game), at, written([announcement, *things]), read, f"answer of {at:%H:%M:%S}", True
        )


def pushed(
    game: Game, feed: str, timed: Sequence[TimedPlay], lag: timedelta, *, own_ids: bool
) -> Iterator[Telling]:
    """Each play once, as it begins (where the ids are the league's) and as it is over, with its game."""
    announcement, read = announced(game, feed), reader(feed)
    yield Telling(
        feed, name(game), game.kickoff - LISTED_BEFORE, written([announcement]), read, "announcement"
    )
    for one in timed:
        play = _own(one.play, feed) if own_ids else one.play
        if one.began is not None and not own_ids:
            begins = SituationTold(
                feed=feed,
                native_id=announcement.native_id,
                observed_at=one.began,
                situation=play.situation,
                official_id=play.situation.play_id,
            )
            about = f"the beginning of {about_play(play)}"
            yield Telling(feed, name(game), one.began, written([announcement, begins]), read, about)
        told = play_told(announcement, play, one.ended, "" if own_ids else play.situation.play_id)
        yield Telling(
            feed, name(game), one.ended + lag, written([announcement, told]), read, about_play(play)
        )


def _own(play: Play, feed: str) -> Play:
    """A play under a feed's own name of it."""
    situation = replace(play.situation, play_id=f"{feed}-{play.situation.play_id}")
    return replace(play, situation=situation)


def market(game: ReplayedGame) -> Iterator[Telling]:
    """What bookmakers tell, each instant's quotes of one of them together."""
    messages = quoted(game_messages(game), RULES[game.game.sport])
    market_told = [one for one in messages if isinstance(one, QuoteSeen | StatusSeen)]
    market_told.sort(key=lambda one: (one.observed_at, _bookmaker(one)))
    for (at, bookmaker), told in groupby(market_told, key=lambda one: (one.observed_at, _bookmaker(one))):
        about = f"prices of {at:%H:%M:%S}"
        yield Telling(bookmaker, name(game.game), at, written(told), reader(bookmaker), about)


def _bookmaker(message: QuoteSeen | StatusSeen) -> str:
    return message.quote.bookmaker if isinstance(message, QuoteSeen) else message.bookmaker
