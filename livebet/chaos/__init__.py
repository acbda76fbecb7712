"""Chaos: what feeds tell is duplicated, delayed, reordered, dropped, corrupted and frozen, by a seed.

The pure layer stands before the pipeline. A disturbed run has to end as the clean one does, except for what
was dropped for good and is listed.
"""

from livebet.chaos.rates import Rates

__all__ = ["Rates"]
