"""Checks before a run and for `livebet doctor`: what was found, and what mends it."""

import platform
import resource
import shutil
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from livebet.settings import ROOT, Settings

NEED_MIB = 1_000
"""Free space a run needs: databases, model artifacts, logs of a slate."""
NEED_FILES = 4_096
"""Open files a run needs: its own sockets and a few thousand WebSocket clients."""
TESTED_PYTHON = (3, 11)
INSTALLERS = {"pip", "setuptools", "wheel"}
"""They come with the interpreter and do not run."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `mend` says which setting or act helps; empty when it passed."""

    name: str
    passed: bool
    found: str
    mend: str = ""


def check_python() -> Check:
    """Whether this interpreter is the tested version."""
    passed = sys.version_info[:2] == TESTED_PYTHON
    mend = "" if passed else "PYTHON=/path/to/python3.11 make run"
    return Check("python", passed, platform.python_version(), mend)


def check_disk(home: Path, need_mib: int = NEED_MIB) -> Check:
    """Whether the file system of `home` has room."""
    there = next(path for path in (home, *home.parents) if path.exists())
    free_mib = shutil.disk_usage(there).free // 2**20
    passed = free_mib >= need_mib
    mend = "" if passed else f"free {need_mib} MiB, or set LIVEBET_HOME to a folder with space"
    return Check("disk", passed, f"{free_mib} MiB free at {home}", mend)


def check_open_files(need: int = NEED_FILES) -> Check:
    """Raise the soft limit of open files to the hard one and see whether that is enough."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = max(soft, 65_536)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    passed = hard >= need
    mend = "" if passed else f"ulimit -n {need} (the hard limit is set in /etc/security/limits.conf)"
    return Check("open files", passed, str(hard), mend)


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def ports_of(settings: Settings) -> dict[str, int]:
    """The ports a run listens on, by the setting that names each."""
    ports = {
        "LIVEBET_GATEWAY_PORT": settings.gateway_port,
        "LIVEBET_DAGSTER_PORT": settings.dagster_port,
        "LIVEBET_MLFLOW_PORT": settings.mlflow_port,
        "LIVEBET_SERVING_PORT": settings.serving_port,
    }
    ports |= {f"LIVEBET_METRICS_PORT + {step}": settings.metrics_port + step for step in range(4)}
    if settings.redis_url is None:
        ports["LIVEBET_REDIS_PORT"] = settings.redis_port
    if settings.database_url is None:
        ports["LIVEBET_POSTGRES_PORT"] = settings.postgres_port
    return ports


def check_ports(ports: Mapping[str, int], own: bool = False) -> list[Check]:
    """Whether each port is free; `own`: a run of this home is up, so they are taken by it."""
    return [_check_port(setting, port, own) for setting, port in ports.items()]


def _check_port(setting: str, port: int, own: bool) -> Check:
    if own:
        return Check(f"port {port}", True, f"{setting}: of the run that is up")
    passed = port_is_free(port)
    name = setting.split(" ")[0]
    mend = "" if passed else f"stop what listens there, or set {name} to another port"
    return Check(f"port {port}", passed, f"{setting}: {'free' if passed else 'taken'}", mend)


def check_versions(constraints: Path = ROOT / "constraints.txt") -> Check:
    """Whether the installed packages are those that were tested together."""
    pins = dict(line.split("==") for line in constraints.read_text().split() if "==" in line)
    installed = {_plain(dist.name): dist.version.split("+")[0] for dist in metadata.distributions()}
    odd = sorted(
        f"{name} {installed[_plain(name)]} for {version}"
        for name, version in pins.items()
        if name not in INSTALLERS and installed.get(_plain(name), version) != version
    )
    found = "as in constraints.txt" if not odd else "; ".join(odd[:5])
    return Check("versions", not odd, found, "" if not odd else "rm -r .venv; make run")


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def preflight(settings: Settings) -> list[Check]:
    """What must hold before anything is started."""
    basics = [check_python(), check_disk(settings.home), check_open_files(), check_versions()]
    return basics + check_ports(ports_of(settings))
