"""Answers of the feed's REST side: games, schedules, summaries; the rest is named and refused."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from livebet.feeds.items import GameTold, Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.uof.message import NAME, Head, text
from livebet.feeds.uof.standing import phase_of, score_of

_LEAGUES = {"sr:tournament:31": "nfl", "sr:tournament:132": "nba", "sr:tournament:109": "mlb"}
_NAMES = {league.upper(): league for league in _LEAGUES.values()}
_YEAR = re.compile(r"(\d{2})/\d{2}|(\d{4})")


def read_games(root: etree._Element, raw: bytes) -> Iterator[Item]:
    """The games of a fixture or a schedule."""
    at = _moment(text(root, "generated_at")) or UNKNOWN_INSTANT
    games = [*root.iterfind("{*}fixture"), *root.iterfind("{*}sport_event")]
    for game in games:
        yield _game(game, text(game, "status"), at)
    if not games:
        yield refused(NAME, "not followed: an answer without a game", raw)


def read_summary(root: etree._Element, raw: bytes) -> Iterator[Item]:
    """A game and how it stands; the plays of a timeline are not followed."""
    event, status = root.find("{*}sport_event"), root.find("{*}sport_event_status")
    if event is None:
        yield refused(NAME, "not followed: an answer without a game", raw)
        return
    at = _moment(text(root, "generated_at")) or UNKNOWN_INSTANT
    told = _game(event, text(status, "status") if status is not None else "", at)
    yield told
    score = score_of(status, Head("", text(event, "id"), at, ""))
    if score is not None:
        yield score
    plays = len(root.findall("{*}timeline/{*}event"))
    if plays:
        yield refused(NAME, f"not followed: {plays} plays of a timeline", raw, text(event, "id"), at)


def _game(element: etree._Element, status: str, at: datetime) -> GameTold | Item:
    teams = {text(team, "qualifier"): text(team, "name") for team in element.iter("{*}competitor")}
    native_id = text(element, "id")
    if not native_id or not teams.get("home") or not teams.get("away"):
        return refused(NAME, "game: it names no two teams", etree.tostring(element), native_id, at)
    venue, season = element.find("{*}venue"), element.find("{*}season")
    return GameTold(
        feed=NAME,
        native_id=native_id,
        observed_at=at,
        sport=_sport(element),
        home=teams["home"],
        away=teams["away"],
        kickoff=_moment(text(element, "start_time") or text(element, "scheduled")),
        phase=phase_of(status),
        season=None if season is None else _season(text(season, "year")),
        venue="" if venue is None else text(venue, "name"),
    )


def _sport(element: etree._Element) -> str:
    """One of ours by its competition's id, else the sport's name."""
    tournament = element.find("{*}tournament")
    if tournament is None:
        return "unknown"
    sport = tournament.find("{*}sport")
    name = "" if sport is None else text(sport, "name").lower().replace(" ", "_")
    league = _LEAGUES.get(text(tournament, "id")) or _NAMES.get(text(tournament, "name"))
    return league or name or "unknown"


def _season(year: str) -> int | None:
    """The year a season begins in, from "2016" or "18/19"."""
    told = _YEAR.fullmatch(year)
    if told is None:
        return None
    return 2000 + int(told[1]) if told[1] else int(told[2])


def _moment(words: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(words)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
