"""Measures the table of scores, keeps it in the home, attaches it to champions, and prints it."""

from collections.abc import Callable, Sequence

import msgspec

from cli.faults import Fault
from cli.mlflow_at import answers
from livebet.domain.clock import SystemClock
from livebet.domain.games import Sport
from livebet.settings import settings
from training.data.store import BrokenManifestError
from training.scores.attach import attach as attached
from training.scores.kept import keep
from training.scores.result import Table
from training.scores.show import as_text
from training.scores.table import measure

Say = Callable[[str], None]


def measured(sports: Sequence[Sport], quick: bool, attach: bool, json: bool, say: Say) -> str:
    """The tables of these sports as text or JSON.

    Raises:
        Fault: the home's files cannot be read.
    """
    try:
        tables = [_one(sport, quick, attach, say) for sport in sports]
    except (BrokenManifestError, OSError) as fault:
        raise Fault(" ".join(str(fault).split())) from None
    if json:
        return msgspec.json.format(msgspec.json.encode(tables), indent=2).decode()
    return as_text(tables)


def _one(sport: Sport, quick: bool, attach: bool, say: Say) -> Table:
    home, uri = settings().home, settings().mlflow_uri
    table = measure(sport, home, SystemClock().now(), say, quick)
    if quick or not table.lines:
        return table
    say(f"livebet: kept in {keep(table, home)}")
    if attach and answers():
        version = attached(uri, sport, table)
        say(
            f"livebet: attached to version {version}"
            if version
            else f"livebet: no {sport.value} champion yet"
        )
    return table
