"""Seasons to learn from: which there are, their rows, and what a card says of them.

`training.seasons.joined.training_rows` joins them through Feast, whose import takes seconds.
"""

from training.seasons.found import available, season_of
from training.seasons.made import season_rows
from training.seasons.season import Origin, Season, learnt_from

__all__ = ["Origin", "Season", "available", "learnt_from", "season_of", "season_rows"]
