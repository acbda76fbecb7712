"""Invented players: no one of these names is meant."""

from livebet.simulator.dice import Dice

_OPENINGS = (
    "Bar", "Cal", "Dor", "Fen", "Gar", "Hal", "Jor", "Kel", "Lan", "Mar", "Nor", "Os", "Pel", "Quin",
    "Ros", "Sal", "Tor", "Ul", "Ver", "Wes", "Yar", "Zan",
)  # fmt: skip
_MIDDLES = ("a", "e", "i", "o", "er", "an", "el", "in", "or")
_ENDINGS = (
    "bank",
    "by",
    "dale",
    "don",
    "field",
    "gate",
    "low",
    "mere",
    "more",
    "nell",
    "stead",
    "vale",
    "wick",
)
_INITIALS = "ABCDEFGHIJKLMNOPRSTVWZ"


def roster(dice: Dice, players: int) -> tuple[str, ...]:
    """So many different players, each an initial and a surname."""
    surnames: dict[str, None] = {}
    while len(surnames) < players:
        surnames[dice.one_of(_OPENINGS) + dice.one_of(_MIDDLES) + dice.one_of(_ENDINGS)] = None
    return tuple(f"{dice.one_of(_INITIALS)}. {surname}" for surname in surnames)
