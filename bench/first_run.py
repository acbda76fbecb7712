"""From a fresh home to the first live prediction on screen, installation aside: at most four minutes.

Runs `livebet up` in an empty home on ports of its own, and reads the marks that it writes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from livebet.embedded import postgres
from livebet.embedded.server import free_port
from livebet.settings import environment

LIMIT_SECONDS = 240.0
BOUND_SECONDS = 900
PORTS = ("REDIS", "POSTGRES", "GATEWAY", "DAGSTER", "MLFLOW", "SERVING")


def run_up(home: Path) -> dict[str, Any]:
    """The record of a short run in that home."""
    ports = {f"LIVEBET_{name}_PORT": str(free_port()) for name in PORTS}
    over = {"LIVEBET_HOME": str(home), "LIVEBET_METRICS_PORT": "19100", **ports}
    command = [sys.executable, "-m", "cli", "up", "--minutes", "3", "--games", "2", "--exit-when-done"]
    subprocess.run(command, env=environment(over), check=True, timeout=BOUND_SECONDS, stdout=sys.stderr)
    record: dict[str, Any] = json.loads((home / "run.json").read_text())
    return record


def main() -> int:
    """Measure once; the last line is JSON."""
    home = Path(tempfile.mkdtemp(prefix="livebet-first-run-"))
    home.chmod(0o711)
    try:
        marks = run_up(home)["marks"]
    finally:
        postgres.erase(home)
        shutil.rmtree(home, ignore_errors=True)
    seconds = marks["first_prediction"]
    passed = seconds <= LIMIT_SECONDS
    result = {
        "bench": "first_run", "seconds": seconds, "limit_seconds": LIMIT_SECONDS, "marks": marks,
        "cores": os.cpu_count(), "ok": passed,
    }  # fmt: skip
    print(json.dumps(result))
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
