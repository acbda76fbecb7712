"""Flat files that other tools export from the same answers: odds, events and scores as CSV, and a log."""

import csv
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from livebet.feeds.items import HealthTold, Item
from livebet.feeds.refusals import refused
from livebet.feeds.the_odds_api.told import Gathered, Listed, in_american, utc
from livebet.feeds.the_odds_api.words import NAME

Row = Mapping[str, str]

_WIDE = (
    ("h2h", "home_team", "ml_home", ""),
    ("h2h", "away_team", "ml_away", ""),
    ("spreads", "home_team", "spread_home_odds", "spread_home"),
    ("spreads", "away_team", "spread_away_odds", "spread_away"),
    ("totals", "Over", "total_over_odds", "total_line"),
    ("totals", "Under", "total_under_odds", "total_line"),
)
"""The wide table's columns: market, whose price, the price's column, the point's column."""

_LOG_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3}) \[[A-Z]+\]")
_CREDITS = re.compile(r"Credits left: (-?[\d,]+)")


def told(raw: bytes) -> list[Item]:
    """Items of a CSV or log; anything else is refused."""
    try:
        lines = raw.decode().splitlines()
    except UnicodeDecodeError as error:
        return [refused(NAME, f"payload: neither JSON nor text: {error}", raw)]
    if lines and _LOG_LINE.match(lines[0]):
        return _log(lines, raw)
    head = lines[0].lstrip("\ufeff").split(",") if lines else []
    columns = frozenset(head)
    reader = next((reader for wanted, reader in _READERS if wanted <= columns), None)
    if reader is None:
        return [refused(NAME, "payload: neither JSON nor a table of the API's answers", raw)]
    try:
        return reader(list(_rows(head, lines[1:])), raw)
    except csv.Error as error:
        return [refused(NAME, f"table: {error}", raw)]


def _rows(head: list[str], lines: list[str]) -> Iterator[Row]:
    for cells in csv.reader(lines):
        if len(cells) == len(head):
            yield dict(zip(head, cells, strict=True))
        elif cells:
            yield {"broken": ",".join(cells)}


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _instant(text: str) -> datetime | None:
    try:
        return utc(datetime.fromisoformat(text)) if text else None
    except ValueError:
        return None


def _listed(row: Row, key: str, sport: str) -> Listed:
    return Listed(row[key], row[sport], row["home_team"], row["away_team"], _instant(row["commence_time"]))


def _whole(gathered: Gathered, rows: list[Row], raw: bytes) -> list[Item]:
    broken = [row["broken"] for row in rows if "broken" in row]
    gathered.items += [refused(NAME, "table: a row with other columns", one.encode()) for one in broken]
    return gathered.whole(raw)


def _refuse_price(gathered: Gathered, row: Row, text: str, native_id: str) -> None:
    gathered.items.append(
        refused(NAME, f"price: {text!r} is no number", ",".join(row.values()).encode(), native_id)
    )


def _odds(rows: list[Row], raw: bytes) -> list[Item]:
    sound = [row for row in rows if "broken" not in row]
    gathered = Gathered(in_american(p for row in sound if (p := _number(row["price"])) is not None))
    seen: set[str] = set()
    for row in sound:
        game = _listed(row, "event_id", "sport_key")
        if game.native_id not in seen:
            seen.add(game.native_id)
            gathered.game(game, _instant(row["snapshot_time"]))
        price = _number(row["price"])
        if price is None:
            _refuse_price(gathered, row, row["price"], game.native_id)
            continue
        priced = (row["outcome_name"], price, _number(row["point"]))
        at = _instant(row["last_update"])
        gathered.quote(game, row["bookmaker_key"], row["market"], priced, at)
    return _whole(gathered, rows, raw)


def _wide(rows: list[Row], raw: bytes) -> list[Item]:
    sound = [row for row in rows if "broken" not in row]
    columns = [column for _, _, column, _ in _WIDE]
    shown = (_number(row[column]) for row in sound for column in columns)
    gathered = Gathered(in_american(price for price in shown if price is not None))
    seen: set[str] = set()
    for row in sound:
        game = _listed(row, "game_id", "sport")
        if game.native_id not in seen:
            seen.add(game.native_id)
            gathered.game(game, _instant(row["snapshot_taken_at_utc"]))
        at = _instant(row["bookmaker_last_update_utc"])
        for key, whose, column, line in _WIDE:
            price = _number(row[column])
            if price is not None:
                priced = (row.get(whose, whose), price, _number(row[line]) if line else None)
                gathered.quote(game, row["bookmaker"], key, priced, at)
            elif row[column]:
                _refuse_price(gathered, row, row[column], game.native_id)
    return _whole(gathered, rows, raw)


def _events(rows: list[Row], raw: bytes) -> list[Item]:
    gathered = Gathered(american=False)
    for row in rows:
        if "broken" not in row:
            gathered.game(_listed(row, "event_id", "sport_key"), _instant(row["snapshot_time"]))
    return _whole(gathered, rows, raw)


def _scores(rows: list[Row], raw: bytes) -> list[Item]:
    gathered = Gathered(american=False)
    games: dict[str, list[Row]] = {}
    for row in rows:
        if "broken" not in row:
            games.setdefault(row["event_id"], []).append(row)
    for of_one in games.values():
        first = of_one[0]
        game, at = _listed(first, "event_id", "sport_key"), _instant(first["last_update"])
        over = first["completed"] == "True"
        scores = {row["score_name"]: row["score_value"] for row in of_one if row["score_name"]}
        gathered.game(game, at, "final" if over else "in_play" if scores else "")
        if scores:
            gathered.score(game, scores, over, at)
    return _whole(gathered, rows, raw)


def _log(lines: list[str], raw: bytes) -> list[Item]:
    """The quota that a log of requests tells; its other lines are counted."""
    items: list[Item] = []
    for line in lines:
        stamped, left = _LOG_LINE.match(line), _CREDITS.search(line)
        if stamped and left:
            at = datetime.strptime(stamped[1], "%Y-%m-%d %H:%M:%S").replace(
                microsecond=int(stamped[2]) * 1000, tzinfo=UTC
            )
            detail = f"{left[1].replace(',', '')} credits left"
            items.append(HealthTold(feed=NAME, native_id="", observed_at=at, state="quota", detail=detail))
    other = len(lines) - len(items)
    return [*items, refused(NAME, f"not followed: {other} other lines of a tool's log", raw)]


_GAME = frozenset(("commence_time", "home_team", "away_team"))
_KEYED = _GAME | {"event_id", "sport_key"}
_PRICED = _KEYED | {
    "snapshot_time",
    "bookmaker_key",
    "last_update",
    "market",
    "outcome_name",
    "price",
    "point",
}
_SCORED = _KEYED | {"completed", "last_update", "score_name", "score_value"}
_STAMPED = {"bookmaker", "snapshot_taken_at_utc", "bookmaker_last_update_utc"}
_WIDELY_PRICED = (
    _GAME | _STAMPED | {"game_id", "sport"} | {column for _, _, *two in _WIDE for column in two if column}
)

_READERS: tuple[tuple[frozenset[str], Callable[[list[Row], bytes], list[Item]]], ...] = (
    (_PRICED, _odds),
    (_SCORED, _scores),
    (_WIDELY_PRICED, _wide),
    (_KEYED | {"snapshot_time"}, _events),
)
"""By the columns that a table must have, the fuller ones first."""
