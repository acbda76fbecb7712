"""Who is to be told of what."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from livebet.alerts.rules import AlertKind, Subscription, Wish, is_news, matches, subscription_id
from livebet.domain.games import Sport
from livebet.domain.markets import MONEYLINE, Selection
from livebet.domain.messages import Finding, KeyEvent, ValueBet
from livebet.domain.prices import Price

GAME, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2019, 10, 27, 17, 0, tzinfo=UTC)


def subscribed(**wish: object) -> Subscription:
    asked = Wish(user_id="ann", **wish)  # type: ignore[arg-type]  # the test names the fields
    return Subscription(subscription_id=subscription_id(asked), wish=asked, created_at=NOW)


def bet(edge: float, game_id: UUID = GAME) -> ValueBet:
    return ValueBet(
        message_id=UUID(int=9), game_id=game_id, offset=1, observed_at=NOW, value_bet_id=UUID(int=8),
        bookmaker="sim:anchor", market=MONEYLINE, selection=Selection.HOME, price=Price(2.0), fair_odds=1.9,
        model_probability=0.55, edge=edge, confidence=0.8, recommended_stake=0.01, model_version="1",
    )  # fmt: skip


def event(event_type: str) -> KeyEvent:
    return KeyEvent(
        message_id=UUID(int=9), game_id=GAME, offset=1, observed_at=NOW, event_type=event_type,
        description="", side=None, play_id="1", game_clock="12:00", period=1, impact_score=0.0,
        probability_change={},
    )  # fmt: skip


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_value_bet_matches_from_the_least_edge_on(edge: float, least: float) -> None:
    assert matches(subscribed(game_ids=frozenset({GAME}), min_edge=least), bet(edge), None) == (edge >= least)


def test_a_game_matches_by_itself_or_by_its_sport() -> None:
    by_game, by_sport = subscribed(game_ids=frozenset({GAME})), subscribed(sports=frozenset({Sport.NFL}))
    assert matches(by_game, bet(0.1), None)
    assert not matches(by_game, bet(0.1, OTHER), Sport.NFL)
    assert matches(by_sport, bet(0.1, OTHER), Sport.NFL)
    assert not matches(by_sport, bet(0.1), Sport.NBA)
    assert not matches(by_sport, bet(0.1), None)


def test_key_events_match_by_type_and_only_where_they_were_asked_for() -> None:
    every = subscribed(game_ids=frozenset({GAME}), kinds=frozenset({AlertKind.GAME_EVENT}))
    some = replace(every, wish=replace(every.wish, event_types=frozenset({"safety"})))
    assert matches(every, event("touchdown"), None)
    assert matches(some, event("safety"), None)
    assert not matches(some, event("touchdown"), None)
    assert not matches(every, bet(0.5), None)
    assert not matches(subscribed(game_ids=frozenset({GAME})), event("touchdown"), None)


def test_other_messages_alert_nobody() -> None:
    odd = Finding(message_id=UUID(int=9), game_id=GAME, offset=1, observed_at=NOW, finding="", detail="")
    assert not matches(subscribed(game_ids=frozenset({GAME}), kinds=frozenset(AlertKind)), odd, None)


@given(st.floats(0, 0.2), st.one_of(st.none(), st.floats(0, 0.2)))
def test_an_offer_is_news_when_it_first_matches(edge: float, before: float | None) -> None:
    wish = subscribed(game_ids=frozenset({GAME}), min_edge=0.1)
    stood = None if before is None else bet(before)
    assert is_news(wish, bet(edge), stood, None) == (edge >= 0.1 and (before is None or before < 0.1))


def test_the_same_wish_has_the_same_id_and_another_has_another() -> None:
    wish = Wish(user_id="ann", game_ids=frozenset({GAME, OTHER}), min_edge=0.05)
    same = Wish(user_id="ann", game_ids=frozenset({OTHER, GAME}), min_edge=0.05)
    assert subscription_id(wish) == subscription_id(same)
    others = [
        replace(wish, user_id="bob"), replace(wish, game_ids=frozenset({GAME})), replace(wish, min_edge=0.06),
        replace(wish, sports=frozenset({Sport.NFL})), replace(wish, kinds=frozenset(AlertKind)),
        replace(wish, event_types=frozenset({"safety"})),
    ]  # fmt: skip
    assert len({subscription_id(one) for one in (wish, *others)}) == 7
