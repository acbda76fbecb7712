"""When a row has grown old: in real time, in a replay's time, over breaks, and no more than that."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import GameUpdate, Outbound, PlayDeleted, PredictionWanted
from livebet.services.catch_up import CatchUp
from livebet.services.silence import FORGOTTEN, FRESH, Silence

KICKOFF = datetime(2019, 9, 8, 17, tzinfo=UTC)


@dataclass
class PaperClock:
    """A clock that a test sets."""

    at: datetime = datetime(2026, 11, 22, 18, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def game(sport: Sport = Sport.NFL, native_id: str = "1") -> Game:
    return Game(
        game_id=game_uuid("test", native_id),
        sport=sport,
        season=2019,
        season_type=SeasonType.REGULAR,
        home_team="CHI",
        away_team="GB",
        kickoff=KICKOFF,
        feed="test",
        native_id=native_id,
    )


@dataclass
class Rim:
    """What is told of games, and what grew old."""

    start: datetime
    clock: PaperClock = field(default_factory=PaperClock)
    silence: Silence = field(init=False)

    def __post_init__(self) -> None:
        self.silence = Silence(self.clock)

    def hear(self, second: float, *outputs: Outbound) -> None:
        self.silence.hear(self.start + timedelta(seconds=second), outputs)

    def update(
        self, second: float, phase: str = "in_play", of: Game | None = None, **told: object
    ) -> GameUpdate:
        what = {"period": 1, "game_clock": "10:00", "detail": {}, **told}
        told_of = of or game()
        return GameUpdate(
            message_id=UUID(int=1), game_id=told_of.game_id, offset=1,
            observed_at=self.start + timedelta(seconds=second), game=told_of, revision=1, phase=phase,
            home_score=0, away_score=0, possession=None, down=0, distance=0, yards_to_goal=None,
            timeouts_home=3, timeouts_away=3, momentum=0.0, description="", **what,
        )  # fmt: skip

    def wanted(self, second: float, revision: int = 1, of: Game | None = None) -> PredictionWanted:
        told_of = of or game()
        at = self.start + timedelta(seconds=second)
        return PredictionWanted(
            game_id=told_of.game_id,
            sport=told_of.sport,
            revision=revision,
            play_id="1",
            row={},
            observed_at=at,
        )

    def old(self) -> list[tuple[int, float]]:
        """Revision and age in seconds of every row that is to be asked about again."""
        return [(wanted.revision, age.total_seconds()) for wanted, age in self.silence.grown_old()]


@pytest.fixture
def replay() -> Rim:
    """What is told is of years ago: game time counts."""
    return Rim(KICKOFF)


@pytest.fixture
def live() -> Rim:
    """What is told is of our own time."""
    rim = Rim(KICKOFF)
    rim.start = rim.clock.at
    return rim


def test_a_row_is_asked_about_again_each_time_it_is_half_as_old_again(live: Rim) -> None:
    live.hear(0, live.update(0), live.wanted(0))
    told = []
    for second in range(0, 1_000, 10):
        live.clock.at = live.start + timedelta(seconds=second)
        told += live.old()

    assert told == [(1, 180.0), (1, 270.0), (1, 410.0), (1, 620.0), (1, 930.0)]


def test_in_a_replay_age_is_game_time_whatever_our_clock_says(replay: Rim) -> None:
    replay.hear(0, replay.update(0), replay.wanted(0))
    replay.clock.at += timedelta(hours=1)
    paused = replay.old()
    replay.hear(200)

    assert paused == []
    assert replay.old() == [(1, 200.0)]


def test_a_game_of_which_something_is_told_is_not_old_though_its_row_stays_the_same(replay: Rim) -> None:
    replay.hear(0, replay.update(0), replay.wanted(0))
    replay.hear(170, replay.update(170))
    replay.hear(300)
    early = replay.old()
    replay.hear(350)

    assert (early, replay.old()) == ([], [(1, 180.0)])


def test_a_newer_row_begins_anew(replay: Rim) -> None:
    replay.hear(0, replay.update(0), replay.wanted(0))
    replay.hear(200)
    old = replay.old()
    newer = replay.wanted(210, 2)
    replay.hear(210, replay.update(210), newer)
    replay.hear(380)
    young = replay.old()
    replay.hear(400)

    assert (old, young, replay.old()) == ([(1, 200.0)], [], [(2, 190.0)])
    assert replay.silence.is_newest(newer)
    assert not replay.silence.is_newest(replay.wanted(0))


@pytest.mark.parametrize("phase", ["scheduled", "final", "abandoned"])
def test_a_game_that_is_not_on_grows_no_older(replay: Rim, phase: str) -> None:
    replay.hear(0, replay.update(0), replay.wanted(0))
    replay.hear(10, replay.update(10, phase))
    replay.hear(1_000)

    assert replay.old() == []


@pytest.mark.parametrize(
    ("sport", "told", "break_seconds"),
    [
        (Sport.NFL, {"period": 1, "game_clock": "00:00"}, 150),
        (Sport.NBA, {"period": 2, "game_clock": "00:00"}, 900),
        (Sport.NFL, {"period": 2, "game_clock": "00:02"}, 0),
        (Sport.MLB, {"period": 2, "game_clock": "T2", "detail": {"outs": 3}}, 150),
        (Sport.MLB, {"period": 2, "game_clock": "T2", "detail": {"outs": 2}}, 0),
    ],
)
def test_in_a_break_nothing_is_due(
    replay: Rim, sport: Sport, told: dict[str, object], break_seconds: int
) -> None:
    of = game(sport)
    replay.hear(0, replay.update(0, of=of, **told), replay.wanted(0, of=of))
    replay.hear(break_seconds + FRESH.total_seconds() - 1)
    within = replay.old()
    replay.hear(break_seconds + FRESH.total_seconds())

    assert (within, replay.old()) == ([], [(1, 180.0)])


def test_a_game_that_nobody_follows_any_more_is_left(replay: Rim) -> None:
    replay.hear(0, replay.update(0), replay.wanted(0))
    replay.hear(FORGOTTEN.total_seconds())

    assert replay.old() == []


def test_another_replay_of_an_earlier_day_has_its_own_time(replay: Rim) -> None:
    replay.hear(100_000)
    replay.hear(0, replay.update(0), replay.wanted(0))
    at_once = replay.old()
    replay.hear(190)

    assert (at_once, replay.old()) == ([], [(1, 190.0)])


def test_games_grow_old_each_for_itself(replay: Rim) -> None:
    other = game(native_id="2")
    replay.hear(0, replay.update(0), replay.wanted(0))
    replay.hear(100, replay.update(100, of=other), replay.wanted(100, 7, other))
    replay.hear(200)
    first = replay.old()
    replay.hear(280)

    assert (first, replay.old()) == ([(1, 200.0)], [(7, 180.0)])


def test_of_questions_that_nobody_answered_the_newest_knows_of_every_correction(replay: Rim) -> None:
    """A restarted process asks only the newest: what a correction left true goes with it."""
    past, trace = CatchUp({}, (9, 9)), {"told": 1}
    heard = PlayDeleted(game_id=game().game_id, play_id="1", observed_at=KICKOFF)
    afters = (None, 6, None, 8, 3, None)
    for revision, after in enumerate(afters, 7):
        past.note(heard, [replace(replay.wanted(0, revision), after=after)], trace)

    ((question, _),) = past.unanswered.values()
    assert (question.revision, question.after) == (12, 3)
