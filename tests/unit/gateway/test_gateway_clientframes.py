"""What clients say, whatever it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.clientframes import Authenticate, BadFrame, Ping, parse
from gateway.tokens import TokenRefused, Tokens

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_the_two_frames_are_understood() -> None:
    assert parse({"text": '{"type": "ping"}'}) == Ping(type="ping")
    assert parse({"text": '{"type": "authenticate", "token": "x"}'}) == Authenticate(
        type="authenticate", token="x"
    )


@given(st.text() | JSON.map(json.dumps) | st.binary())
def test_anything_else_is_answered_and_never_breaks(said: str | bytes) -> None:
    with pytest.raises(BadFrame):
        parse({"text": said} if isinstance(said, str) else {"bytes": said})


def test_a_token_that_does_not_fit_is_not_repeated() -> None:
    with pytest.raises(BadFrame) as bad:
        parse({"text": json.dumps({"type": "authenticate", "token": "eyJ-secret", "more": 1})})
    assert "secret" not in str(bad.value)


@given(st.text())
def test_whatever_is_no_token_is_refused(said: str) -> None:
    with pytest.raises(TokenRefused):
        Tokens(b"k" * 32).check(said)
