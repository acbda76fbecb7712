"""What each member reads of a sport's row, and what the rules of the game demand of the trees."""

from dataclasses import dataclass, field

from livebet.domain.games import Sport


@dataclass(frozen=True)
class Reads:
    """Features by member.

    `trees` are seen from the side in possession, so `home_timeouts` are its own there; `demanded` says which
    way one of them may move that side's chance. They add to the diffusion, or stand `alone`: then they also
    read how much of each feature of `fading` still counts and how much those of `growing` already do, and the
    diffusion speaks for them in overtime. `late_seconds` is where the late trees begin to speak.
    `momentum` are seen from both sides, `event` from the side in possession; `clocks` the event net reads as
    logarithms too.
    """

    trees: tuple[str, ...]
    demanded: dict[str, int]
    momentum: tuple[str, ...]
    event: tuple[str, ...]
    clocks: tuple[str, ...]
    late_seconds: float = 0.0
    late: tuple[str, ...] = field(default=())
    alone: bool = False
    fading: tuple[str, ...] = field(default=())
    growing: tuple[str, ...] = field(default=())

    @property
    def columns(self) -> tuple[str, ...]:
        """The feature of each column that the trees see."""
        return (*self.trees, *self.fading, *self.growing)

    @property
    def labels(self) -> tuple[str, ...]:
        """What people are told of each column."""
        fading, growing = (
            tuple(f"{name}, {how}" for name in names)
            for how, names in (("fading", self.fading), ("growing", self.growing))
        )
        return (*self.trees, *fading, *growing)


READS: dict[Sport, Reads] = {
    Sport.NFL: Reads(
        trees=(
            "margin",
            "seconds_left",
            "half_seconds_left",
            "second_half_receiver",
            "home_timeouts",
            "away_timeouts",
            "down",
            "distance",
            "yards_to_goal",
        ),
        demanded={
            "margin": 1,
            "home_timeouts": 1,
            "away_timeouts": -1,
            "down": -1,
            "distance": -1,
            "yards_to_goal": -1,
            "expected_margin": 1,
        },
        momentum=(
            "margin",
            "seconds_left",
            "half_seconds_left",
            "overtime",
            "possession",
            "home_timeouts",
            "away_timeouts",
            "second_half_receiver",
            "down",
            "distance",
            "yards_to_goal",
            "expected_points",
            "expected_margin",
            "diffusion_logit",
        ),
        event=(
            "margin",
            "seconds_left",
            "half_seconds_left",
            "overtime",
            "home_timeouts",
            "away_timeouts",
            "kickoff",
            "try_after_touchdown",
            "down",
            "distance",
            "yards_to_goal",
            "goal_to_go",
            "expected_points",
            "expected_margin",
        ),
        clocks=("half_seconds_left",),
        alone=True,
        fading=("expected_margin",),
        growing=("margin",),
    ),
    Sport.NBA: Reads(
        trees=(
            "margin",
            "seconds_left",
            "home_timeouts",
            "away_timeouts",
            "bonus",
            "foul_trouble",
            "overtime",
            "expected_margin",
            "diffusion_logit",
        ),
        demanded={"margin": 1, "home_timeouts": 1, "away_timeouts": -1, "diffusion_logit": 1},
        momentum=(
            "margin",
            "seconds_left",
            "overtime",
            "possession",
            "recent_points",
            "unanswered",
            "shooting",
            "bonus",
            "foul_trouble",
            "expected_margin",
            "diffusion_logit",
        ),
        event=(
            "margin",
            "seconds_left",
            "period_seconds_left",
            "overtime",
            "possession",
            "home_timeouts",
            "away_timeouts",
            "recent_points",
            "home_fouls",
            "away_fouls",
            "bonus",
            "unanswered",
            "shooting",
            "ball_seconds",
            "free_throws",
            "fouled",
            "loose_ball",
            "second_chance",
            "after_turnover",
            "expected_margin",
        ),
        clocks=("period_seconds_left", "ball_seconds"),
        late_seconds=300.0,
        late=(
            "margin",
            "seconds_left",
            "home_timeouts",
            "away_timeouts",
            "bonus",
            "expected_margin",
            "diffusion_logit",
        ),
    ),
    Sport.MLB: Reads(
        trees=(
            "margin",
            "runs",
            "share_left",
            "bottom",
            "outs",
            "expected_runs",
            "expected_margin",
            "extra_innings",
            "diffusion_logit",
        ),
        demanded={"margin": 1, "expected_runs": 1, "expected_margin": 1, "diffusion_logit": 1},
        momentum=(
            "margin",
            "share_left",
            "bottom",
            "outs",
            "expected_runs",
            "recent_runs",
            "on_base",
            "expected_margin",
            "diffusion_logit",
        ),
        event=(
            "margin",
            "share_left",
            "inning",
            "bottom",
            "extra_innings",
            "outs",
            "first",
            "second",
            "third",
            "expected_runs",
            "on_base",
            "expected_margin",
        ),
        clocks=(),
    ),
}
