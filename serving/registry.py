"""Where models come from: MLflow's aliases, and a local copy of what they last pointed to."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

import msgspec

from training.models.names import EVENT_FILE, MOMENTUM_FILE
from training.runner import CARD_FILE, MODEL_FILE, BrokenModelError

ALIAS = "champion"
"""The version that answers."""
CHALLENGER = "challenger"
"""The version that is asked in the shadow."""
ANSWER_SECONDS = 5


class UnreachableError(Exception):
    """MLflow does not answer."""


class Version(msgspec.Struct, frozen=True):
    """A registered version.

    `created` (milliseconds since the Unix epoch) tells equal numbers of two databases apart.
    """

    number: str
    created: int

    @property
    def folder(self) -> str:
        """The name of its folder in the cache."""
        return f"v{self.number}-{self.created}"


class Registry(Protocol):
    """What tells and brings versions."""

    def version(self, alias: str) -> Version | None:
        """The version that an alias points to; None where there is none."""
        ...

    def download(self, version: Version, folder: Path) -> None:
        """Bring a version's artifacts into `folder`."""
        ...


class MlflowRegistry:
    """The model registry of an MLflow server (or of its database)."""

    def __init__(self, uri: str, model: str) -> None:
        """Ask `uri` about one model; every question is given up after seconds, not after MLflow's minutes."""
        import mlflow
        from mlflow import environment_variables as limits

        limits.MLFLOW_HTTP_REQUEST_MAX_RETRIES.set(0)
        limits.MLFLOW_HTTP_REQUEST_TIMEOUT.set(ANSWER_SECONDS)
        limits.MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR.set(False)
        mlflow.set_tracking_uri(uri)
        mlflow.set_registry_uri(uri)
        self._client = mlflow.MlflowClient(uri, uri)
        self._model = model

    def version(self, alias: str) -> Version | None:
        """The version that an alias points to; None where there is none.

        Raises:
            UnreachableError: MLflow does not answer.
        """
        from mlflow.exceptions import MlflowException

        try:
            found = self._client.get_model_version_by_alias(self._model, alias)
        except MlflowException as error:
            if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
                return None
            raise UnreachableError(str(error)) from error
        return Version(number=str(found.version), created=int(found.creation_timestamp))

    def download(self, version: Version, folder: Path) -> None:
        """Bring a version's artifacts into `folder`.

        Raises:
            UnreachableError: MLflow or its artifact store does not answer.
        """
        import mlflow
        from mlflow.exceptions import MlflowException

        try:
            mlflow.artifacts.download_artifacts(
                artifact_uri=f"models:/{self._model}/{version.number}", dst_path=str(folder)
            )
        except (MlflowException, OSError) as error:
            raise UnreachableError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Cache:
    """Versions on this machine's disk, so that the service starts while MLflow is away."""

    root: Path

    def current(self, alias: str = ALIAS) -> Version | None:
        """The last version that was in use under an alias; None where there is none."""
        note = self._note(alias)
        return msgspec.json.decode(note.read_bytes(), type=Version) if note.exists() else None

    def folder(self, version: Version) -> Path:
        """Where a version's files lie, if they do."""
        return self.root / version.folder

    def bring(self, version: Version, registry: Registry) -> Path:
        """The folder of a version, fetched whole where it is not there yet.

        Raises:
            UnreachableError: it must be fetched and MLflow does not answer.
            BrokenModelError: its artifacts lack the model or its card.
        """
        target = self.folder(version)
        if target.exists():
            return target
        self.root.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(dir=self.root, prefix=".draft-"))
        try:
            registry.download(version, draft)
            _gather(draft, draft / "ready")
            (draft / "ready").rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return target

    def keep(self, version: Version, alias: str = ALIAS) -> None:
        """Remember a version as the one to start with, and forget those that no alias uses."""
        note = self._note(alias)
        draft = note.with_name(f".{note.name}")
        draft.write_bytes(msgspec.json.encode(version))
        draft.replace(note)
        self._prune()

    def release(self, alias: str) -> None:
        """Forget what an alias used."""
        self._note(alias).unlink(missing_ok=True)
        self._prune()

    def _note(self, alias: str) -> Path:
        return self.root / ("current.json" if alias == ALIAS else f"{alias}.json")

    def _prune(self) -> None:
        used = [version.folder for alias in (ALIAS, CHALLENGER) if (version := self.current(alias))]
        for folder in self.root.glob("v*-*"):
            if folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)


def _gather(found: Path, ready: Path) -> None:
    """Copy the model, its card and the other members, wherever the artifacts hold them, side by side."""
    ready.mkdir()
    for name in (MODEL_FILE, CARD_FILE):
        source = _highest(found, name)
        if source is None:
            raise BrokenModelError(f"its artifacts hold no {name}")
        shutil.copyfile(source, ready / name)
    for name in (MOMENTUM_FILE, EVENT_FILE):
        source = _highest(found, name)
        if source is not None:
            shutil.copyfile(source, ready / name)


def _highest(found: Path, name: str) -> Path | None:
    return min(found.rglob(name), key=lambda path: len(path.parts), default=None)
