"""The NFL's GameCenter JSON (seasons 2009–2019): plays keyed by GSIS id, statistics by number."""

from livebet.domain.messages import Refused
from livebet.feeds.feed import Authority, Feed, Terms, stateless
from livebet.feeds.items import GameTold, Item, PlayTold, ScoreTold
from livebet.feeds.nfl_official.games import NAME, Listing
from livebet.feeds.nfl_official.parse import parse
from livebet.feeds.recording import Recording
from livebet.feeds.refusals import UNKNOWN_INSTANT

__all__ = ["FEED", "NAME", "Listing", "items", "parse"]


def items(raw: bytes) -> list[Item]:
    """A file as one list: the game, its plays in order, the official score, what was repaired and refused."""
    parsed = parse(raw)
    if isinstance(parsed, Refused):
        return [parsed]
    return [*_told(parsed), *parsed.findings, *parsed.refused]


def _told(recording: Recording) -> list[Item]:
    game, official = recording.game, recording.official
    phase = "final" if official.over else "in_play"
    announced = GameTold(
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
    plays = [
        PlayTold(
            feed=NAME,
            native_id=game.native_id,
            observed_at=UNKNOWN_INSTANT,
            play=play,
            official_id=play.situation.play_id,
        )
        for play in recording.plays
    ]
    score = ScoreTold(
        feed=NAME,
        native_id=game.native_id,
        observed_at=UNKNOWN_INSTANT,
        score=official.final,
        phase=phase,
        official=True,
    )
    return [announced, *plays, score]


FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.LEAGUE,
        requests_per_second=1.0,
        resume="every file holds the whole game",
    ),
    open=stateless(items),
)
