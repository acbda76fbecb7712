"""Injuries: lists inside a summary, and one injury by its own address."""

from collections.abc import Iterator, Sequence

import msgspec

from livebet.feeds.espn.raw import RawPerson, RawTeam, RawTeamRef, in_url
from livebet.feeds.espn.words import NAME, instant_of
from livebet.feeds.items import Item, NewsTold
from livebet.feeds.refusals import refused

CONFIDENCE = 0.95
"""ESPN retells the clubs' official reports, so near 1; by hand and a little late, so not 1."""

MAX_TEXT = 500
_STATUSES = {
    "active": "active",
    "probable": "probable",
    "questionable": "questionable",
    "day-to-day": "questionable",
    "game time decision": "questionable",
    "doubtful": "doubtful",
    "out": "out",
    "out indefinitely": "out",
    "injured reserve": "out",
    "suspension": "out",
    "suspended": "out",
    "bereavement": "out",
    "paternity": "out",
    "physically unable to perform": "out",
    "non-football injury": "out",
}


class RawDetails(msgspec.Struct, rename="camel"):
    """What is hurt."""

    type: str = ""
    location: str = ""
    detail: str = ""
    side: str = ""
    return_date: str = ""


class RawAthlete(RawPerson, rename={"display_name": "displayName", "ref": "$ref"}):
    """A player by name, or by an address that ends in the id."""

    ref: str = ""

    @property
    def spelt(self) -> str:
        """The name; the id where only an address is told."""
        return self.display_name or self.id or in_url(self.ref, "athletes")


class RawInjury(msgspec.Struct, rename="camel"):
    """One player's injury."""

    status: str
    athlete: RawAthlete
    id: str = ""
    date: str = ""
    details: RawDetails | None = None
    short_comment: str = ""
    team: RawTeamRef | None = None


class RawTeamInjuries(msgspec.Struct):
    """The injured of one team."""

    team: RawTeam
    injuries: list[msgspec.Raw] = []


_INJURY = msgspec.json.Decoder(RawInjury)
_TEAM = msgspec.json.Decoder(RawTeamInjuries)


def status_of(words: str) -> str | None:
    """ESPN's status in one of our five words, None where it is none; whoever is on an `…-IL` is out."""
    low = words.strip().lower()
    return "out" if low.endswith("-il") else _STATUSES.get(low)


def injury(raw: msgspec.Raw | bytes, sport: str, team: str = "", native_id: str = "") -> Item:
    """One injury as news; a team or player is named by ESPN's id where only an address is told."""
    try:
        told = _INJURY.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return refused(NAME, f"injury: {error}", bytes(raw), native_id)
    status = status_of(told.status)
    if status is None or not told.athlete.spelt:
        return refused(
            NAME, f"injury: status {told.status[:40]!r} of {told.athlete.spelt!r}", bytes(raw), native_id
        )
    details = told.details or RawDetails()
    what = ", ".join(part for part in (details.type, details.detail, details.side) if part)
    return NewsTold(
        feed=NAME,
        native_id=native_id,
        observed_at=instant_of(told.date),
        sport=sport,
        team=team or (told.team.key if told.team else ""),
        player=told.athlete.spelt,
        status=status,
        text=(told.short_comment or f"{told.status}: {what}".rstrip(": "))[:MAX_TEXT],
        confidence=CONFIDENCE,
        news_id=told.id,
    )


def injuries(teams: Sequence[msgspec.Raw], sport: str, native_id: str) -> Iterator[Item]:
    """News of both teams' injured, as of the answer (`observed_at`), even where the game is long over."""
    for raw in teams:
        try:
            team = _TEAM.decode(raw)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            yield refused(NAME, f"injuries: {error}", bytes(raw), native_id)
            continue
        for told in team.injuries:
            yield injury(told, sport, team.team.spelt, native_id)
