"""How payloads are corrupted: torn, garbled, fields of the wrong type, numbers that cannot be.

Nothing here invents a plausible lie: whoever is told one believes it, and no check can know better.
"""

import re

from livebet.feeds.noise import uniform

_GARBAGE = b"\xff\x00\xfe"
"""No JSON in UTF-8 holds such bytes."""
_HEAD = 0.1
"""A file that is one object is garbled in its head, so that it is refused as one: a file that lacks a row and
nothing else is a plausible lie."""
_PRICE = re.compile(rb'"price":\s*[0-9.]+')
_CLOCK = re.compile(rb'"clock_seconds":\s*[0-9]+')
_PERIOD = re.compile(rb'"(?:period|qtr)":\s*[0-9]+')
_IMPOSSIBLE: tuple[tuple[re.Pattern[bytes], bytes], ...] = (
    (_PRICE, b'"price":0.5'),
    (_PRICE, b'"price":9000.0'),
    (_CLOCK, b'"clock_seconds":-7'),
    (_PERIOD, b'"period":"third"'),
)


def spoilt(body: bytes, seed: str) -> bytes:
    """A corrupted form of a payload."""
    how = uniform(seed, "how")
    if how < 0.25:
        return body[: max(1, int(len(body) * uniform(seed, "torn")))]
    if how < 0.5:
        reach = _HEAD if body.startswith(b"{") else 1.0
        return _garbled(body, int(len(body) * reach * uniform(seed, "garbled")))
    return _impossible(body, seed) or _garbled(body, len(body) // 2)


def _garbled(body: bytes, at: int) -> bytes:
    return body[:at] + _GARBAGE + body[at + len(_GARBAGE) :]


def _impossible(body: bytes, seed: str) -> bytes | None:
    """All numbers of one kind made what they cannot be; None where the payload has none of them."""
    fitting = [(pattern, wrong) for pattern, wrong in _IMPOSSIBLE if pattern.search(body)]
    if not fitting:
        return None
    pattern, wrong = fitting[int(len(fitting) * uniform(seed, "number"))]
    return pattern.sub(wrong, body)
