"""The REST endpoints over a real server."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.servers


async def test_an_abandoned_game_leaves_the_active_list_with_no_bet_open_and_its_state_says_so(
    gateway: Any, story: Callable[..., Any]
) -> None:
    game = story("2019102700")
    await gateway.say(game.state(7, 3, "04:12"), game.bet(0.071))
    await gateway.say(game.state(7, 3, "04:12", phase="abandoned"), game.withdrawn(), game.settled())
    async with gateway.client() as client:
        assert (await client.get("/live/games/active")).json() == []
        state = (await client.get(f"/live/games/{game.game_id}/state")).json()
        bets = (await client.get(f"/live/value-bets/{game.game_id}")).json()
        assert (state["phase"], state["current_score"], bets) == ("abandoned", {"home": 7, "away": 3}, [])
        await gateway.say(game.state(7, 3, "03:55"))
        assert [one["phase"] for one in (await client.get("/live/games/active")).json()] == ["in_play"]


async def test_active_games_are_those_not_final_with_score_clock_and_probability(
    gateway: Any, story: Callable[..., Any]
) -> None:
    playing, over = story("2019102700"), story("2019102701")
    await gateway.say(playing.state(7, 3, "04:12"), playing.predicted(0.6312), playing.bet(0.071))
    await gateway.say(over.state(20, 17, "00:00", phase="final"))
    async with gateway.client() as client:
        answer = await client.get("/live/games/active")
    assert answer.status_code == 200
    assert answer.json() == [
        {
            "game_id": str(playing.game_id),
            "sport": "nfl",
            "home_team": "BAL",
            "away_team": "SEA",
            "phase": "in_play",
            "current_score": {"home": 7, "away": 3},
            "game_clock": "04:12",
            "quarter_period": 1,
            "last_updated": "2019-10-27T17:00:03Z",
            "wall_clock": "made",
            "offset": 3,
            "is_active": True,
            "kickoff": "2019-10-27T17:00:00Z",
            "season": 2019,
            "week": 8,
            "replayed": True,
            "simulated": False,
            "home_win_probability": 0.6312,
            "value_bets": 1,
            "best_edge": 0.071,
        }
    ]


async def test_active_games_can_be_asked_for_by_sport(gateway: Any, story: Callable[..., Any]) -> None:
    await gateway.say((tale := story("2019102700")).state())
    async with gateway.client() as client:
        football = (await client.get("/live/games/active", params={"sport": "nfl"})).json()
        basketball = (await client.get("/live/games/active", params={"sport": "nba"})).json()
        unknown = await client.get("/live/games/active", params={"sport": "curling"})
    assert [game["game_id"] for game in football] == [str(tale.game_id)]
    assert basketball == []
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["field"] == "query.sport"


async def test_the_state_of_a_game_is_told_whole(gateway: Any, story: Callable[..., Any]) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state(7, 3, "04:12"))
    async with gateway.client() as client:
        answer = (await client.get(f"/live/games/{tale.game_id}/state")).json()
    assert answer == {
        "game_id": str(tale.game_id),
        "sport": "nfl",
        "home_team": "BAL",
        "away_team": "SEA",
        "phase": "in_play",
        "current_score": {"home": 7, "away": 3},
        "game_clock": "04:12",
        "quarter_period": 1,
        "last_updated": "2019-10-27T17:00:01Z",
        "wall_clock": "made",
        "offset": 1,
        "revision": 1,
        "possession": "home",
        "down": 2,
        "distance": 7,
        "yards_to_goal": 43,
        "timeouts": {"home": 3, "away": 2},
        "momentum": 0.25,
        "description": "M.Ingram up the middle",
        "detail": {},
    }


async def test_a_prediction_names_its_model_and_features_and_an_unknown_feature_is_null(
    gateway: Any, story: Callable[..., Any]
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state(), tale.predicted(0.5), tale.predicted(0.75))
    async with gateway.client() as client:
        answer = (await client.get(f"/live/games/{tale.game_id}/predictions")).json()
    assert answer == {
        "game_id": str(tale.game_id),
        "model_version": "3",
        "home_win_probability": 0.75,
        "away_win_probability": 0.25,
        "confidence_score": 0.8,
        "features_used": {"score_differential": 3.0, "yards_to_goal": None},
        "prediction_timestamp": "2019-10-27T17:00:03Z",
        "low": None,
        "high": None,
        "next_event": None,
        "market_probability": None,
        "blended_probability": None,
        "model_share": None,
        "game_call": 0.0,
        "called": 0.0,
    }


async def test_a_prediction_tells_its_band_its_calls_the_market_and_what_may_come_next(
    gateway: Any, story: Callable[..., Any]
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state(), tale.foretold(0.64))
    async with gateway.client() as client:
        answer = (await client.get(f"/live/games/{tale.game_id}/predictions")).json()
    assert {name: answer[name] for name in BESIDE} == BESIDE


BESIDE = {
    "low": 0.6,
    "high": 0.68,
    "next_event": {
        "score": {"none": 0.25, "home touchdown": 0.75},
        "stop": {"none": 1.0},
        "until_score": 4.5,
    },
    "market_probability": 0.66,
    "blended_probability": 0.655,
    "model_share": 0.16,
    "game_call": 0.85,
    "called": 0.9,
}


async def test_a_game_without_a_prediction_yet_says_so(gateway: Any, story: Callable[..., Any]) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    async with gateway.client() as client:
        answer = await client.get(f"/live/games/{tale.game_id}/predictions")
    assert answer.status_code == 404
    assert answer.json()["detail"] == f"there is no prediction of game {tale.game_id} yet"


async def test_value_bets_come_best_first_from_two_per_cent_unless_asked_otherwise(
    gateway: Any, story: Callable[..., Any]
) -> None:
    tale = story("2019102700")
    await gateway.say(
        tale.state(), tale.bet(0.03, "a"), tale.bet(0.01, "b"), tale.bet(0.09, "c"), tale.bet(0.5, "gone"),
        tale.withdrawn("gone"),
    )  # fmt: skip
    async with gateway.client() as client:
        usual = (await client.get(f"/live/value-bets/{tale.game_id}")).json()
        steep = (await client.get(f"/live/value-bets/{tale.game_id}", params={"min_edge": 0.05})).json()
    assert [bet["edge"] for bet in usual] == [0.09, 0.03]
    assert steep == [
        {
            "bookmaker": "sim:anchor",
            "bet_type": "moneyline",
            "selection": "home",
            "line": None,
            "period": "game",
            "simulated": True,
            "observed_at": "2019-10-27T17:00:04Z",
            "odds": 2.1,
            "fair_odds": 2.04,
            "edge": 0.09,
            "confidence": 0.8,
            "recommended_stake": 0.016,
            "value_bet_id": steep[0]["value_bet_id"],
            "model_probability": 0.51,
            "model_version": "3",
            "status": "open",
            "game_id": str(tale.game_id),
        }
    ]


@pytest.mark.parametrize("edge", ["-1", "nan", "inf", "much"])
async def test_an_edge_that_is_no_edge_is_refused_with_the_field_named(gateway: Any, edge: str) -> None:
    async with gateway.client() as client:
        answer = await client.get(
            "/live/value-bets/3f0a4ff2-52c7-5d4f-9e2e-6f0f5a3f9b11", params={"min_edge": edge}
        )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == "query.min_edge"


@pytest.mark.parametrize("path", ["games/{}/state", "games/{}/predictions", "value-bets/{}"])
async def test_an_unknown_game_is_a_404_with_problem_details(gateway: Any, path: str) -> None:
    unknown = "3f0a4ff2-52c7-5d4f-9e2e-6f0f5a3f9b11"
    async with gateway.client() as client:
        answer = await client.get("/live/" + path.format(unknown))
        junk = await client.get("/live/" + path.format("junk"))
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": f"there is no game {unknown}",
        "instance": "/live/" + path.format(unknown),
    }
    assert junk.status_code == 422


async def test_an_unknown_path_and_a_wrong_method_are_problem_details_too(gateway: Any) -> None:
    async with gateway.client() as client:
        nowhere, wrong = await client.get("/live/nothing"), await client.delete("/live/games/active")
    assert (nowhere.status_code, nowhere.json()["title"]) == (404, "Not Found")
    assert (wrong.status_code, wrong.json()["title"]) == (405, "Method Not Allowed")
    assert wrong.headers["content-type"] == "application/problem+json"


async def test_health_metrics_page_and_docs_are_open_and_need_no_other_server(gateway: Any) -> None:
    async with httpx.AsyncClient(base_url=gateway.url, verify=False) as client:
        assert (await client.get("/healthz")).text == "ok"
        assert (await client.get("/readyz")).json() == {"status": "ready", "games": 0, "bus": True}
        assert "livebet_gateway_connections 0.0" in (await client.get("/metrics")).text
        page, docs = await client.get("/"), await client.get("/docs")
        script = await client.get("/docs/files/swagger-ui-bundle.js")
    assert page.status_code == docs.status_code == script.status_code == 200
    assert "https://" not in docs.text.replace("https://fastapi", "")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")


async def test_openapi_tells_the_endpoints_the_token_and_the_frames(gateway: Any) -> None:
    async with httpx.AsyncClient(base_url=gateway.url, verify=False) as client:
        document = (await client.get("/openapi.json")).json()
    live = {path: sorted(verbs) for path, verbs in document["paths"].items() if path.startswith("/live")}
    assert live == {
        "/live/games/active": ["get"],
        "/live/games/{game_id}/state": ["get"],
        "/live/games/{game_id}/predictions": ["get"],
        "/live/value-bets/{game_id}": ["get"],
        "/live/feeds": ["get"],
        "/live/models/champion": ["get"],
        "/live/models/shadows": ["get"],
        "/live/accuracy": ["get"],
        "/live/alerts/subscribe": ["post"],
    }
    assert all(
        next(iter(verbs.values()))["security"] == [{"token": []}]
        for path, verbs in document["paths"].items()
        if path.startswith("/live")
    )
    message = document["components"]["schemas"]["LiveWebSocketMessage"]["properties"]
    assert message["message_type"]["enum"] == ["odds_update", "game_event", "value_bet", "prediction_update"]
    assert {part["$ref"].rsplit("/", 1)[1] for part in message["data"]["anyOf"]} == {
        "OddsUpdate", "GameEvent", "ValueBet", "PredictionUpdate",
    }  # fmt: skip
