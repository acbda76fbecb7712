"""When prices are worth asking for: bookmakers do not tell how games go, and drop them without a word."""

from datetime import datetime

from livebet.feeds.live.interest import LONGEST, Interest, WatchedGame, Worth, most, worth


def price_worth(game: WatchedGame, now: datetime) -> Worth:
    """What a bookmaker's game is worth; nothing long after its start, though nobody said that it is over."""
    if game.kickoff is not None and now > game.kickoff + LONGEST:
        return Worth.NOTHING
    return worth(game, now)


def sport_worth(interest: Interest, feed: str, sport: str, now: datetime) -> Worth:
    """What a feed's list of a sport is worth: feeds that see the games are believed first, never nothing."""
    games = list(interest.of_sport(sport))
    others = [game for game in games if game.feed != feed]
    if others:
        return most(others, now, Worth.FAR)
    return max((Worth.FAR, *(price_worth(game, now) for game in games)))
