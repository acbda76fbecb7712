"""How fast games are simulated, with their truth: games a second of each sport, and what its tables cost.

`tables_s` is the processor time of a pairing whose edge was not seen before, `games_per_s` of games after
that. The last line is JSON; the limits are games a second.
"""

import json
import time

from livebet.domain.games import Sport
from livebet.simulator.games import EDGE_STEP, simulate
from livebet.simulator.script import Strengths

LIMITS = {Sport.NFL: 5.0, Sport.NBA: 15.0, Sport.MLB: 15.0}
GAMES = 40


def measure(sport: Sport) -> dict[str, float]:
    """Seconds for a new edge, then the pace at that edge."""
    strengths = Strengths(EDGE_STEP[sport])
    began = time.process_time()
    simulate(sport, "first", "AAA", "BBB", strengths)
    ready = time.process_time()
    plays = sum(len(simulate(sport, seed, "AAA", "BBB", strengths).plays) for seed in range(GAMES))
    took = time.process_time() - ready
    name = sport.value
    return {
        f"{name}_games_per_s": GAMES / took,
        f"{name}_plays_per_s": plays / took,
        f"{name}_tables_s": ready - began,
    }


def main() -> int:
    """Measure every sport."""
    found: dict[str, float] = {}
    for sport in Sport:
        found |= measure(sport)
    missed = [sport for sport, limit in LIMITS.items() if found[f"{sport.value}_games_per_s"] < limit]
    print(json.dumps({"question": "games simulated a second, with their truth", **found}))
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
