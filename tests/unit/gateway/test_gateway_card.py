"""The champion's card and alarms as the API tells them."""

from datetime import UTC, datetime

import pytest

from gateway.champion import Now, card_of, champion_of
from livebet.domain.games import Sport
from livebet.services.guard_board import Alarm
from livebet.storage.queries import ChampionRow

ROW = ChampionRow(
    name="mlb_win_probability", alias="champion", version="3", features=("inning",),
    updated=datetime(2019, 7, 1, tzinfo=UTC), card={},
)  # fmt: skip


def alarm(first: int) -> Alarm:
    return Alarm(
        first_period=first, phase="a phase", model_version="3", evidence=200.0, games=40,
        direction="home too low", since="2019-07-01T02:00:00Z",
    )  # fmt: skip


def test_a_card_that_tells_nothing_is_told_as_nothing() -> None:
    card = card_of({"learnt_from": None, "market": None, "something": "else"})
    assert (card.learnt_from, card.market, card.momentum, card.weights) == (None, None, None, {})


def test_where_the_boards_cannot_be_read_neither_alarms_nor_weights_are_known() -> None:
    told = champion_of(ROW, Sport.MLB, None)
    assert (told.guard, told.weights_now) == (None, None)


@pytest.mark.parametrize(
    ("sport", "first", "last"),
    [(Sport.MLB, 1, 3), (Sport.MLB, 10, None), (Sport.NFL, 4, 4), (Sport.NBA, 5, None)],
)
def test_an_alarm_names_the_last_period_of_its_phase(sport: Sport, first: int, last: int | None) -> None:
    told = champion_of(ROW, sport, Now((alarm(first),), None)).guard
    assert told is not None
    assert [(one.first_period, one.last_period, one.direction) for one in told] == [
        (first, last, "home too low")
    ]
