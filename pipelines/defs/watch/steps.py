"""What the watching assets do, and how their figures are shown."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from livebet.domain.games import Sport

if TYPE_CHECKING:
    from training.measures import Interval
    from training.watch.drift import Drift
    from training.watch.performance import Performance
    from training.watch.shadow import Beside

DAYS = 28
"""Games that became final so many days ago are watched no more."""

Row = dict[str, object]


def database_url() -> str:
    """Where the services write.

    Raises:
        LookupError: no database is set.
    """
    from livebet.settings import settings

    address = settings().database_url
    if address is None:
        raise LookupError("no services' database: set LIVEBET_DATABASE_URL, or let `livebet up` start one")
    return address.get_secret_value()


def performance_of(sport: Sport) -> "list[Performance]":
    """How forecasts of the last days do, by phase."""
    from livebet.domain.clock import SystemClock
    from training.watch.performance import performance
    from training.watch.said import forecasts

    since = SystemClock().now() - timedelta(days=DAYS)
    return performance(sport, forecasts(database_url(), sport, since))


def drift_of(sport: Sport, say: Callable[[str], None]) -> "Drift":
    """Games of the last days beside those of the training set: simulated ones where it is simulated."""
    from livebet.domain.clock import SystemClock
    from livebet.settings import settings
    from training.seasons.joined import kept_training_rows, learnt_words, training_file
    from training.seasons.season import SIMULATED
    from training.watch.drift import NOTHING, compare
    from training.watch.said import fed, read_by_champion
    from training.watch.sample import learnt_sample, live_sample

    if not training_file(sport).exists():
        return NOTHING
    learnt = kept_training_rows(sport)
    simulated = learnt_words(sport, learnt.seasons) == SIMULATED
    since = SystemClock().now() - timedelta(days=DAYS)
    live = fed(database_url(), sport, since, simulated)
    say(f"{live['game'].nunique()} {'simulated' if simulated else 'played'} games since {since:%Y-%m-%d}")
    page = settings().home / "watch" / f"{sport.value}-drift.html"
    read = read_by_champion(database_url(), sport)
    return compare(learnt_sample(learnt, read), live_sample(sport, live), page)


def shadows_of(sport: Sport) -> "list[Beside]":
    """Challengers beside champions in finished games."""
    from training.watch.said import shadows
    from training.watch.shadow import beside

    return beside(shadows(database_url(), sport))


def performance_rows(told: "Sequence[Performance]") -> list[Row]:
    """A line a phase."""
    return [
        {
            "phase": one.phase,
            "games": one.games,
            "forecasts": one.forecasts,
            "log loss expected": shown(one.expected_loss),
            "accuracy expected": shown(one.expected_accuracy),
            "finished": one.finished,
            "log loss": shown(one.realized_loss),
            "accuracy": shown(one.realized_accuracy),
            "log loss less expected": shown(one.surprise),
        }
        for one in told
    ]


def shift_rows(drift: "Drift") -> list[Row]:
    """A line a column that moved or was lost."""
    moved: list[Row] = [
        {
            "column": one.column,
            "distance": round(one.distance, 3),
            "p": f"{one.p_value:.1e}",
            "learnt": round(one.learnt, 3),
            "live": round(one.live, 3),
        }
        for one in drift.shifts
    ]
    return moved + [{"column": name, "live": "missing"} for name in drift.lost]


def shadow_rows(told: "Sequence[Beside]") -> list[Row]:
    """A line a challenger."""
    return [
        {
            "challenger": one.challenger,
            "champion": one.champion,
            "games": one.games,
            "forecasts": one.forecasts,
            "challenger's log loss": round(one.challenger_loss, 4),
            "champion's": round(one.champion_loss, 4),
            "difference": shown(one.difference),
            "says": one.says,
        }
        for one in told
    ]


def shown(interval: "Interval | None") -> str:
    """An estimate with its interval over games."""
    if interval is None:
        return ""
    return f"{interval.value:.4f} ({interval.low:.4f} to {interval.high:.4f})"
