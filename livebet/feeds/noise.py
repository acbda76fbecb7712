"""Repeatable chance: every draw is a pure function of its seed and its key, whatever was drawn before."""

from hashlib import blake2b
from statistics import NormalDist

_NORMAL = NormalDist()
_STEPS = 2.0**64


def uniform(seed: str, *key: object) -> float:
    """A number inside (0, 1), the same for the same seed and key on every machine."""
    name = "/".join((seed, *map(str, key)))
    drawn = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
    return (drawn + 0.5) / _STEPS if drawn else 0.5 / _STEPS


def normal(seed: str, *key: object) -> float:
    """A standard normal number."""
    return _NORMAL.inv_cdf(min(max(uniform(seed, *key), 1e-12), 1.0 - 1e-12))


def wander(seed: str, seconds: float, every: float) -> float:
    """A path that drifts from one normal number to the next, one knot each `every` seconds."""
    knot, part = divmod(seconds / every, 1.0)
    here, there = normal(seed, int(knot)), normal(seed, int(knot) + 1)
    return here + (there - here) * part
