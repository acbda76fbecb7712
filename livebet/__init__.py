"""Live Betting AI Engine: live play-by-play and odds into probabilities, fair prices and value bets."""
