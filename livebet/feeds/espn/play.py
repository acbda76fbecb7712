"""What the plays of all sports share: their raw shape, their order, the points that stand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from livebet.domain.games import Score, Side
from livebet.feeds.espn.raw import PlayId, Points, RawClock, RawPeriod, RawTeamRef, RawType, Words
from livebet.feeds.espn.words import NAME
from livebet.feeds.items import Item
from livebet.feeds.refusals import refused

MAX_PLAYS = 5000
"""The longest baseball game has had under 2,000 rows."""

_SIDES = (Side.HOME, Side.AWAY)


class RawPlay(msgspec.Struct, rename="camel"):
    """What every play tells. `modified` is stamped anew when ESPN changes one."""

    id: PlayId
    sequence_number: PlayId
    type: RawType
    period: RawPeriod
    away_score: Points
    home_score: Points
    text: Words = ""
    clock: RawClock | None = None
    scoring_play: bool = False
    score_value: Points = 0
    team: RawTeamRef | None = None
    wallclock: str | None = None
    modified: str | None = None

    @property
    def shown(self) -> Score:
        """The score that is shown once it is over."""
        return Score(self.home_score, self.away_score)


Raw = TypeVar("Raw", bound=RawPlay)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayGame:
    """Whose plays they are. `opens`: the first of them is the game's first; `over`: the game is final."""

    native_id: str
    sides: dict[str, Side]
    home: str = ""
    away: str = ""
    opens: bool = True
    over: bool = False

    def side(self, team: RawTeamRef | None) -> Side | None:
        """The side of a team; None where none or a stranger is named."""
        return self.sides.get(team.key) if team else None


def read(
    raws: Sequence[msgspec.Raw], decoder: "msgspec.json.Decoder[Raw]", native_id: str
) -> tuple[dict[str, Raw], list[Item]]:
    """Plays by id, the last telling of each, and those refused."""
    plays: dict[str, Raw] = {}
    bad: list[Item] = []
    for raw in raws[:MAX_PLAYS]:
        try:
            play = decoder.decode(raw)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            bad.append(refused(NAME, f"play: {error}", bytes(raw), native_id))
            continue
        plays[play.id] = play
    if len(raws) > MAX_PLAYS:
        bad.append(refused(NAME, f"plays: {len(raws)} of one game", b"", native_id))
    return plays, bad


def standing(plays: Sequence[RawPlay]) -> list[Score]:
    """The points that stood in the end, play by play.

    ESPN sometimes shows points on a play that it takes back a few rows later; what counts is the lowest score
    shown from a play on.
    """
    scores: list[Score] = []
    home = away = 10_000
    for play in reversed(plays):
        home, away = min(home, play.home_score), min(away, play.away_score)
        scores.append(Score(home, away))
    scores.reverse()
    return scores


def gained(before: Score, after: Score) -> list[tuple[Side, int]]:
    """Points that each side made between two standing scores."""
    made = [(side, after.of(side) - before.of(side)) for side in _SIDES]
    return [(side, points) for side, points in made if points > 0]


def pair(score: Score) -> str:
    """Home and away points."""
    return f"{score.home}-{score.away}"


def majority(votes: Counter[tuple[str, Side]], teams: Sequence[str]) -> dict[str, Side]:
    """Which of two teams is at home, by votes; empty where they tie."""
    if len(teams) != 2:
        return {}
    one, other = teams
    home = votes[one, Side.HOME] + votes[other, Side.AWAY]
    away = votes[one, Side.AWAY] + votes[other, Side.HOME]
    if home == away:
        return {}
    side = Side.HOME if home > away else Side.AWAY
    return {one: side, other: side.other}
