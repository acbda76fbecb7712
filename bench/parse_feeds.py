"""How fast does each feed's parser read, beside a bare decoding of the same bytes?

Each feed parses its recordings in `../shared/feeds` where they lie beside the checkout, else the payloads
that the repository wrote for its tests. Files are unpacked before the clock starts, each is parsed in a
session of its own, and the best of some rounds of CPU time counts. The floor, in turns with it, is
`json.loads` of the same bytes (line by line where a file is lines), lxml's bare parse of XML, and the
splitting of other text. Betfair's stream has a bench of its own, beside two packages that read it:
parse_betfair. The last line is JSON.
"""

import gc
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from lxml import etree

from livebet.feeds.feed import Feed
from livebet.feeds.packing import UnreadableError, unpacked
from livebet.feeds.registry import FEEDS
from livebet.settings import ROOT

RECORDINGS = ROOT.parent / "shared" / "feeds"
WRITTEN = ROOT / "tests" / "contract" / "payloads"
ELSEWHERE = frozenset(("betfair_stream",))
LEAST_ITEMS_A_SECOND = 10_000.0
"""A feed that tells a hundred things a second is then one hundredth of a core."""
MEGABYTE = 1_000_000.0
BYTES_AT_MOST = 6_000_000
"""Of one feed: enough to know its pace."""
ROUNDS = 3
ROUND_SECONDS = 0.2
"""Small payloads are read again and again for so long."""


@dataclass(frozen=True)
class Pace:
    """CPU seconds for one reading of all files of a feed, the floor's, what they hold."""

    seconds: float
    floor: float
    items: int
    size: int

    def told(self) -> dict[str, float]:
        """As numbers to compare."""
        return {
            "items_a_second": round(self.items / self.seconds),
            "mb_a_second": round(self.size / MEGABYTE / self.seconds, 1),
            "times_the_floor": round(self.seconds / self.floor, 2),
            "kilobytes": round(self.size / 1e3),
        }


def payloads(feed: str) -> list[bytes]:
    """Unpacked files of a feed, small ones first, up to a bound."""
    folder = RECORDINGS / feed if (RECORDINGS / feed).exists() else WRITTEN / feed
    found: list[bytes] = []
    for path in sorted(folder.rglob("*")):
        raw = _unpacked(path) if path.is_file() and path.suffix != ".md" else b""
        if raw:
            found.append(raw)
    found.sort(key=len)
    while len(found) > 1 and sum(map(len, found)) > BYTES_AT_MOST:
        found.pop()
    return found


def _unpacked(path: Path) -> bytes:
    try:
        return unpacked(path.read_bytes())
    except UnreadableError:
        return b""


def bare(raw: bytes) -> None:
    """The least that anybody does with these bytes."""
    first = raw.lstrip()[:1]
    if first == b"<":
        etree.fromstring(raw)
    elif first not in (b"{", b"["):
        raw.decode("utf-8", "replace").splitlines()
    else:
        try:
            json.loads(raw)
        except ValueError:
            for line in raw.splitlines():
                _line(line)


def _line(line: bytes) -> None:
    try:
        json.loads(line)
    except ValueError:
        line.decode("utf-8", "replace")


def seconds(act: Callable[[], object]) -> float:
    """CPU seconds of one go, over as many as fit a round."""
    began, times = process_time(), 0
    while times == 0 or process_time() - began < ROUND_SECONDS:
        act()
        times += 1
    return (process_time() - began) / times


def pace(feed: Feed, raws: list[bytes]) -> Pace:
    """Measure one feed."""

    def parse() -> int:
        return sum(len(feed.parse(raw)) for raw in raws)

    def floor() -> None:
        for raw in raws:
            bare(raw)

    both = [(seconds(parse), seconds(floor)) for _ in range(ROUNDS)]
    return Pace(min(one for one, _ in both), min(one for _, one in both), parse(), sum(map(len, raws)))


def main() -> None:
    """Measure, print, and end with status 1 where a feed misses the limit."""
    gc.collect()
    gc.freeze()
    found = {
        name: pace(feed, raws)
        for name, feed in FEEDS.items()
        if name not in ELSEWHERE and (raws := payloads(name))
    }
    for name, one in found.items():
        print(f"{name:14} {one.told()}", file=sys.stderr)
    slowest = min(found, key=lambda name: found[name].items / found[name].seconds)
    worst = found[slowest].told()
    print(
        json.dumps(
            {
                "question": "parse_feeds",
                "value": worst["items_a_second"],
                "unit": "items/s",
                "feed": f"slowest: {slowest}",
                "limit": LEAST_ITEMS_A_SECOND,
                "ratio": round(LEAST_ITEMS_A_SECOND / worst["items_a_second"], 3),
                "files": "recorded" if RECORDINGS.exists() else "written",
                "feeds": {name: one.told() for name, one in found.items()},
            }
        )
    )
    raise SystemExit(worst["items_a_second"] < LEAST_ITEMS_A_SECOND)


if __name__ == "__main__":
    main()
