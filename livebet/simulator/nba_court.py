"""What happens on a basketball court besides the chances: fouls called, players changed, time asked for."""

from livebet.domain.games import Game, Side
from livebet.domain.plays import Play, PlayKind
from livebet.simulator.dice import Dice
from livebet.simulator.nba_squad import Squad, squad
from livebet.simulator.nba_truth import Moment, Truth
from livebet.simulator.script import Script

SUBSTITUTION = 0.57
"""How often a side changes a player while the ball is dead (about 27 a side and game)."""
TIMEOUT = 0.23
"""How often the side that gets the dead ball asks for time (5.5 a side and game)."""


class Court:
    """A game being played: its script, its truth, both sides' squads."""

    def __init__(self, game: Game, truth: Truth, dice: Dice) -> None:
        self.game, self.truth, self.dice = game, truth, dice
        self.script = Script(truth.opening())
        self.squads: dict[Side, Squad] = {side: squad(dice) for side in Side}
        self.names = {Side.HOME: game.home_team, Side.AWAY: game.away_team}

    def foul(
        self, moment: Moment, detail: str, truth: float, by: Side | None = None, player: str = ""
    ) -> None:
        """A foul on the side with the ball, or by it where `by` says so; six of them send a player off."""
        side = by or moment.side.other
        player = player or self.player_of(side)
        self.row(
            moment,
            truth,
            kind=PlayKind.FOUL,
            description=f"{self.names[side]} {player} {detail} foul",
            side=side,
            player=player,
            detail=detail,
            turnover=detail == "offensive",
            possession_after=moment.side.other if detail == "offensive" else moment.side,
        )
        if self.squads[side].foul(player):
            self.substitute(moment, side, player)
        if detail != "offensive":
            self.dead_ball(moment)

    def dead_ball(self, moment: Moment) -> None:
        """Timeouts and substitutions: they tell nothing of the chances."""
        asking = self.squads[moment.side]
        if asking.timeouts and self.dice.happens(TIMEOUT):
            asking.timeouts -= 1
            name = self.names[moment.side]
            self.row(
                moment,
                None,
                kind=PlayKind.TIMEOUT,
                description=f"{name} timeout",
                side=moment.side,
                timeout_by=moment.side,
            )
        for side in Side:
            if self.dice.happens(SUBSTITUTION):
                self.substitute(moment, side, self.player_of(side))

    def substitute(self, moment: Moment, side: Side, player: str) -> None:
        """Somebody from the bench for a player."""
        if not self.squads[side].bench:
            return
        fresh = self.squads[side].swap(player, self.dice)
        self.row(
            moment,
            None,
            kind=PlayKind.SUBSTITUTION,
            description=f"{self.names[side]} {fresh} in for {player}",
            side=side,
            player=fresh,
        )

    def player_of(self, side: Side) -> str:
        """Anybody on the floor."""
        return self.dice.one_of(self.squads[side].floor)

    def row(self, moment: Moment, truth: float | None, **result: object) -> None:
        """Tell a play; `truth` is None where it tells nothing of the chances."""
        situation = self.script.situation(moment.period, moment.clock_seconds, moment.side)
        self.script.told(Play(situation=situation, **result), truth)  # type: ignore[arg-type]
