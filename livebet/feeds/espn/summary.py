"""Summaries of one game, and the cdn's play-by-play, which is the same package in a wrapper."""

from collections.abc import Iterator, Sequence

import msgspec

from livebet.feeds.espn import baseball, basketball, football
from livebet.feeds.espn.news import injuries
from livebet.feeds.espn.odds import pregame
from livebet.feeds.espn.play import PlayGame
from livebet.feeds.espn.raw import RawEvent, RawPerson, Share, there
from livebet.feeds.espn.scoreboard import (
    BAD,
    Contest,
    NotFollowedError,
    contest_of,
    game_told,
    now,
    official_id,
    score_told,
)
from livebet.feeds.espn.words import NAME
from livebet.feeds.items import ForecastTold, Item, PlayTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused


class RawLeague(msgspec.Struct):
    """A league by its own name."""

    slug: str = ""


class RawHeader(RawEvent, rename={"short_name": "shortName"}):
    """The game of a summary."""

    league: RawLeague | None = None


class RawDrive(msgspec.Struct):
    """A drive's plays."""

    plays: list[msgspec.Raw] = []


class RawDrives(msgspec.Struct):
    """Drives that are over, and the one that runs (its plays may be among the others as well)."""

    previous: list[msgspec.Raw] = []
    current: msgspec.Raw = msgspec.Raw()


class RawProjection(msgspec.Struct, rename="camel"):
    """One side's chance to win before the game, in percent as text."""

    game_projection: str = ""


class RawPredictor(msgspec.Struct, rename="camel"):
    """ESPN's matchup predictor."""

    home_team: RawProjection = msgspec.field(default_factory=RawProjection)
    away_team: RawProjection = msgspec.field(default_factory=RawProjection)


class RawProbability(msgspec.Struct, rename="camel"):
    """ESPN's win probability after a play."""

    home_win_percentage: Share
    play_id: str
    tie_percentage: Share = 0.0


class RawSummary(msgspec.Struct):
    """The parts of a summary that are read."""

    header: msgspec.Raw
    drives: msgspec.Raw = msgspec.Raw()
    plays: list[msgspec.Raw] | None = None
    winprobability: list[msgspec.Raw] | None = None
    pickcenter: list[msgspec.Raw] | None = None
    injuries: list[msgspec.Raw] | None = None
    predictor: msgspec.Raw = msgspec.Raw()
    boxscore: msgspec.Raw = msgspec.Raw()
    situation: msgspec.Raw = msgspec.Raw()


class _Line(msgspec.Struct):
    athlete: RawPerson


class _Table(msgspec.Struct):
    athletes: list[_Line] = []


class _Players(msgspec.Struct):
    statistics: list[_Table] = []


class _BoxScore(msgspec.Struct):
    players: list[_Players] = []


_SUMMARY = msgspec.json.Decoder(RawSummary)
_HEADER = msgspec.json.Decoder(RawHeader)
_DRIVES = msgspec.json.Decoder(RawDrives)
_DRIVE = msgspec.json.Decoder(RawDrive)
_PREDICTOR = msgspec.json.Decoder(RawPredictor)
_PROBABILITY = msgspec.json.Decoder(RawProbability)
_BOX_SCORE = msgspec.json.Decoder(_BoxScore)


def _names(raw: msgspec.Raw) -> dict[str, str]:
    """Players by id, as the box score names them; nobody where it has another shape."""
    if not there(raw):
        return {}
    try:
        box = _BOX_SCORE.decode(raw)
    except BAD:
        return {}
    lines = (line for team in box.players for table in team.statistics for line in table.athletes)
    return {line.athlete.id: line.athlete.display_name for line in lines}


def _driven(raw: msgspec.Raw, native_id: str) -> tuple[list[msgspec.Raw], list[Item]]:
    """The plays of all drives, and drives that cannot be read."""
    plays: list[msgspec.Raw] = []
    bad: list[Item] = []
    drives = _DRIVES.decode(raw)
    for drive in (*drives.previous, *((drives.current,) if there(drives.current) else ())):
        try:
            plays += _DRIVE.decode(drive).plays
        except BAD as error:
            bad.append(refused(NAME, f"drive: {error}", bytes(drive), native_id))
    return plays, bad


