"""Names in the feature store, for those who need them without Feast (its import takes seconds)."""

PROJECT = "livebet"

GAME_STATE = "game_state"
TEAM_STRENGTH = "team_strength"
MARKET = "market"

REVISION = "revision"
TIMESTAMP = "event_timestamp"
TEAM_FEATURES = ("rating", "games", "season", "home_advantage")

MODEL = "nfl_win_probability"
"""The model whose versions have a feature service each; its name in MLflow."""

TRAINING = f"{MODEL}_training"
"""The feature service that training sets are made of."""


def service_name(version: str | int) -> str:
    """The name of a model version's feature service."""
    return f"{MODEL}_v{version}"
