"""Runs every benchmark of this folder, one by one, and shows their last lines as a table (`make bench`).

Each prints one JSON object as its last line and ends with a status other than 0 where it misses its limit.
Names as arguments choose among them: `make bench ARGS="decide storage"`.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parent
BOUND_SECONDS = 1_200
SHOWN = 12
"""Values of a benchmark that fit a row."""


def names() -> list[str]:
    """The benchmarks: files of this folder with a `main`."""
    files = sorted(path for path in FOLDER.glob("*.py") if path.stem not in ("run_all", "__init__"))
    return [path.stem for path in files if "\ndef main(" in path.read_text()]


def measure(name: str) -> dict[str, Any]:
    """Run one benchmark in a process of its own; its last line, or what went wrong as `fault`."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}"],
            cwd=FOLDER.parent, capture_output=True, text=True, timeout=BOUND_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"fault": f"not done after {BOUND_SECONDS} s", "ok": False}
    lines = done.stdout.strip().splitlines()
    try:
        found: dict[str, Any] = json.loads(lines[-1])
    except (IndexError, ValueError):
        words = done.stderr.strip().splitlines() or ["it said nothing"]
        return {"fault": words[-1], "ok": False}
    return {**found, "ok": done.returncode == 0}


def shown(found: dict[str, Any]) -> str:
    """The values in a line or two, floats cut to three digits."""
    pairs = [(key, value) for key, value in found.items() if key not in ("bench", "ok")]
    return ", ".join(
        f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}" for key, value in pairs[:SHOWN]
    )


def main() -> int:
    """Run those named, or all."""
    unknown = set(sys.argv[1:]) - set(names())
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    table = Table("bench", "", "values", title="Benchmarks on this machine", title_justify="left")
    failed = False
    for name in sys.argv[1:] or names():
        print(f"bench: {name} …", file=sys.stderr, flush=True)
        found = measure(name)
        failed |= not found["ok"]
        table.add_row(name, "ok" if found["ok"] else "MISSED", shown(found))
        print(json.dumps({"bench": name, **found}), flush=True)
    Console(width=None if Console().is_terminal else 160).print(table)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
