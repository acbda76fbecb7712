"""Feast's registry as a file in the home of this installation."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from feast.infra.registry.file import FileRegistryStore
from feast.protos.feast.core.Registry_pb2 import Registry as RegistryProto
from feast.repo_config import RegistryConfig

from livebet.settings import settings


@contextmanager
def changing() -> Iterator[None]:
    """Hold the right to change the registry.

    A change reads the whole registry and writes it anew: of two at once the first would be lost.
    """
    folder = settings().home / "feast"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".registry.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class HomeRegistryStore(FileRegistryStore):
    """A file registry at `<home>/feast/<path>`, replaced whole, so that no reader sees half of one.

    Feast itself writes into the file that others read.
    """

    def __init__(self, registry_config: RegistryConfig, repo_path: Path) -> None:
        """Find the file; `repo_path` does not matter."""
        super().__init__(registry_config, repo_path)
        self._filepath = settings().home / "feast" / registry_config.path

    def _write_registry(self, registry_proto: RegistryProto) -> None:
        target = self._filepath
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".registry-", delete=False) as draft:
            self._filepath = Path(draft.name)
            try:
                super()._write_registry(registry_proto)
            finally:
                self._filepath = target
            Path(draft.name).replace(target)
