"""Tokens and the key that signs them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.tokens import TokenRefused, Tokens, User, read_key

ISSUED = datetime(2020, 1, 1, tzinfo=UTC)
CENTURY = 100 * 365 * 24 * 60


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "home" / "secret"
    key = read_key(path)
    assert read_key(path) == key
    assert len(key) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_token_tells_its_user_and_its_end() -> None:
    tokens = Tokens(b"k" * 32)
    user = tokens.check(tokens.issue("ann", minutes=CENTURY, now=ISSUED))
    assert user == User("ann", ISSUED + timedelta(minutes=CENTURY))


@pytest.mark.parametrize("user", ["", "x" * 101])
def test_a_token_is_for_somebody_with_a_name_that_can_be_stored(user: str) -> None:
    tokens = Tokens(b"k" * 32)
    with pytest.raises(TokenRefused, match="names no user"):
        tokens.check(tokens.issue(user, minutes=CENTURY, now=ISSUED))


def test_a_key_is_not_shown() -> None:
    assert "secret" not in repr(Tokens(b"secret" * 8))
