"""A game's live picture as a fold of what was published of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.picture import KEPT_FRAMES, Picture
from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.messages import Finding, GameUpdate, KeyEvent

GAME = UUID("3f0a4ff2-52c7-5d4f-9e2e-6f0f5a3f9b11")
START = datetime(2019, 10, 27, 17, 0, tzinfo=UTC)


def finding(offset: int) -> Finding:
    return Finding(
        message_id=UUID(int=offset),
        game_id=GAME,
        offset=offset,
        observed_at=START + timedelta(seconds=offset),
        finding="odd",
        detail="",
    )


def update(offset: int, phase: str) -> GameUpdate:
    game = Game(
        game_id=GAME, sport=Sport.NFL, season=2019, season_type=SeasonType.REGULAR, home_team="BAL",
        away_team="SEA", kickoff=START, feed="nfl_official", native_id="2019102700",
    )  # fmt: skip
    return GameUpdate(
        message_id=UUID(int=offset), game_id=GAME, offset=offset, observed_at=START, game=game,
        revision=offset, phase=phase, period=1, game_clock="12:00", home_score=0, away_score=0,
        possession=None, down=0, distance=0, yards_to_goal=None, timeouts_home=3, timeouts_away=3,
        momentum=0.0, description="",
    )  # fmt: skip


def event(offset: int, **data: str) -> KeyEvent:
    return KeyEvent(
        message_id=UUID(int=offset), game_id=GAME, offset=offset, observed_at=START, event_type="touchdown",
        description="", side="home", play_id="1", game_clock="12:00", period=1, impact_score=0.1,
        probability_change={"home": 0.1, "away": -0.1}, data=dict(data),
    )  # fmt: skip


@dataclass
class Filled:
    """A picture of `count` messages, whose frames are their offsets."""

    count: int
    picture: Picture = field(default_factory=lambda: Picture(GAME))

    def __post_init__(self) -> None:
        for offset in range(1, self.count + 1):
            self.picture.apply(finding(offset), str(offset).encode())


@given(st.integers(0, KEPT_FRAMES + 50), st.integers(-5, KEPT_FRAMES + 60))
def test_what_was_missed_is_every_later_frame_in_order_or_nothing_at_all(count: int, after: int) -> None:
    missed = Filled(count).picture.after(after)
    oldest = max(0, count - KEPT_FRAMES)
    if oldest <= after <= count:
        assert missed == [str(offset).encode() for offset in range(after + 1, count + 1)]
    else:
        assert missed is None


@given(st.lists(st.integers(1, 12), max_size=30))
def test_repeats_and_what_is_older_change_nothing(offsets: list[int]) -> None:
    picture, seen = Picture(GAME), 0
    for offset in offsets:
        assert picture.apply(finding(offset), b"") == (offset > seen)
        seen = max(seen, offset)
    assert picture.offset == seen


def test_after_a_gap_nobody_can_resume_from_before_it() -> None:
    picture = Filled(3).picture
    picture.apply(finding(7), b"7")
    assert picture.after(3) is None
    assert picture.after(6) == [b"7"]


def test_a_key_event_that_was_taken_back_is_no_longer_told() -> None:
    picture = Picture(GAME)
    picture.apply(event(1), b"")
    picture.apply(event(2), b"")
    picture.apply(event(3, retracts=str(UUID(int=1))), b"")
    assert [one.offset for one in picture.events] == [2]


@pytest.mark.parametrize(
    ("phase", "active"), [("scheduled", True), ("in_play", True), ("final", False), ("abandoned", False)]
)
def test_a_game_is_active_until_it_is_final_or_abandoned(phase: str, active: bool) -> None:
    picture = Picture(GAME)
    assert not picture.is_active
    picture.apply(update(1, "in_play"), b"")
    picture.apply(update(2, phase), b"")
    assert picture.is_active == active
