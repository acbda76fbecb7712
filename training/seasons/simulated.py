"""Simulated seasons of the NBA and MLB as rows, for an installation without their plays.

Games are taken from the simulator's calendar so that they spread over the season and over few differences
of strength: every difference costs the simulator a table of true chances (a second for the NBA).
"""

from collections.abc import Iterator

from livebet.domain.games import Sport, home_won
from livebet.domain.plays import Play, PlayKind
from livebet.features.row import feature_row
from livebet.game.sports.table import RULES
from livebet.game.state import GameState, Phase
from livebet.simulator.calendar import EASTERN, Planned, calendar
from livebet.simulator.games import EDGE_STEP, HOME_ADVANTAGE
from livebet.simulator.script import SimulatedGame
from training.data.ledger import Ledger, Moment, Played
from training.data.mlb import outs_left
from training.data.rows import NEXT_SCORES, NOT_JUDGED, Rows

SEED = 1
GAMES: dict[Sport, int] = {Sport.NBA: 100, Sport.MLB: 160}
"""Games of a simulated season."""
_EVERY, _WIDEST = 4, 12
"""Every fourth step of the simulator's edges is played, up to the twelfth to either side."""
_BETWEEN = frozenset(
    (PlayKind.PERIOD_START, PlayKind.PERIOD_END, PlayKind.GAME_END, PlayKind.PITCHING_CHANGE)
)
"""What is told between plays, and has no row in the files either."""
_SHOTS = frozenset((PlayKind.TWO_POINTER, PlayKind.THREE_POINTER, PlayKind.FREE_THROW))


def simulated_games(sport: Sport, year: int, games: int | None = None) -> Iterator[SimulatedGame]:
    """Games of a simulated season in order of kickoff, the same ones every time."""
    fitting = [one for one in calendar(sport, year, SEED) if _is_played(one)]
    wanted = min(games or GAMES[sport], len(fitting))
    for number in range(wanted):
        yield fitting[number * len(fitting) // wanted].played()


def _is_played(planned: Planned) -> bool:
    margin = planned.strengths.home - planned.strengths.away + HOME_ADVANTAGE[planned.sport]
    steps = round(margin / EDGE_STEP[planned.sport])
    return steps % _EVERY == 0 and abs(steps) <= _WIDEST


def simulated_rows(sport: Sport, year: int, games: int | None = None) -> Rows:
    """The plays of a simulated season, each as it began; baseball's at a count of 0-0, as in the files."""
    ledger = Ledger(sport)
    for game in simulated_games(sport, year, games):
        tell(ledger, game, game.plays)
    return ledger.rows()


def tell(ledger: Ledger, game: SimulatedGame, plays: tuple[Play, ...]) -> None:
    """Write the rows of a game of which these plays are told."""
    kept = list(_moments(ledger.sport, game, plays))
    comes = _following(ledger.sport, plays)
    ledger.add(played(game), [moment for _, moment in kept], [comes[place] for place, _ in kept])


def played(game: SimulatedGame) -> Played:
    """The game as the ledger knows it: its day is that of the East Coast."""
    final, day = game.score.margin, game.game.kickoff.astimezone(EASTERN).strftime("%Y%m%d")
    return Played(game.game.native_id, game.game.season, int(day), home_won(final))


def _moments(sport: Sport, game: SimulatedGame, plays: tuple[Play, ...]) -> Iterator[tuple[int, Moment]]:
    """The rows of a game with the place of each among its plays."""
    rules = RULES[sport]
    state = rules.start(game.game, game.expected_margin)
    for place, play in enumerate(plays):
        state = rules.begin(state, play.situation)
        if _counts(sport, play):
            yield place, _moment(sport, place, play, state)
        state = rules.finish(state, play)
        if state.phase is Phase.FINAL:
            return


def _counts(sport: Sport, play: Play) -> bool:
    if play.kind in _BETWEEN:
        return False
    if sport is not Sport.MLB:
        return True
    diamond = play.situation.diamond
    return diamond is not None and (diamond.balls, diamond.strikes) == (0, 0)


def _moment(sport: Sport, place: int, play: Play, state: GameState) -> Moment:
    features = feature_row(state)
    if sport is Sport.NBA:
        judged, left = play.kind in _SHOTS, features["seconds_left"]
    else:
        outs = play.situation.diamond.outs if play.situation.diamond else 0
        judged, left = True, outs_left(play.situation.period, state.possession, outs)
    return Moment(features, place, state.period, left, state.possession, judged)


def _following(sport: Sport, plays: tuple[Play, ...]) -> list[int]:
    """By play: which side scores next, the play itself included."""
    names = NEXT_SCORES[sport]
    now = names.index("none") if "none" in names else NOT_JUDGED
    comes = [now] * len(plays)
    for place in range(len(plays) - 1, -1, -1):
        for score in plays[place].scores[:1]:
            now = names.index(score.side.value)
        comes[place] = now
    return comes
