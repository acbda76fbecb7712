"""The follower of a run over a real Redis."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from uuid import UUID

import pytest
from rich.console import Console

from cli.runner.follow import Follower
from cli.runner.screen import Screen
from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import GameListed, GameUpdate, Prediction, PredictionUpdate, Refused
from livebet.services.feeder import Wanted
from livebet.services.replay_state import ReplayState, ReplayStore, Running
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

NOW = datetime(2019, 9, 8, 17, 0, tzinfo=UTC)
PARTITIONS = 2
NEXT = Wanted()


def game(native_id: str, replay_id: str) -> Game:
    return Game(
        game_id=game_uuid("nfl_official", native_id, replay_id), sport=Sport.NFL, season=2019,
        season_type=SeasonType.REGULAR, home_team="MIN", away_team="ATL", kickoff=NOW, feed="nfl_official",
        native_id=native_id, replay_id=replay_id,
    )  # fmt: skip


def update(of: Game, offset: int = 1) -> GameUpdate:
    return GameUpdate(
        message_id=UUID(int=offset), game_id=of.game_id, offset=offset, observed_at=NOW, game=of, revision=1,
        phase="in_play", period=1, game_clock="15:00", home_score=0, away_score=0, possession=None, down=0,
        distance=0, yards_to_goal=None, timeouts_home=3, timeouts_away=3, momentum=0.0, description="",
    )  # fmt: skip


def predicted(of: Game) -> PredictionUpdate:
    prediction = Prediction(
        game_id=of.game_id, revision=1, play_id="1", home_win_probability=0.6, away_win_probability=0.4,
        confidence=0.9, model_version="1", features={}, observed_at=NOW,
    )  # fmt: skip
    return PredictionUpdate(
        message_id=UUID(int=2), game_id=of.game_id, offset=2, observed_at=NOW, prediction=prediction
    )


async def followed(
    redis_url: str,
    state: ReplayState | None,
    before: list[Game],
    during: list[Game],
    wanted: Wanted = NEXT,
) -> Follower:
    """A follower that saw its slate to the end: some games were told before it began, some after."""
    console = Console(file=StringIO(), width=200)
    async with redis_client(redis_url) as client:
        bus, store = RedisBus(client, PARTITIONS, 1_000), ReplayStore(client)
        if state is not None:
            await store.begin(state)
        marks: list[str] = []
        follower = Follower(
            Screen(console), store, lambda: None, lambda: True, lambda: marks.append("first prediction")
        )
        await tell(bus, before)
        after = await follower.start_of_slate(bus, wanted)
        await tell(bus, during)
        await bus.refuse(
            [Refused(feed="x", reason="no team", payload="", native_id="", observed_at=NOW)], {"fed": 1}
        )
        await follower.follow(bus, after, lambda: marks.append("over"), stay=False)
    assert marks == ["first prediction", "over"]
    return follower


async def tell(bus: RedisBus, games: list[Game]) -> None:
    for one in games:
        listed = GameListed(game=one, observed_at=NOW)
        await bus.tell([listed], {"fed": 1, "told": 2})
        await bus.say(([update(one), predicted(one)], {"fed": 1, "told": 2, "decided": 3, "said": 4}))


async def test_a_new_slate_is_counted_from_its_beginning_and_not_what_was_before(redis_url: str) -> None:
    old, new = game("a", "old"), game("b", "new")
    follower = await followed(redis_url, None, [old], [new])
    assert list(follower.tally.games.values()) == [new]
    assert list(follower.board.games) == [new.game_id]
    assert follower.tally.refusals == {"no team": 1}


async def test_a_replay_that_goes_on_is_counted_whole_and_others_are_passed_over(
    redis_url: str,
) -> None:
    other, early, late = game("a", "old"), game("b", "r"), game("c", "r")
    state = ReplayState(slate="2019-09-08-1300", replay_id="r", kickoff=NOW, state=Running.STOPPED)
    follower = await followed(redis_url, state, [other, early], [late])
    assert set(follower.tally.games.values()) == {early, late}
    assert set(follower.board.games) == {early.game_id, late.game_id}
    assert follower.tally.predictions == {early.game_id: [0.6], late.game_id: [0.6]}


async def test_a_replay_that_goes_on_and_is_taken_back_is_still_followed(redis_url: str) -> None:
    early, again = game("b", "r"), game("b", "r~2")
    state = ReplayState(slate="2019-09-08-1300", replay_id="r", kickoff=NOW, state=Running.STOPPED)
    follower = await followed(redis_url, state, [early], [again, game("c", "r2")])
    assert set(follower.tally.games.values()) == {early, again}


async def test_a_finished_replay_is_not_gone_on_with(redis_url: str) -> None:
    old, new = game("a", "r"), game("a", "r2")
    state = ReplayState(slate="2019-09-08-1300", replay_id="r", kickoff=NOW, state=Running.FINISHED)
    follower = await followed(redis_url, replace(state, speed=2.0), [old], [new])
    assert list(follower.tally.games.values()) == [new]


async def test_a_replay_that_another_slate_takes_the_place_of_is_passed_over(redis_url: str) -> None:
    old, new = game("a", "r"), game("b", "r2")
    state = ReplayState(slate="2019-09-08-1300", replay_id="r", kickoff=NOW, state=Running.STOPPED)
    follower = await followed(redis_url, state, [old], [old, new], Wanted(slate="2"))
    assert list(follower.tally.games.values()) == [new]
    assert list(follower.board.games) == [new.game_id]
    assert follower.tally.predictions == {new.game_id: [0.6]}
