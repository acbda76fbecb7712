"""The aliases of a model in MLflow: who serves, who waits in the shadow, who served before."""

from typing import Any

from feature_repo.names import model_name
from livebet.domain.games import Sport

CHAMPION = "champion"
CHALLENGER = "challenger"
PREVIOUS = "previous"
TAKEN_OUT = "rolled_back"
"""Tag of a version that was taken out of service, with the reason: old evidence does not bring it back."""
_ABSENT = ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE")
"""How MLflow says that a model, a version or an alias is not there."""


class NoSuchVersionError(LookupError):
    """The registry has no version under that number or alias."""


def version_at(client: Any, sport: Sport, alias: str) -> str | None:
    """The version that an alias points to; None where there is none."""
    from mlflow.exceptions import MlflowException

    try:
        return str(client.get_model_version_by_alias(model_name(sport), alias).version)
    except MlflowException as error:
        if error.error_code in _ABSENT:
            return None
        raise


def named(client: Any, sport: Sport, which: str) -> str:
    """The number of a version that is named by its number or by an alias.

    Raises:
        NoSuchVersionError: there is none.
    """
    if not which.isdecimal():
        found = version_at(client, sport, which)
        if found is None:
            raise NoSuchVersionError(f"no version of {model_name(sport)} has the alias {which}")
        return found
    run_of(client, sport, which)
    return which


def run_of(client: Any, sport: Sport, version: str) -> str:
    """The run that made a version: where its evidence is written.

    Raises:
        NoSuchVersionError: there is no such version, or nobody knows its run.
    """
    from mlflow.exceptions import MlflowException

    try:
        found = client.get_model_version(model_name(sport), version)
    except MlflowException as error:
        if error.error_code in _ABSENT:
            raise NoSuchVersionError(f"{model_name(sport)} has no version {version}") from None
        raise
    if not found.run_id:
        raise NoSuchVersionError(f"version {version} of {model_name(sport)} has no run to hold its evidence")
    return str(found.run_id)


def crown(client: Any, sport: Sport, version: str, before: str | None) -> None:
    """Let a version serve; `before` is whom a roll-back brings back. A challenger that serves is none."""
    name = model_name(sport)
    if before is None:
        client.delete_registered_model_alias(name, PREVIOUS)
    else:
        client.set_registered_model_alias(name, PREVIOUS, before)
    client.set_registered_model_alias(name, CHAMPION, version)
    if version_at(client, sport, CHALLENGER) == version:
        client.delete_registered_model_alias(name, CHALLENGER)
