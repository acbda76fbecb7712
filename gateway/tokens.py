"""Tokens: JSON Web Tokens signed with HS256 by a key that lies in the run's own folder."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt

ALGORITHM = "HS256"
ISSUER = "livebet"
_KEY_BYTES = 32
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class User:
    """Who asks, and until when the token says so."""

    name: str
    expires_at: datetime


class TokenRefused(Exception):  # noqa: N818 - it is an answer, told to the client as it stands
    """A token that does not hold; the text says why and is fit for the client."""


def read_key(path: Path) -> bytes:
    """The signing key at `path`, made (readable by the owner only) where there is none yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        if not path.exists():
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_hex(_KEY_BYTES).encode())
            os.link(fresh, path)
    except FileExistsError:
        pass  # another process of this run made it first
    finally:
        fresh.unlink(missing_ok=True)
    return path.read_bytes().strip()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Issues and checks tokens with one key."""

    key: bytes

    def __repr__(self) -> str:
        """Without the key."""
        return "Tokens(…)"

    def issue(self, user: str, *, minutes: float, now: datetime) -> str:
        """A token for `user` that holds from `now` for `minutes`."""
        expires_at = now + timedelta(minutes=minutes)
        claims = {"iss": ISSUER, "sub": user, "iat": now, "exp": expires_at}
        return jwt.encode(claims, self.key, algorithm=ALGORITHM)

    def check(self, token: str) -> User:
        """Who the token speaks for.

        Raises:
            TokenRefused: expired, signed by another key, or no token at all.
        """
        try:
            claims = jwt.decode(
                token,
                self.key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                options={"require": ["exp", "sub", "iss"]},
            )
        except jwt.ExpiredSignatureError:
            raise TokenRefused("the token has expired: ask for a new one") from None
        except jwt.InvalidTokenError:
            raise TokenRefused("the token is not one of ours, or was altered") from None
        if not 0 < len(claims["sub"]) <= _LONGEST_NAME:
            raise TokenRefused(f"the token names no user of 1 to {_LONGEST_NAME} characters")
        return User(claims["sub"], datetime.fromtimestamp(claims["exp"], UTC))
