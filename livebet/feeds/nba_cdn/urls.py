"""Where the league's live data lies: files that anyone may read, renewed every few seconds."""

BASE = "https://cdn.nba.com/static/json/liveData"


def scoreboard_url() -> str:
    """Today's games, by the league's day (US Eastern)."""
    return f"{BASE}/scoreboard/todaysScoreboard_00.json"


def playbyplay_url(game_id: str) -> str:
    """Every action of one game so far; `game_id` has ten digits (0022000001)."""
    return f"{BASE}/playbyplay/playbyplay_{game_id}.json"


def boxscore_url(game_id: str) -> str:
    """One game's teams, score and statistics."""
    return f"{BASE}/boxscore/boxscore_{game_id}.json"


def odds_url() -> str:
    """Several bookmakers' prices for today's games."""
    return f"{BASE}/odds/odds_todaysGames.json"
