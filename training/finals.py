"""Finals of recorded seasons, read without the plays: what team ratings are made of."""

from collections.abc import Iterator
from functools import cache

from livebet.features.ratings import Final, Ratings, fold_all
from livebet.feeds.nfl_official.games import game_of, official_of, sides_of
from livebet.feeds.nfl_official.payload import read_game
from livebet.feeds.recordings import SEASONS, eids, listing, read


@cache
def season_finals(season: int) -> tuple[Final, ...]:
    """The finals of a season in order of kickoff; games that cannot be read or did not end have none."""
    return tuple(_finals(season))


def _finals(season: int) -> Iterator[Final]:
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
            yield Final(season, game.home_team, game.away_team, official.final.margin)


def ratings_before(season: int) -> Ratings:
    """The ratings as a season begins, from every recorded final before it."""
    return fold_all(final for year in SEASONS if year < season for final in season_finals(year))
