"""What stands around a probability: its band, its calls, the market beside it, what may come next."""

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from livebet.domain.messages import PredictionUpdate

CONFIDENCE = (
    "1 minus the width of the band from `low` to `high`. Of all plays of a season that are given about this"
    " probability a share is won by the home side: in nine of ten seasons it lies within the band. Features"
    " that are missing and a state that is old widen it."
)
_GAME_CALL = (
    "One call a game: 0.85 or 0.9 where this is the game's first forecast sure enough for that promise, else"
    " 0. The threshold was frozen on earlier seasons as the lowest at which so many of the games called were"
    " called right. A promise about accuracy, not about profit: the price may know it too."
)
_CALLED = (
    "Called plays: the highest promise (0.85 or 0.9) whose threshold this forecast reaches, else 0. How"
    " many are called, and how many of those were right, is told by /live/accuracy."
)


class NextEvent(BaseModel):
    """What may come next, as chances by name; each set adds up to 1, or is empty where no model tells."""

    score: dict[str, float] = Field(
        examples=[{"none": 0.19, "home touchdown": 0.38, "away field goal": 0.12}],
        description="Who scores next and how. NFL: before the half ends; NBA and MLB: in the game.",
    )
    stop: dict[str, float] = Field(
        examples=[{"none": 0.48, "home timeout": 0.31, "away turnover": 0.07}],
        description="The next timeout or turnover, before the half ends; in baseball the next side that is"
        " retired without another run.",
    )
    until_score: float = Field(
        examples=[4.2], description="Mean time to the next score: minutes of the game, in baseball outs."
    )

    model_config = ConfigDict(from_attributes=True)


class Forecast(BaseModel):
    """The fields that stand beside a probability; null where nothing is known."""

    low: float | None = Field(
        default=None, ge=0, le=1, examples=[0.59], description="Lower end of the band around the home side's."
    )
    high: float | None = Field(default=None, ge=0, le=1, examples=[0.67], description="Its upper end.")
    next_event: NextEvent | None = Field(default=None)
    market_probability: float | None = Field(
        default=None, examples=[0.648], description="The bookmakers' fair home probability, margin removed."
    )
    blended_probability: float | None = Field(
        default=None,
        examples=[0.645],
        description="Ours and the market's, mixed. For reading: no price is ever judged by it, for that price"
        " is in it; value bets rest on `home_win_probability` alone.",
    )
    model_share: float | None = Field(
        default=None,
        examples=[0.16],
        description="Weight of our log odds in the mixture; the rest is the market's.",
    )
    game_call: float = Field(default=0.0, examples=[0.85], description=_GAME_CALL)
    called: float = Field(default=0.0, examples=[0.85], description=_CALLED)


EXAMPLE: JsonDict = {
    "low": 0.5912, "high": 0.6712, "market_probability": 0.648, "blended_probability": 0.6453,
    "model_share": 0.16, "game_call": 0.0, "called": 0.0,
    "next_event": {
        "score": {"none": 0.5, "home touchdown": 0.5}, "stop": {"none": 1.0}, "until_score": 4.2,
    },
}  # fmt: skip


def forecast_of(message: PredictionUpdate) -> dict[str, object]:
    """The values of `Forecast`, ready for a frame."""
    told = message.prediction
    return {
        "low": told.low,
        "high": told.high,
        "next_event": told.next_event,
        "market_probability": message.market,
        "blended_probability": message.blended,
        "model_share": told.model_share,
        "game_call": message.game_call,
        "called": told.called,
    }
