"""The service's whole answer, on real servers: calls, share, shadows, corrections, settling, age."""

from collections.abc import Iterator
from math import exp, log, nan
from typing import Any
from uuid import UUID

import pytest
from redis import Redis

from livebet.domain.games import Sport
from livebet.domain.ids import game_uuid
from livebet.services.guard_board import Alarm, GuardBoard
from serving.registry import CHALLENGER

pytestmark = [pytest.mark.servers, pytest.mark.slow]
WEIGHT = 0.1


@pytest.fixture(scope="module")
def ensemble(running: Any, service: Any) -> str:
    """The version of an ensemble that serves: half base, half a net that halves its memory a step."""
    version: str = running.serve(service, WEIGHT, ensemble=True)
    return version


@pytest.fixture
def game(request: pytest.FixtureRequest) -> UUID:
    return game_uuid("nfl_official", request.node.name)


@pytest.fixture
def board(house: Any) -> Iterator[GuardBoard]:
    with Redis.from_url(house.over["LIVEBET_REDIS_URL"]) as client:
        board = GuardBoard(client)
        yield board
        board.clear(Sport.NFL)


def sigmoid(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def logit(probability: float) -> float:
    return log(probability / (1 - probability))


def metric(service: Any, line: str) -> float | None:
    """The value of a line of /metrics; None where it is not there."""
    found = [
        one.split()[-1] for one in service.client.get("/metrics").text.splitlines() if one.startswith(line)
    ]
    return float(found[0]) if found else None


@pytest.mark.usefixtures("ensemble")
def test_an_answer_tells_its_calls_and_its_share_beside_the_market(
    running: Any, service: Any, game: UUID
) -> None:
    told = []
    for revision, margin in ((1, 0.0), (2, 10.0), (3, -10.0), (4, 30.0)):
        running.write(game, revision, margin)
        answer = service.ask(game, step=1)
        told.append((answer["reached"], answer["called"], answer["model_share"]))

    assert told == [(0.0, 0.0, 0.16), (0.0, 0.85, 0.16), (0.0, 0.85, 0.16), (0.9, 0.9, 0.16)]


@pytest.mark.usefixtures("ensemble")
def test_in_a_phase_that_is_in_alarm_the_share_is_0(
    running: Any, service: Any, game: UUID, board: GuardBoard
) -> None:
    running.write(game, 1, 0.0, period=4.0)
    before = service.ask(game)["model_share"]
    alarm = Alarm(
        first_period=4, phase="quarter 4", model_version="1", evidence=120.0, games=80, direction="too sure",
        since="2026-11-22T18:00:00+00:00",
    )  # fmt: skip
    board.sound(Sport.NFL, alarm)
    service.until(lambda: service.ask(game)["model_share"] == 0.0)
    running.write(game, 2, 0.0, period=3.0)
    other = service.ask(game)["model_share"]
    board.clear(Sport.NFL)
    running.write(game, 3, 0.0, period=4.0)
    service.until(lambda: service.ask(game)["model_share"] == 0.16)

    assert (before, other) == (0.16, 0.16)


@pytest.mark.usefixtures("ensemble")
def test_a_corrected_play_takes_back_what_the_net_heard_of_it(running: Any, service: Any, game: UUID) -> None:
    """Of margins 4, 8 the net says .1 · (8 + 4/2); with 8 corrected to 2 it says .1 · (2 + 4/2)."""
    told = []
    for revision, step, after, margin in ((1, 1, None, 4.0), (2, 2, None, 8.0), (3, 2, 1, 2.0)):
        running.write(game, revision, margin)
        told.append(logit(service.ask(game, step=step, after=after)["home_win_probability"]))
    again = service.ask(game, step=2, after=1)["home_win_probability"]

    assert told == pytest.approx(
        [WEIGHT * (base + net) / 2 for base, net in ((4, 4), (8, 10), (2, 4))], abs=1e-4
    )
    assert logit(again) == pytest.approx(told[-1], abs=1e-6)


@pytest.mark.usefixtures("ensemble")
def test_an_older_row_and_a_missing_feature_widen_the_band(running: Any, service: Any, game: UUID) -> None:
    running.write(game, 1, 1.0)
    fresh, old = (service.ask(game, age_seconds=age) for age in (0.0, 640.0))
    running.write(game, 2, 1.0, nan)
    blind = service.ask(game, age_seconds=0.0)

    def width(answer: dict[str, Any]) -> float:
        assert answer["confidence"] == pytest.approx(1 - (answer["high"] - answer["low"]), abs=1e-6)
        return float(answer["high"] - answer["low"])

    assert width(fresh) == pytest.approx(0.1, abs=1e-6)
    assert width(old) == pytest.approx(2 * (0.05**2 + 0.04**2 * 600 / 40) ** 0.5, abs=1e-6)
    assert width(blind) == pytest.approx(2 * (0.05**2 + 0.12**2) ** 0.5, abs=1e-6)
    assert old["home_win_probability"] == fresh["home_win_probability"]


@pytest.mark.usefixtures("ensemble")
def test_without_an_age_the_row_is_as_old_as_it_was_written(
    running: Any, house: Any, service: Any, game: UUID
) -> None:
    running.write(game, 1, 1.0)
    fresh = service.ask(game)["confidence"]
    with Redis.from_url(house.over["LIVEBET_REDIS_URL"]) as client:
        (key,) = [key for key in client.scan_iter(f"*{game}*") if client.type(key) == b"hash"]
        written = float(client.hget(key, "_at:game_state") or 0)
        client.hset(key, "_at:game_state", str(written - 640))

    assert fresh == pytest.approx(0.9, abs=1e-6)
    assert service.ask(game)["confidence"] == pytest.approx(
        1 - 2 * (0.05**2 + 0.04**2 * 600 / 40) ** 0.5, abs=5e-3
    )


def test_a_challenger_speaks_in_the_shadow_and_a_broken_one_is_not_heard(
    running: Any, service: Any, game: UUID, ensemble: str
) -> None:
    running.write(game, 1, 10.0)
    alone = service.ask(game)
    good, broken = running.register(-0.2), running.register(0.3, broken=True)
    running.promote(good, CHALLENGER)
    service.until(lambda: service.ask(game)["shadows"] != [])
    beside = service.ask(game)
    shown = metric(service, f'livebet_serving_challenger_info{{model_version="{good}"')
    running.promote(broken, CHALLENGER)
    service.until(lambda: service.ask(game)["shadows"] == [])
    refused = f'livebet_serving_refused_loads_total{{model_version="{broken}",sport="nfl"}}'
    service.until(lambda: metric(service, refused) == 1.0)
    after = service.ask(game)
    running.withdraw(CHALLENGER)

    (shadow,) = beside["shadows"]
    assert (shadow["model_version"], shown) == (good, 1.0)
    assert shadow["home_win_probability"] == pytest.approx(sigmoid(-2.0), abs=1e-5)
    assert {answer["model_version"] for answer in (alone, beside, after)} == {ensemble}
    assert len({answer["home_win_probability"] for answer in (alone, beside, after)}) == 1


def settle(service: Any, game: UUID, home_won: float) -> dict[str, Any]:
    answer = service.client.post("/settle", json={"game_id": str(game), "sport": "nfl", "home_won": home_won})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_game_settles_once_and_weights_are_shown(
    running: Any, service: Any, game: UUID, ensemble: str
) -> None:
    for revision, margin in ((1, 10.0), (2, 12.0)):
        running.write(game, revision, margin)
        service.ask(game, step=revision)

    first, second = settle(service, game, 1), settle(service, game, 0)

    assert (first["model_version"], first["moved"], second["moved"]) == (ensemble, True, False)
    assert first["weights"]["momentum"] > 0.5
    assert second["weights"] == first["weights"]
    shown = metric(service, 'livebet_serving_weight{member="momentum",sport="nfl"}')
    assert shown == pytest.approx(first["weights"]["momentum"])


@pytest.mark.parametrize("question", [{"home_won": 0.3}, {"home_won": 2}, {}])
def test_a_result_that_is_none_settles_nothing(service: Any, question: dict[str, object]) -> None:
    body = {"game_id": str(game_uuid("x", "y")), "sport": "nfl", **question}

    assert service.client.post("/settle", json=body).status_code == 400


@pytest.mark.usefixtures("ensemble")
def test_real_bookmakers_teach_and_simulated_ones_do_not(running: Any, service: Any, game: UUID) -> None:
    """The net said more than the base: a market that moves up past both draws weight to it."""

    line, moves = (
        'livebet_serving_weight{member="momentum",sport="nfl"}',
        "livebet_serving_market_moves_total",
    )
    before, untaught = metric(service, moves) or 0.0, None
    for revision, fair in enumerate(({"sim:a": 0.6}, {"sim:a": 0.9}, {"kalshi": 0.6}, {"kalshi": 0.97}), 1):
        untaught = metric(service, line)
        running.write(game, revision, 8.0 + revision)
        running.quote(game, revision, **fair)
        until_looked(service, game, revision)
    service.until(lambda: metric(service, moves) == before + 1)

    assert (metric(service, line) or 0.0) > (untaught or 1.0)


def until_looked(service: Any, game: UUID, step: int) -> None:
    """Ask about a game, and wait until the service looked for what the market did of it."""
    service.ask(game, step=step)
    line = "livebet_serving_feature_age_seconds"
    age = metric(service, line)
    service.until(lambda: metric(service, line) != age)


def test_what_was_learnt_outlives_a_restart(running: Any, service: Any, game: UUID, ensemble: str) -> None:
    running.write(game, 1, 11.0)
    service.ask(game)
    weights = settle(service, game, 1)["weights"]

    with running.service() as restarted:
        restarted.until(lambda: restarted.client.get("/readyz").status_code == 200)
        told = settle(restarted, game, 1)

    assert (told["model_version"], told["moved"]) == (ensemble, False)
    assert told["weights"] == weights
