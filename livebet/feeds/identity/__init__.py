"""Who is who: every feed's names of teams, bookmakers, players and games to one spelling."""

from livebet.feeds.identity.nfl import nfl_team

__all__ = ["nfl_team"]
