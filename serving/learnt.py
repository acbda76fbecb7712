"""What a version learnt while it served: its weights, and which games it settled.

They lie in the version's folder of the cache, so they survive a restart, and a challenger that becomes
champion keeps what it learnt in the shadow. They go with the folder: a version that comes back after another
one served begins with its card's weights.
"""

from pathlib import Path

import msgspec
import structlog

FILE = "learnt.json"
GAMES_KEPT = 1_024
"""Settled games whose ids are kept: several weeks of three sports."""

log = structlog.get_logger()


class Learnt(msgspec.Struct, frozen=True):
    """Weights by member, and ids of settled games, oldest first."""

    weights: dict[str, float]
    settled: tuple[str, ...] = ()


def read_learnt(folder: Path) -> Learnt | None:
    """What was kept; None where nothing was, or it cannot be read."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Learnt)
    except (msgspec.MsgspecError, OSError) as error:
        log.warning(
            "what was learnt cannot be read, the card's weights hold", path=str(path), fault=str(error)
        )
        return None


def write_learnt(folder: Path, learnt: Learnt) -> None:
    """Keep it, whole or not at all; a disk that takes nothing is told of, and answers go on."""
    draft = folder / f".{FILE}"
    try:
        draft.write_bytes(msgspec.json.encode(learnt))
        draft.replace(folder / FILE)
    except OSError as error:
        log.warning("what was learnt is not kept", path=str(folder / FILE), fault=str(error))
