"""What only the words of a play tell: challenges, injuries, where the ball came to rest."""

import re

from livebet.domain.games import Side
from livebet.feeds.nfl_official.rows import Sides

NO_PLAY = re.compile(r"- No Play|\bNo play\b")
_REVERSED = re.compile(r"(?:play was|and) REVERSED\.?|\(Ruling on the field was reversed\)", re.IGNORECASE)
_INJURED = re.compile(r"([A-Z]{2,3}-[\w.'’ -]+?) was injured")
_SPOT = re.compile(r"(?:\bto|\bat|ob at|bounds at) (?:([A-Z]{2,3}) (-?\d{1,2})\b|(50)\b)")
_ENFORCED = re.compile(
    r"PENALTY on ([A-Z]{2,3})\b(?:(?!PENALTY|Penalty).)*?, (\d+) yards?, enforced at "
    r"(?:([A-Z]{2,3}) (-?\d{1,2})\b|(50)\b)"
)
_KICKED_OUT = 60
"""A kickoff out of bounds puts the receiver on its own 40."""

_SPOT_ENDS = re.compile(r"\bPENALTY\b|\bPenalty\b|challenged|Challenged")
_RECOVERED = re.compile(r"(?:RECOVERED|recovered) by ([A-Z]{2,3})-")
_LOST = re.compile(r"upheld", re.IGNORECASE)
_CHALLENGE = re.compile(r"(?:([A-Z][A-Za-z. ]+?) challenged|Play Challenged by ([A-Z]{2,3}))")
_REPLAY_OFFICIAL = re.compile(r"Replay (?:Assistant|Official|Booth)", re.IGNORECASE)

CITIES: dict[str, str] = {
    "Arizona": "ARI",
    "Atlanta": "ATL",
    "Baltimore": "BAL",
    "Buffalo": "BUF",
    "Carolina": "CAR",
    "Chicago": "CHI",
    "Cincinnati": "CIN",
    "Cleveland": "CLE",
    "Dallas": "DAL",
    "Denver": "DEN",
    "Detroit": "DET",
    "Green Bay": "GB",
    "Houston": "HOU",
    "Indianapolis": "IND",
    "Jacksonville": "JAX",
    "Kansas City": "KC",
    "Los Angeles Chargers": "LAC",
    "Los Angeles Rams": "LA",
    "Los Angeles": "LA",
    "Miami": "MIA",
    "Minnesota": "MIN",
    "New England": "NE",
    "New Orleans": "NO",
    "New York Giants": "NYG",
    "New York Jets": "NYJ",
    "Oakland": "LV",
    "Philadelphia": "PHI",
    "Pittsburgh": "PIT",
    "San Diego": "LAC",
    "San Francisco": "SF",
    "Seattle": "SEA",
    "St. Louis": "LA",
    "Tampa Bay": "TB",
    "Tennessee": "TEN",
    "Washington": "WAS",
}


def final_words(text: str) -> str:
    """The words that hold: those after the last reversal, which tells the play anew."""
    return _REVERSED.split(text)[-1] if "EVERSED" in text or "eversed" in text else text


def injured(text: str) -> tuple[str, ...]:
    """Who was hurt, as the feed names them (team-player)."""
    return tuple(dict.fromkeys(_INJURED.findall(text))) if "injured" in text else ()


def challenge_lost_by(text: str, sides: Sides) -> Side | None:
    """Whose coach challenged in vain; the replay booth's own reviews cost nobody."""
    if "hallenged" not in text or not _LOST.search(text) or _REPLAY_OFFICIAL.search(text):
        return None
    told = _CHALLENGE.search(text)
    if told is None:
        return None
    if told[2]:
        return sides.get(told[2])
    named = next((team for city, team in CITIES.items() if told[1].endswith(city)), "")
    return sides.get(named)


def recovered_by(text: str, sides: Sides) -> Side | None:
    """Who fell on the last loose ball; of muffed kicks the statistics are not in the order of things."""
    if "ecovered by" not in text and "RECOVERED by" not in text:
        return None
    told = _RECOVERED.findall(_SPOT_ENDS.split(final_words(text), maxsplit=1)[0])
    return sides.get(told[-1]) if told else None


def spot_after(text: str, side: Side, sides: Sides) -> int | None:
    """Yards to goal for `side` where the ball lies after the play and its flags; None where no words tell."""
    enforced = _ENFORCED.findall(text) if "enforced at" in text else []
    if not enforced:
        return (
            _KICKED_OUT
            if text.endswith(", out of bounds.") and " kicks " in text
            else _rest(text, side, sides)
        )
    against, yards, *place = enforced[-1]
    spot = _yards_to_goal((place[0], place[1], place[2]), side, sides)
    if spot is None:
        return None
    spot += int(yards) if sides.get(against) is side else -int(yards)
    return min(99, max(1, spot))


def _rest(text: str, side: Side, sides: Sides) -> int | None:
    words = _SPOT_ENDS.split(final_words(text), maxsplit=1)[0]
    spots = _SPOT.findall(words)
    return _yards_to_goal(spots[-1], side, sides) if spots else None


def _yards_to_goal(place: tuple[str, str, str], side: Side, sides: Sides) -> int | None:
    """A place in words (half and line, or the 50) as yards to goal for `side`."""
    team, line, midfield = place
    if midfield:
        return 50
    half = sides.get(team)
    if half is None:
        return None
    yards = 100 - int(line) if half is side else int(line)
    return yards if 1 <= yards <= 99 else None
