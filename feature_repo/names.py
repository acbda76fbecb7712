"""Names in the feature store, for those who need them without Feast (its import takes seconds)."""

from livebet.domain.games import Sport

PROJECT = "livebet"

GAME_STATE: dict[Sport, str] = {
    Sport.NFL: "game_state",
    Sport.NBA: "nba_game_state",
    Sport.MLB: "mlb_game_state",
}
"""The view of live games of each sport; the first sport's bears the name that it had alone."""
TEAM_STRENGTH = "team_strength"
MARKET = "market"
CONTEXT = "context"

REVISION = "revision"
TIMESTAMP = "event_timestamp"
KNOWN_AT = "known_at"
"""When a row came to be known: at its instant, or later where it corrects what was known."""
TEAM_FEATURES = ("rating", "games", "season", "home_advantage")


def model_name(sport: Sport) -> str:
    """The model whose versions have a feature service each; its name in MLflow."""
    return f"{sport.value}_win_probability"


def training_name(sport: Sport) -> str:
    """The feature service that training sets are made of."""
    return f"{model_name(sport)}_training"


def service_name(sport: Sport, version: str | int) -> str:
    """The name of a model version's feature service."""
    return f"{model_name(sport)}_v{version}"
