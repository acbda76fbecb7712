"""How fast is one exchange market read, beside the packages that read the same files?

The recording of an NBA game lies beside the checkout; where it does not, one of the same shape is written:
a game's two runners whose ladders walk at random. The file is unpacked first and read from memory, in turns:
`livebet.feeds.betfair_stream` to items, `betfair_data` (Rust) to market books, `betfairlightweight` (Python)
to its market books and to plain dictionaries. Ratios are of time: above 1.0 we are the faster. The last line
is JSON; the limit is to be no slower than `betfairlightweight` with its books.
"""

import bz2
import gc
import json
import logging
import platform
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import betfair_data
import betfairlightweight

from livebet.feeds.betfair_stream import Stream
from livebet.settings import ROOT

RECORDING = ROOT.parent / "shared" / "data" / "betfair" / "1.166811431_nba_CLE_at_MIN_20191228.bz2"
WRITTEN_LINES = 10_000
MARKET = "1.166811431"
"""Written with nine digits, as betfair_data wants it."""
ROUNDS = 5
MEGABYTE = 1_000_000.0


def written() -> bytes:
    """A recording made up: an image, then small changes of two runners' ladders around a price that walks."""
    chance, price, lines = random.Random(7), 2.0, [_line(0, {"marketDefinition": _definition(), "img": True})]
    for number in range(1, WRITTEN_LINES):
        price = min(4.0, max(1.2, price + chance.gauss(0.0, 0.01)))
        runners = []
        for runner, middle in ((60424, price), (237478, price / (price - 1.0))):
            levels = [round(middle + 0.01 * chance.randint(-6, 6), 2) for _ in range(2)]
            side = "atb" if chance.random() < 0.5 else "atl"
            sizes = [[level, chance.choice([0, round(chance.uniform(1, 900), 2)])] for level in levels]
            runners.append({side: sizes, "ltp": levels[0], "id": runner})
        lines.append(_line(number, {"rc": runners[: chance.randint(1, 2)]}))
    return b"\n".join(lines)


def _line(number: int, change: dict[str, object]) -> bytes:
    told = {"op": "mcm", "clk": str(number), "pt": 1_577_499_783_086 + 500 * number}
    return json.dumps({**told, "mc": [{"id": MARKET, **change}]}, separators=(",", ":")).encode()


def _definition() -> dict[str, object]:
    runners = [(60424, "Hill Hawks"), (237478, "Bay Breakers")]
    return {
        "bspMarket": False, "turnInPlayEnabled": True, "persistenceEnabled": True, "marketBaseRate": 5.0,
        "eventId": "1", "eventTypeId": "7522", "numberOfWinners": 1, "bettingType": "ODDS",
        "marketType": "MATCH_ODDS", "marketTime": "2019-12-29T01:10:00.000Z",
        "suspendTime": "2019-12-29T01:10:00.000Z", "bspReconciled": False, "complete": True, "inPlay": True,
        "crossMatching": False, "runnersVoidable": False, "numberOfActiveRunners": 2, "betDelay": 5,
        "status": "OPEN", "regulators": ["MR_INT"], "countryCode": "GB", "discountAllowed": False,
        "timezone": "GMT", "openDate": "2019-12-29T01:10:00.000Z", "version": 1, "name": "Moneyline",
        "eventName": "Hill Hawks @ Bay Breakers",
        "runners": [
            {"status": "ACTIVE", "sortPriority": place, "id": runner, "name": name}
            for place, (runner, name) in enumerate(runners, 1)
        ],
    }  # fmt: skip


def ours(raw: bytes) -> int:
    """Items of a session that reads the whole recording."""
    return len(Stream()(raw))


def rust(raw: bytes) -> int:
    """Market books of betfair_data."""
    return sum(1 for _ in betfair_data.File("recording", raw))


def python(path: Path, *, dictionaries: bool) -> int:
    """Market books of betfairlightweight, as objects or as dictionaries."""
    client = betfairlightweight.APIClient("", "", app_key="")
    listener = betfairlightweight.StreamListener(max_latency=None, lightweight=dictionaries)
    stream = client.streaming.create_historical_generator_stream(file_path=str(path), listener=listener)
    return sum(len(books) for books in stream.get_generator()())


def seconds(readers: dict[str, Callable[[], int]]) -> tuple[dict[str, float], dict[str, int]]:
    """The best time of each reader, in turns, and what it counted."""
    best = dict.fromkeys(readers, float("inf"))
    counted: dict[str, int] = {}
    for _ in range(ROUNDS):
        for name, reader in readers.items():
            gc.collect()
            began = perf_counter()
            counted[name] = reader()
            best[name] = min(best[name], perf_counter() - began)
    return best, counted


def measured(raw: bytes) -> tuple[dict[str, float], dict[str, int]]:
    """Seconds of each reader for one recording, and what it counted; betfairlightweight wants a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording"
        path.write_bytes(raw)
        return seconds(
            {
                "livebet": lambda: ours(raw),
                "betfair_data": lambda: rust(raw),
                "betfairlightweight": lambda: python(path, dictionaries=False),
                "dictionaries": lambda: python(path, dictionaries=True),
            }
        )


def main() -> None:
    """Measure, print, and end with status 1 where we are slower than betfairlightweight."""
    logging.disable(logging.WARNING)
    recorded = RECORDING.exists()
    raw = bz2.decompress(RECORDING.read_bytes()) if recorded else written()
    best, counted = measured(raw)
    for name, spent in best.items():
        print(
            f"{name:20} {counted[name]:6} told {spent * 1e3:8.1f} ms {len(raw) / MEGABYTE / spent:6.1f} MB/s"
        )
    ratios = {name: round(spent / best["livebet"], 3) for name, spent in best.items()}
    answer = {
        "question": "parse_betfair",
        "value": round(counted["livebet"] / best["livebet"]),
        "unit": "items/s",
        "mb_a_second": round(len(raw) / MEGABYTE / best["livebet"], 2),
        "ratio": round(1.0 / ratios["betfairlightweight"], 3),
        "faster_than_betfair_data": ratios["betfair_data"],
        "faster_than_betfairlightweight": ratios["betfairlightweight"],
        "faster_than_its_dictionaries": ratios["dictionaries"],
        "file": "recorded NBA game" if recorded else "written",
        "machine": f"{platform.machine()} {platform.system()}, Python {platform.python_version()}, one core",
    }
    print(json.dumps(answer))
    raise SystemExit(ratios["betfairlightweight"] < 1.0)


if __name__ == "__main__":
    main()
