"""Win-probability charts of five fixed games of a sport, so that a person can judge a model by what he knows.

NFL: five recorded games that many remember, with their closing lines. NBA and MLB: the five greatest turns of
the part that was held out (the games whose winner had been behind by most; of equals the first by name).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from livebet.domain.games import Sport
from livebet.domain.messages import Refused
from livebet.features.nfl import FEATURES
from livebet.feeds.reconcile import reconciled
from training.data.rows import Rows
from training.dataset import Floats
from training.ensemble.runner import Ensemble
from training.evaluation.slices import REGULATION
from training.history import past_plays
from training.pictures.shown import GREY, OURS, THEIRS, Shown, canvas

GAMES = 5
FAMOUS: Mapping[str, float] = {
    "2018111900": 3.0,
    "2017020500": -3.0,
    "2018020400": 4.5,
    "2015011800": 8.5,
    "2014010400": -2.0,
}
"""Recordings (none of the season that is kept back) and their closing lines, home minus away points.

Rams 54 Chiefs 51; the Super Bowl that was 28-3; Philadelphia's; Seattle's return against Green Bay; the
Colts' from 28 points behind.
"""


@dataclass(frozen=True)
class Charted:
    """The rows of one game, in order."""

    name: str
    title: str
    features: Floats
    gone: Floats
    unit: str
    margin: Floats


def charts(shown: Shown) -> dict[str, Figure]:
    """A picture by the game's name."""
    games = famous() if shown.sport is Sport.NFL else turns(shown.judged)
    return {game.name: chart(game, shown.served) for game in games}


def famous() -> Iterator[Charted]:
    """The recorded games; one that does not reconcile has no chart."""
    for eid, line in FAMOUS.items():
        recording = reconciled(eid)
        if isinstance(recording, Refused):
            continue
        game, final = recording.game, recording.official.final
        rows = np.array([list(play.row.values()) for play in past_plays(recording, line)], np.float32)
        title = f"{game.away_team} {final.away} at {game.home_team} {final.home}, {game.season}"
        gone = _gone(rows[:, FEATURES.index("period")], rows[:, FEATURES.index("seconds_left")], Sport.NFL)
        yield Charted(eid, title, rows, gone, "minutes played", rows[:, FEATURES.index("margin")])


def _gone(period: Floats, left: Floats, sport: Sport) -> Floats:
    """How much of a game is gone: minutes, in baseball outs; `left` counts down in regulation.

    An overtime period is as long as the most that was left of the first one.
    """
    last, whole = REGULATION[sport], {Sport.NFL: 3600.0, Sport.NBA: 2880.0, Sport.MLB: 54.0}[sport]
    after = period > last
    length = 6.0 if sport is Sport.MLB else float(left[after].max(initial=0.0))
    extra = (period - last) * length - left
    gone = np.where(after, whole + np.maximum(extra, 0.0), whole - left).astype(np.float32)
    return gone if sport is Sport.MLB else gone / np.float32(60)


def turns(rows: Rows) -> Iterator[Charted]:
    """The games whose winner had been behind by most."""
    margin, behind = rows.column("margin"), np.zeros(len(rows.games))
    np.maximum.at(behind, rows.game, np.where(rows.home_won > 0.5, -margin, margin))
    played = np.unique(rows.game)
    order = sorted(played.tolist(), key=lambda game: (-behind[game], rows.games[game]))
    unit = "outs made" if rows.sport is Sport.MLB else "minutes played"
    for game in order[:GAMES]:
        here = rows.game == game
        won = "home" if rows.home_won[here][0] > 0.5 else "away"
        title = f"{rows.games[game]}: {won} won after being {behind[game]:.0f} behind"
        gone = _gone(rows.period[here].astype(np.float32), rows.left[here].astype(np.float32), rows.sport)
        yield Charted(rows.games[game], title, rows.features[here], gone, unit, margin[here])


def chart(game: Charted, served: Ensemble) -> Figure:
    """Home win probability with its band, what the diffusion alone says, and the margin."""
    told = served.replay(game.features, np.zeros(len(game.features), np.int64))
    figure = canvas(9, 5)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    above.axhline(0.5, color=GREY, linewidth=1)
    above.fill_between(game.gone, told.low, told.high, color=OURS, alpha=0.2, linewidth=0)
    above.plot(game.gone, told.probability, color=OURS, label="ensemble")
    walk = 1.0 / (1.0 + np.exp(-told.logits[:, 0]))
    above.plot(game.gone, walk, color=GREY, linewidth=0.8, label=served.blend.members[0])
    above.set(ylabel="home win probability", ylim=(0, 1), title=game.title)
    above.legend()
    below.step(game.gone, game.margin, color=THEIRS, where="post")
    below.set(xlabel=game.unit, ylabel="home margin")
    return figure
