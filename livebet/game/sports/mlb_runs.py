"""Runs still to come in a half-inning, by outs and occupied bases: all of 2019 but the ninth's bottom on.

"The information used here was obtained free of charge from and is copyrighted by Retrosheet
(www.retrosheet.org)": counts of 184,376 plays of 2019 (4.8 runs a side and game, a lively season).
"""

from livebet.domain.plays import Diamond
from livebet.game.sports.mlb_innings import OUTS

_BASES = 8

RUNS: tuple[tuple[float, ...], ...] = (
    (0.707, 0.154, 0.075, 0.036, 0.016, 0.007, 0.003, 0.001, 0.001),
    (0.563, 0.161, 0.141, 0.073, 0.034, 0.016, 0.007, 0.004, 0.001),
    (0.388, 0.317, 0.146, 0.077, 0.037, 0.019, 0.009, 0.005, 0.002),
    (0.368, 0.208, 0.148, 0.142, 0.074, 0.035, 0.015, 0.007, 0.003),
    (0.174, 0.509, 0.164, 0.072, 0.051, 0.016, 0.007, 0.002, 0.005),
    (0.158, 0.409, 0.165, 0.126, 0.070, 0.038, 0.025, 0.007, 0.002),
    (0.131, 0.268, 0.290, 0.148, 0.098, 0.036, 0.018, 0.006, 0.005),
    (0.138, 0.244, 0.209, 0.155, 0.141, 0.056, 0.037, 0.014, 0.006),
    (0.824, 0.105, 0.042, 0.019, 0.006, 0.003, 0.001, 0.000, 0.000),
    (0.721, 0.111, 0.096, 0.045, 0.015, 0.007, 0.003, 0.001, 0.001),
    (0.586, 0.225, 0.109, 0.047, 0.018, 0.011, 0.003, 0.001, 0.000),
    (0.561, 0.162, 0.109, 0.095, 0.041, 0.018, 0.008, 0.004, 0.002),
    (0.347, 0.449, 0.114, 0.049, 0.025, 0.007, 0.004, 0.004, 0.001),
    (0.354, 0.356, 0.114, 0.100, 0.042, 0.018, 0.010, 0.003, 0.003),
    (0.307, 0.270, 0.228, 0.104, 0.057, 0.025, 0.007, 0.001, 0.001),
    (0.325, 0.256, 0.145, 0.097, 0.109, 0.043, 0.018, 0.004, 0.003),
    (0.921, 0.054, 0.016, 0.006, 0.002, 0.001, 0.000, 0.000, 0.000),
    (0.869, 0.058, 0.050, 0.016, 0.005, 0.001, 0.001, 0.000, 0.000),
    (0.777, 0.143, 0.053, 0.018, 0.006, 0.002, 0.001, 0.000, 0.000),
    (0.769, 0.104, 0.053, 0.051, 0.015, 0.004, 0.003, 0.001, 0.000),
    (0.737, 0.181, 0.054, 0.018, 0.007, 0.002, 0.001, 0.000, 0.000),
    (0.707, 0.155, 0.061, 0.048, 0.019, 0.006, 0.003, 0.001, 0.000),
    (0.731, 0.049, 0.137, 0.050, 0.022, 0.006, 0.004, 0.001, 0.000),
    (0.670, 0.103, 0.105, 0.047, 0.052, 0.016, 0.006, 0.001, 0.000),
)
"""Chance of 0, 1, … 8 runs (8: or more) from each situation; row: 8 × outs + the bits of the bases."""

EXPECTED: tuple[float, ...] = tuple(sum(runs * chance for runs, chance in enumerate(row)) for row in RUNS)
"""Mean runs from each situation."""

RUNS_AN_OUT = EXPECTED[0] / OUTS
"""Runs of a side for each out that it has left, before anybody is on base."""


def place(diamond: Diamond) -> int:
    """Row of a situation with fewer than three outs."""
    return _BASES * min(OUTS - 1, max(0, diamond.outs)) + (diamond.bases & (_BASES - 1))


def expected_runs(diamond: Diamond) -> float:
    """Runs to expect of the rest of the half-inning."""
    return 0.0 if diamond.outs >= OUTS else EXPECTED[place(diamond)]
