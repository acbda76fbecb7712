"""Challengers beside the champion: what they would have said of the same games."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from gateway.accuracy import Estimate
from livebet.storage.forecasts import ShadowSums


class LiveShadow(BaseModel):
    """A challenger that answers beside the champion, never acted upon."""

    model_version: str = Field(examples=["7"])
    beside: list[str] = Field(examples=[["3"]], description="Versions of the champion that it ran beside.")
    games: int = Field(examples=[13], description="Of the newest 24 hours, by the games' own instants.")
    forecasts: int = Field(examples=[2210])
    mean_absolute_difference: float = Field(
        examples=[0.021], description="Of the home win probability, from the champion's."
    )
    final_games: int = Field(examples=[5])
    log_loss_difference: Estimate | None = Field(
        description="Challenger minus champion on the same forecasts of games that are final, so that less"
        " than 0 is better; null before any is. Too few games to decide by: promotion takes seasons."
    )

    model_config = ConfigDict(protected_namespaces=())


def shadows_of(sums: Sequence[ShadowSums]) -> list[LiveShadow]:
    """The answer, from sums by challenger and game."""
    versions = dict.fromkeys(one.model_version for one in sums)
    return [_shadow([one for one in sums if one.model_version == version]) for version in versions]


def _shadow(sums: Sequence[ShadowSums]) -> LiveShadow:
    forecasts = sum(one.forecasts for one in sums)
    final = [one for one in sums if one.final]
    return LiveShadow(
        model_version=sums[0].model_version,
        beside=sorted({version for one in sums for version in one.beside}),
        games=len(sums),
        forecasts=forecasts,
        mean_absolute_difference=round(sum(one.apart for one in sums) / forecasts, 5),
        final_games=len(final),
        log_loss_difference=Estimate.of([one.worse for one in final], [one.forecasts for one in final]),
    )
