"""Finals of recorded seasons, read without the plays: what team ratings are made of."""

from collections.abc import Iterator
from functools import cache

from livebet.features.ratings import Final, Ratings, fold_all
from livebet.feeds.nfl_official.games import game_of, official_of, sides_of
from livebet.feeds.nfl_official.payload import read_game
from livebet.feeds.recordings import SEASONS, eids, listing, read


@cache
def dated_finals(season: int) -> tuple[tuple[int, Final], ...]:
    """Day (20180909) and final of each game in order of kickoff; one that did not end has none."""
    return tuple(_finals(season))


def season_finals(season: int) -> tuple[Final, ...]:
    """The finals of a season in order of kickoff."""
    return tuple(final for _, final in dated_finals(season))


def _finals(season: int) -> Iterator[tuple[int, Final]]:
    for eid in eids(season):
        about = listing(eid)
        try:
            name, raw = read_game(read(eid))
            sides = sides_of(raw)
        except ValueError:
            continue
        official = official_of(raw, sides)
        if about is not None and official.over:
            game = game_of(name, raw, about, "")
            yield int(eid[:8]), Final(season, game.home_team, game.away_team, official.final.margin)


def ratings_before(season: int) -> Ratings:
    """The ratings as a season begins, from every recorded final before it."""
    return fold_all(final for year in SEASONS if year < season for final in season_finals(year))