def _football(summary: RawSummary, game: PlayGame) -> Iterator[Item]:
    if not there(summary.drives):
        return
    try:
        raws, bad = _driven(summary.drives, game.native_id)
    except BAD as error:
        yield refused(NAME, f"drives: {error}", bytes(summary.drives), game.native_id)
        return
    yield from football.plays(raws, game)
    yield from bad


def _plays(summary: RawSummary, contest: Contest) -> Iterator[Item]:
    game = PlayGame(
        native_id=contest.event.id,
        sides=contest.sides,
        home=contest.home.team.abbreviation,
        away=contest.away.team.abbreviation,
        over=contest.final,
    )
    raws = summary.plays or []
    if contest.sport == "nfl":
        yield from _football(summary, game)
    elif contest.sport == "nba":
        yield from basketball.plays(raws, game, _names(summary.boxscore))
    elif contest.sport == "mlb":
        yield from baseball.plays(raws, game)
    elif raws or there(summary.drives):
        yield refused(NAME, f"not followed: plays of {contest.sport}", b"", contest.event.id)


def forecasts(
    raws: Sequence[msgspec.Raw], native_id: str, plays: Sequence[PlayTold], sport: str
) -> Iterator[Item]:
    """Win probabilities, each at the instant of its play where that is listed."""
    at = {told.play.situation.play_id: told for told in plays}
    for raw in raws:
        try:
            told = _PROBABILITY.decode(raw)
        except BAD as error:
            yield refused(NAME, f"forecast: {error}", bytes(raw), native_id)
            continue
        play = at.get(told.play_id)
        yield ForecastTold(
            feed=NAME,
            native_id=native_id,
            observed_at=play.observed_at if play else UNKNOWN_INSTANT,
            forecaster=NAME,
            play_id=told.play_id,
            home_win_probability=told.home_win_percentage,
            tie_probability=told.tie_percentage,
            official_id=play.official_id if play else official_id(told.play_id, native_id, sport),
        )


def _predicted(raw: msgspec.Raw, contest: Contest) -> Iterator[Item]:
    """The matchup predictor: the home side's chance, or what the away side's leaves of it."""
    if not there(raw) or contest.phase != "scheduled":
        return
    try:
        told = _PREDICTOR.decode(raw)
        home, away = told.home_team.game_projection, told.away_team.game_projection
        if not home and not away:
            return
        chance = float(home) / 100.0 if home else 1.0 - float(away) / 100.0
    except BAD as error:
        yield refused(NAME, f"forecast: {error}", bytes(raw), contest.event.id)
        return
    if not 0.0 <= chance <= 1.0:
        yield refused(NAME, f"forecast: a chance of {chance:g}", bytes(raw), contest.event.id)
        return
    yield ForecastTold(
        feed=NAME,
        native_id=contest.event.id,
        observed_at=UNKNOWN_INSTANT,
        forecaster=NAME,
        play_id="",
        home_win_probability=chance,
    )


def _items(summary: RawSummary, contest: Contest) -> Iterator[Item]:
    native_id = contest.event.id
    yield game_told(contest)
    played = list(_plays(summary, contest))
    yield from played
    score = score_told(contest)
    if score:
        yield score
    yield from now(contest, summary.situation)
    yield from _predicted(summary.predictor, contest)
    told = [item for item in played if isinstance(item, PlayTold)]
    yield from forecasts(summary.winprobability or (), native_id, told, contest.sport)
    for odds in summary.pickcenter or ():
        yield from pregame(odds, native_id, contest.lines_at)
    yield from injuries(summary.injuries or (), contest.sport, native_id)


def summary_items(raw: bytes | msgspec.Raw) -> Iterator[Item]:
    """The items of a summary: the game, its plays, its score, forecasts, lines, the injured."""
    try:
        summary = _SUMMARY.decode(raw)
        header = _HEADER.decode(summary.header)
        contest = contest_of(header, header.league.slug if header.league else "")
    except NotFollowedError as error:
        yield refused(NAME, str(error), bytes(raw))
        return
    except BAD as error:
        yield refused(NAME, f"summary: {error}", bytes(raw))
        return
    yield from _items(summary, contest)
