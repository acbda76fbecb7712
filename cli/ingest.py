"""The ingest process, wired: team strength comes from the feature store (`python -m cli.ingest`)."""

from datetime import datetime

from feature_repo.history import team_before
from feature_repo.online import LiveFeatures
from feature_repo.store import open_store
from livebet.domain.messages import FeatureRow
from livebet.services import ingest
from livebet.services.strengths import StrengthBefore, margins_from


def strength_before() -> StrengthBefore:
    """Online where that is of before the instant; a game of the past gets what was stored before it."""
    online, store = LiveFeatures.open(), open_store()

    def before(team: str, instant: datetime) -> FeatureRow | None:
        return online.read_team_before(team, instant) or team_before(store, team, instant)

    return before


def main() -> int:
    """Run the process; its exit status."""
    return ingest.main(lambda: margins_from(strength_before()))


if __name__ == "__main__":
    raise SystemExit(main())
