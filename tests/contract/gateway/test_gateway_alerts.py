"""Alert subscriptions over a real server and a real database."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.servers


async def _subscribe(gateway: Any, user: str = "ann", **wish: Any) -> Any:
    async with gateway.client(user) as client:
        return await client.post("/live/alerts/subscribe", json=wish)


async def test_a_value_bet_of_another_game_reaches_the_subscriber_s_socket_marked(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    watched, other = story("2019102700"), story("2019102701")
    await gateway.say(watched.state())
    await gateway.say(other.state())
    answer = await _subscribe(gateway, game_ids=[str(other.game_id)], min_edge=0.05)
    assert answer.status_code == 201
    async with gateway.socket(watched.game_id) as ann, gateway.socket(watched.game_id, user="bob") as bob:
        await read(ann)
        await read(bob)
        await gateway.say(other.bet(0.04, "small"), other.bet(0.06, "good"))
        await gateway.say(watched.predicted(0.5))
        alert, after = await read(ann), await read(ann)
        assert (await read(bob))["message_type"] == "prediction_update"
    assert (alert["message_type"], alert["data"]["edge"]) == ("value_bet", 0.06)
    assert alert["alert"] == answer.json()["subscription_id"]
    assert alert["game_id"] == str(other.game_id)
    assert after["message_type"] == "prediction_update"


async def test_a_standing_offer_alerts_once_and_again_only_when_it_first_matches(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    watched, other = story("2019102700"), story("2019102701")
    await gateway.say(watched.state())
    await gateway.say(other.state())
    await _subscribe(gateway, sports=["nfl"], min_edge=0.05)
    async with gateway.socket(watched.game_id) as ann:
        await read(ann)
        await gateway.say(
            other.bet(0.03), other.bet(0.06), other.bet(0.07), other.withdrawn(), other.bet(0.08)
        )
        await gateway.say(watched.predicted(0.5))
        frames = [await read(ann) for _ in range(4)]
    assert [(frame["message_type"], frame["data"].get("edge")) for frame in frames] == [
        ("value_bet", 0.06),
        ("value_bet_withdrawn", None),
        ("value_bet", 0.08),
        ("prediction_update", None),
    ]


async def test_whoever_was_alerted_of_a_value_bet_is_told_by_the_same_alert_that_it_fell(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    watched, other = story("2019102700"), story("2019102701")
    await gateway.say(watched.state())
    await gateway.say(other.state())
    answer = await _subscribe(gateway, sports=["nfl"], min_edge=0.05)
    await _subscribe(gateway, user="bob", sports=["nfl"], min_edge=0.5)
    async with gateway.socket(watched.game_id) as ann, gateway.socket(watched.game_id, user="bob") as bob:
        await read(ann)
        await read(bob)
        bet = other.bet(0.06)
        await gateway.say(bet, other.bet(0.02), other.withdrawn(), other.settled())
        await gateway.say(watched.predicted(0.5))
        frames = [await read(ann) for _ in range(3)]
        assert (await read(bob))["message_type"] == "prediction_update"
    assert [frame["message_type"] for frame in frames] == [
        "value_bet",
        "value_bet_withdrawn",
        "prediction_update",
    ]
    assert frames[1]["alert"] == answer.json()["subscription_id"]
    assert frames[1]["data"] == {"value_bet_id": str(bet.value_bet_id), "reason": "suspended"}


async def test_a_key_event_that_never_happened_is_taken_back_from_those_it_was_told(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    watched, other = story("2019102700"), story("2019102701")
    await gateway.say(watched.state())
    await gateway.say(other.state())
    wish = {"sports": ["nfl"], "message_types": ["game_event"]}
    answer = await _subscribe(gateway, **wish, event_types=["touchdown"])
    await _subscribe(gateway, user="bob", **wish, event_types=["turnover"])
    async with gateway.socket(watched.game_id) as ann, gateway.socket(watched.game_id, user="bob") as bob:
        await read(ann)
        await read(bob)
        event = other.event("touchdown")
        retraction = other.event("retracted", retracts=str(event.message_id))
        again = other.event("retracted", retracts=str(event.message_id))
        await gateway.say(event, retraction, again)
        await gateway.say(watched.predicted(0.5))
        frames = [await read(ann) for _ in range(3)]
        assert (await read(bob))["message_type"] == "prediction_update"
    assert [frame["data"].get("event_type") for frame in frames] == ["touchdown", "retracted", None]
    assert frames[1]["data"]["data"] == {"retracts": str(event.message_id)}
    assert [frame.get("alert") for frame in frames] == [answer.json()["subscription_id"]] * 2 + [None]


async def test_key_events_are_alerted_by_type(gateway: Any, story: Callable[..., Any], read: Any) -> None:
    watched, other = story("2019102700"), story("2019102701")
    await gateway.say(watched.state())
    await gateway.say(other.state())
    await _subscribe(gateway, sports=["nfl"], message_types=["game_event"], event_types=["turnover"])
    async with gateway.socket(watched.game_id) as ann:
        await read(ann)
        await gateway.say(other.bet(0.9), other.event("touchdown"), other.event("turnover"))
        alert = await read(ann)
    assert (alert["message_type"], alert["data"]["event_type"]) == ("game_event", "turnover")


async def test_a_subscription_survives_a_restart_and_the_same_one_again_is_the_same(
    gateway: Any, start_gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    watched, other = story("2019102700"), story("2019102701")
    await gateway.say(watched.state())
    await gateway.say(other.state())
    first = (await _subscribe(gateway, sports=["nfl"], min_edge=0.05)).json()
    fresh = await start_gateway()
    assert (await _subscribe(fresh, sports=["nfl"], min_edge=0.05)).json() == first
    async with fresh.socket(watched.game_id) as ann:
        await read(ann)
        await fresh.say(other.bet(0.06))
        assert (await read(ann))["alert"] == first["subscription_id"]


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({}, "name at least one game in game_ids or one sport in sports"),
        ({"sports": ["curling"]}, "sports"),
        ({"sports": ["nfl"], "min_edge": -1}, "min_edge"),
        ({"sports": ["nfl"], "event_types": ["Not A Type"]}, "event_types"),
        ({"sports": ["nfl"], "wish": 1}, "wish"),
        ({"game_ids": ["junk"]}, "game_ids"),
    ],
)
async def test_a_subscription_that_makes_no_sense_is_a_422_that_says_why(
    gateway: Any, wish: dict[str, Any], word: str
) -> None:
    answer = await _subscribe(gateway, **wish)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert word in answer.json()["detail"]


async def test_a_body_that_is_no_json_or_too_long_is_refused_in_plain_words(gateway: Any) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b" " * 10_000

    async with gateway.client() as client:
        broken = await client.post(
            "/live/alerts/subscribe", content=b"{", headers={"Content-Type": "application/json"}
        )
        long = await client.post("/live/alerts/subscribe", content=b" " * 70_000)
        endless = await client.post("/live/alerts/subscribe", content=chunks())
    assert [one.status_code for one in (broken, long, endless)] == [422, 413, 413]
    assert {one.headers["content-type"] for one in (broken, long, endless)} == {"application/problem+json"}
    assert long.json()["detail"] == "a request may bring 65536 bytes, this one brings more"


async def test_a_subscription_to_an_unknown_game_is_a_404(gateway: Any) -> None:
    answer = await _subscribe(gateway, game_ids=["3f0a4ff2-52c7-5d4f-9e2e-6f0f5a3f9b11"])
    assert answer.status_code == 404
    assert answer.json()["detail"] == "there is no game 3f0a4ff2-52c7-5d4f-9e2e-6f0f5a3f9b11"


async def test_one_user_may_have_a_hundred_subscriptions(gateway: Any) -> None:
    for number in range(100):
        assert (await _subscribe(gateway, sports=["nfl"], min_edge=number / 100)).status_code == 201
    refused = await _subscribe(gateway, sports=["nfl"], min_edge=2)
    assert refused.status_code == 409
    assert (await _subscribe(gateway, user="bob", sports=["nfl"])).status_code == 201
