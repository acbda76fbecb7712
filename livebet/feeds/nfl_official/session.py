"""Bytes of either shape to items: Shield games, alone or in a list, and GameCenter files."""

from livebet.domain.games import Game
from livebet.domain.messages import Refused
from livebet.domain.plays import Play
from livebet.feeds.items import GameTold, Item, PlayTold, ScoreTold
from livebet.feeds.nfl_official.games import NAME
from livebet.feeds.nfl_official.parse import parse
from livebet.feeds.nfl_official.shield_payload import ERRORS, LIST, MARK
from livebet.feeds.nfl_official.shield_session import ShieldSession
from livebet.feeds.recording import Recording
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused


class Session:
    """One connection's payloads to items."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._shield = ShieldSession()

    def __call__(self, raw: bytes) -> list[Item]:
        """The items of one payload, or why there are none."""
        if raw.lstrip()[:1] == b"[":
            return self._list(raw)
        return self._shield.game(raw) if _is_shield(raw) else game_center(raw)

    def _list(self, raw: bytes) -> list[Item]:
        """A week's games."""
        try:
            games = LIST.decode(raw)
        except ERRORS as error:
            return [refused(NAME, f"file: {error}", raw)]
        items = [item for game in games for item in self._shield.game(bytes(game))]
        return items or [refused(NAME, "file: no games in it", raw)]


def _is_shield(raw: bytes) -> bool:
    try:
        MARK.decode(raw)
    except ERRORS:
        return False
    return True


def game_center(raw: bytes) -> list[Item]:
    """A GameCenter file: the game, its plays in order, the score, what was repaired and what was refused."""
    parsed = parse(raw)
    if isinstance(parsed, Refused):
        return [parsed]
    phase = "final" if parsed.official.over else "in_play"
    return [
        _announced(parsed.game, phase),
        *(_told(play, parsed.game.native_id) for play in parsed.plays),
        _score(parsed, phase),
        *parsed.findings,
        *parsed.refused,
    ]


def _announced(game: Game, phase: str) -> GameTold:
    return GameTold(
        feed=NAME,
        native_id=game.native_id,
        observed_at=UNKNOWN_INSTANT,
        sport=game.sport.value,
        home=game.home_team,
        away=game.away_team,
        kickoff=game.kickoff,
        phase=phase,
        season=game.season,
        season_type=game.season_type,
        week=game.week,
    )


def _told(play: Play, native_id: str) -> PlayTold:
    return PlayTold(
        feed=NAME,
        native_id=native_id,
        observed_at=UNKNOWN_INSTANT,
        play=play,
        official_id=play.situation.play_id,
    )


def _score(recording: Recording, phase: str) -> ScoreTold:
    return ScoreTold(
        feed=NAME,
        native_id=recording.game.native_id,
        observed_at=UNKNOWN_INSTANT,
        score=recording.official.final,
        phase=phase,
        official=True,
    )
