"""The garbage collector of processes whose work is many small values that live for an instant."""

import gc

_YOUNG, _MIDDLE, _OLD = 50_000, 20, 100
"""CPython's own are 700, 10, 10: made for programs that make far fewer objects between two cycles."""


def calm_collector() -> None:
    """Never look again at what is loaded by now, and look for cycles seldom: values of the loop hold none.

    Reference counts free them as before. It saves a fifth of the CPU of the way in (bench/replay_speed.py).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
