"""Items and messages as bytes, and what corruption makes of them."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.chaos.games import simulated_game, told
from livebet.chaos.spoil import spoilt
from livebet.chaos.tellings import Manner
from livebet.chaos.wire import read, written
from livebet.domain.games import Sport
from livebet.domain.messages import Refused
from livebet.feeds.slates import find, slates

KICKOFF = find("1", slates()).kickoff
GAME = simulated_game(Sport.NBA, "wire", "BOS", "LAL", KICKOFF)
TELLINGS = told([GAME], Manner.PUSHED, timedelta(minutes=2), quotes=True)


def test_what_is_written_reads_back_as_it_was() -> None:
    for telling in TELLINGS[:400]:
        things = telling.read(telling.body)
        assert not any(isinstance(one, Refused) for one in things)
        assert written(things) == telling.body


def test_a_field_of_the_wrong_type_is_refused_alone() -> None:
    (body,) = [one.body for one in TELLINGS if one.about.startswith("play espn-3:")]
    game, play = read("espn", body.replace(b'"period":1', b'"period":"third"'))
    assert game == read("espn", body)[0]
    assert isinstance(play, Refused)
    assert play.reason.startswith("item: Expected `int`, got `str`")


@given(place=st.integers(0, 399), seed=st.text(max_size=8))
@settings(max_examples=300, deadline=None)
def test_corrupt_bytes_never_raise_and_the_same_seed_corrupts_alike(place: int, seed: str) -> None:
    body = TELLINGS[place].body
    corrupt = spoilt(body, seed)
    assert corrupt == spoilt(body, seed)
    assert corrupt != body
    TELLINGS[place].read(corrupt)
