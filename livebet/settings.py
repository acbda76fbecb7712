"""The only reader of the environment. Every setting is `LIVEBET_<NAME>`."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""


class Settings(BaseSettings):
    """What can be set, with what holds when nothing is."""

    model_config = SettingsConfigDict(env_prefix="LIVEBET_", frozen=True)

    home: Path = ROOT / ".livebet"
    redis_url: SecretStr | None = None
    database_url: SecretStr | None = None
    redis_port: int = 6390
    postgres_port: int = 5442
    gateway_port: int = 8000
    dagster_port: int = 3000
    mlflow_port: int = 5000
    serving_port: int = 3100
    metrics_port: int = Field(default=9100, description="decide, record, ingest and review count up")
    partitions: int = Field(default=4, ge=1, le=256)
    stream_bound: int = Field(default=200_000, ge=1_000)
    min_edge: float = Field(default=0.02, ge=0)
    kelly_multiplier: float = Field(default=0.25, gt=0, le=1)
    include_reserved: bool = Field(
        default=False, description="train on the newest recorded season too, which is kept for replay"
    )
    first_run_seconds: float = Field(
        default=120.0, gt=0, description="how long the first champion's seasons may take; three at least"
    )
    search_seconds: float = Field(
        default=120.0, ge=0, description="how long a retrain searches hyper-parameters; 0: not at all"
    )
    token_minutes: int = Field(default=720, ge=1)

    archive_days: int = Field(
        default=14, ge=1, description="raw payloads of live feeds, and the journal, are kept so long"
    )
    recordings: Path | None = Field(
        default=None, description="folder of recorded NBA and MLB seasons (parquet), to replay"
    )
    monthly_credits: dict[str, int] = Field(
        default={}, description="credits a month by feed, where it is not what the feed's terms say"
    )
    feed_addresses: dict[str, str] = Field(
        default={}, description="by feed or <feed>_socket: read it from this origin (a proxy) instead"
    )
    feed_authorities: dict[str, Path] = Field(
        default={}, description="by feed: the PEM file that its socket's certificate is checked by instead"
    )
    the_odds_api_key: SecretStr | None = None
    the_odds_api_regions: str = Field(default="us", description="as in us,eu; each costs credits of its own")
    sportradar_key: SecretStr | None = None
    sportradar_sports: str = Field(
        default="nfl,nba,mlb", pattern="^(nfl|nba|mlb)(,(nfl|nba|mlb))*$", description="what the key opens"
    )
    sportradar_access: Literal["production", "trial"] = "production"
    uof_token: SecretStr | None = None
    betfair_app_key: SecretStr | None = None
    betfair_username: SecretStr | None = None
    betfair_password: SecretStr | None = None
    fanduel_page_key: SecretStr | None = None
    kalshi_key_id: SecretStr | None = None
    kalshi_private_key: SecretStr | None = None
    x_bearer_token: SecretStr | None = None
    openweathermap_key: SecretStr | None = None

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        """Children run in other folders: a relative home is of the folder where the settings were read."""
        return home.expanduser().absolute()

    @property
    def mlflow_uri(self) -> str:
        """Where MLflow answers."""
        return f"http://127.0.0.1:{self.mlflow_port}"

    @property
    def serving_url(self) -> str:
        """Where the BentoML service answers."""
        return f"http://127.0.0.1:{self.serving_port}"


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def environment(over: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with `over` laid upon it, for a child process."""
    return {**os.environ, **over}
