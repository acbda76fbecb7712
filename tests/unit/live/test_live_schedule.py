"""What is asked next: worth first, never more than there are credits, nothing of what is over."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.feeds.live.ask import Ask
from livebet.feeds.live.budget import Budget, next_month
from livebet.feeds.live.interest import Worth
from livebet.feeds.live.schedule import Pace, Schedule, Target, stretch

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
PACE = Pace(close=5.0, in_play=10.0, soon=60.0, far=600.0)
worths = st.sampled_from([Worth.FAR, Worth.SOON, Worth.IN_PLAY, Worth.CLOSE])


def target(key: str, worth: Worth, cost: int = 0, least: float = 0.0) -> Target:
    ask = Ask(url=f"https://feed.example/{key}")
    return Target(key=key, ask=ask, worth=worth, cost=cost, least_seconds=least)


def asked(schedule: Schedule, targets: list[Target], seconds: int, step: int = 1) -> dict[str, list[int]]:
    """At which seconds each target is asked."""
    found: dict[str, list[int]] = {one.key: [] for one in targets}
    for second in range(0, seconds, step):
        now = NOW + timedelta(seconds=second)
        for one in schedule.due(targets, now):
            schedule.asking(one, now)
            found[one.key].append(second)
    return found


def test_each_is_asked_at_its_own_pace_and_the_most_worth_first() -> None:
    targets = [target("far", Worth.FAR), target("close", Worth.CLOSE), target("on", Worth.IN_PLAY)]
    schedule = Schedule(PACE)
    assert [one.key for one in schedule.due(targets, NOW)] == ["close", "on", "far"]
    found = asked(schedule, targets, 21)
    assert found == {"far": [0], "close": [0, 5, 10, 15, 20], "on": [0, 10, 20]}
    assert schedule.next_at(targets, NOW + timedelta(seconds=21)) == NOW + timedelta(seconds=25)


def test_a_feed_that_wants_longer_intervals_gets_them() -> None:
    assert asked(Schedule(PACE), [target("game", Worth.CLOSE, least=12.0)], 25) == {"game": [0, 12, 24]}


def test_nothing_is_asked_of_what_is_over() -> None:
    schedule, over = Schedule(PACE), [target("over", Worth.NOTHING)]
    assert asked(schedule, over, 10_000, step=100) == {"over": []}
    assert schedule.next_at(over, NOW) is None


def test_a_game_that_ends_is_asked_about_once_more() -> None:
    schedule = Schedule(PACE)
    asked(schedule, [target("game", Worth.IN_PLAY)], 1)
    assert len(asked(schedule, [target("game", Worth.NOTHING)], 1_000)["game"]) == 1


def test_a_game_put_off_before_it_began_is_not() -> None:
    schedule = Schedule(PACE)
    asked(schedule, [target("game", Worth.SOON)], 1)
    assert asked(schedule, [target("game", Worth.NOTHING)], 1_000) == {"game": []}


def test_what_is_not_there_is_asked_more_and_more_seldom() -> None:
    schedule, gone = Schedule(PACE), target("gone", Worth.CLOSE)
    found = []
    for second in range(100):
        now = NOW + timedelta(seconds=second)
        for one in schedule.due([gone], now):
            schedule.asking(one, now)
            schedule.answered(one, missed=True)
            found.append(second)
    assert found == [0, 10, 30, 70]
    schedule.answered(gone)
    assert schedule.next_at([gone], NOW) == NOW + timedelta(seconds=75)


def test_targets_that_are_no_more_are_forgotten() -> None:
    schedule = Schedule(PACE)
    asked(schedule, [target("one", Worth.CLOSE)], 1)
    schedule.keep([])
    assert schedule.due([target("one", Worth.CLOSE)], NOW)


def test_the_last_credit_is_never_spent_and_a_new_month_brings_all_of_them() -> None:
    schedule = Schedule(PACE, Budget(monthly=500, left=4, resets_at=datetime(2026, 12, 1, tzinfo=UTC)))
    odds = [target("odds", Worth.CLOSE, cost=3)]
    assert asked(schedule, odds, 40_000, step=50) == {"odds": [0]}
    assert (schedule.budget.left, schedule.next_at(odds, NOW)) == (1, None)
    december = datetime(2026, 12, 1, 0, 0, 1, tzinfo=UTC)
    assert schedule.due(odds, december) == odds
    assert schedule.budget == Budget(monthly=500, left=500, resets_at=datetime(2027, 1, 1, tzinfo=UTC))


def test_what_the_feed_says_is_left_counts() -> None:
    schedule = Schedule(PACE, Budget.of_month(500, NOW))
    schedule.told(-3)
    assert schedule.due([target("odds", Worth.CLOSE, cost=1)], NOW) == []
    assert schedule.due([target("games", Worth.CLOSE)], NOW) == [target("games", Worth.CLOSE)]


def test_it_slows_down_as_the_budget_runs_low() -> None:
    odds = [target("odds", Worth.CLOSE, cost=3)]
    paces = [
        stretch(
            odds, PACE, Budget(monthly=20_000, left=left, resets_at=next_month(NOW)).credits_per_second(NOW)
        )
        for left in (20_000, 10_000, 5_000, 100)
    ]
    assert paces == sorted(paces)
    assert len(set(paces)) == 4


def test_a_month_ends_where_the_next_begins() -> None:
    assert next_month(NOW) == datetime(2026, 12, 1, tzinfo=UTC)
    assert next_month(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == datetime(2027, 1, 1, tzinfo=UTC)


@settings(max_examples=60, deadline=None)
@given(
    left=st.integers(0, 60),
    hours=st.integers(1, 600),
    targets=st.lists(st.tuples(worths, st.integers(0, 9)), min_size=1, max_size=6),
    steps=st.lists(st.integers(1, 3_000), min_size=1, max_size=80),
)
def test_no_course_of_time_and_games_spends_more_than_there_is(
    left: int, hours: int, targets: list[tuple[Worth, int]], steps: list[int]
) -> None:
    resets_at = NOW + timedelta(hours=hours)
    schedule = Schedule(PACE, Budget(monthly=60, left=left, resets_at=resets_at))
    asking = [target(str(number), worth, cost) for number, (worth, cost) in enumerate(targets)]
    now, spent = NOW, 0
    for step in steps:
        now += timedelta(seconds=step)
        if now >= resets_at:
            break
        for one in schedule.due(asking, now):
            schedule.asking(one, now)
            spent += one.cost
    assert spent <= max(0, left - 1)
    assert schedule.budget.left == left - spent or now >= resets_at


@settings(max_examples=60, deadline=None)
@given(cost=st.integers(0, 9), left=st.integers(10, 100_000), worse=worths, better=worths)
def test_what_is_worth_more_is_asked_at_least_as_often(
    cost: int, left: int, worse: Worth, better: Worth
) -> None:
    worse, better = sorted((worse, better))
    schedule = Schedule(PACE, Budget(monthly=100_000, left=left, resets_at=next_month(NOW)))
    targets = [target("worse", worse, cost), target("better", better, cost)]
    for one in targets:
        schedule.asking(one, NOW)
    nexts = [schedule.next_at([one], NOW) for one in targets]
    both = {one.key: schedule._next_at(one, schedule._factor(targets, NOW)) for one in targets}
    assert None in nexts or both["better"] <= both["worse"]


@given(costs=st.lists(st.tuples(worths, st.integers(0, 20)), max_size=8), rate=st.floats(1e-6, 1e3))
def test_stretched_intervals_cost_no_more_than_the_rate(costs: list[tuple[Worth, int]], rate: float) -> None:
    targets = [target(str(number), worth, cost) for number, (worth, cost) in enumerate(costs)]
    factor = stretch(targets, PACE, rate)
    powers = {Worth.CLOSE: 1, Worth.IN_PLAY: 2, Worth.SOON: 3, Worth.FAR: 4}
    demand = sum(
        one.cost / ((PACE.seconds(one.worth) or 1.0) * factor ** powers[one.worth]) for one in targets
    )
    assert factor >= 1.0
    assert demand <= rate * 1.000001
