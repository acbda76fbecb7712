"""When a feed that failed is tried again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from livebet.feeds.live.circuit import Circuit, CircuitState, Patience

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
PATIENCE = Patience(faults=3, first_seconds=1.0, longest_seconds=60.0)
CLOSED = Circuit(patience=PATIENCE)


def failing(times: int, chance: float = 0.0) -> Circuit:
    circuit = CLOSED
    for _ in range(times):
        circuit = circuit.failed(NOW, chance)
    return circuit


def test_so_many_faults_in_a_row_open_it_each_with_a_longer_pause() -> None:
    circuits = [failing(times) for times in range(5)]
    assert [one.state for one in circuits] == [CircuitState.CLOSED] * 3 + [CircuitState.OPEN] * 2
    assert [one.wait_seconds(NOW) for one in circuits] == [0.0, 0.5, 1.0, 2.0, 4.0]


def test_one_probe_goes_through_once_the_delay_is_over() -> None:
    opened = failing(3)
    assert opened.trying(NOW).state is CircuitState.OPEN
    later = NOW + timedelta(seconds=2)
    probing = opened.trying(later)
    assert probing.state is CircuitState.HALF_OPEN
    again = probing.failed(later, 0.0)
    assert (again.state, again.wait_seconds(later)) == (CircuitState.OPEN, 4.0)
    assert probing.succeeded() == CLOSED


def test_a_probe_that_fails_opens_it_again_however_few_faults_there_were() -> None:
    denied = CLOSED.failed(NOW, 0.0, hopeless=True)
    later = NOW + timedelta(seconds=60)
    assert denied.trying(later).failed(later, 0.0).state is CircuitState.OPEN


def test_a_success_between_faults_forgets_them() -> None:
    assert failing(2).succeeded().failed(NOW, 0.0) == failing(1)


def test_what_the_feed_asks_for_is_waited_for_at_least() -> None:
    busy = CLOSED.failed(NOW, 0.0, at_least_seconds=90.0)
    assert (busy.state, busy.wait_seconds(NOW)) == (CircuitState.CLOSED, 90.0)


def test_a_wrong_key_opens_it_at_once_for_the_longest_pause() -> None:
    denied = CLOSED.failed(NOW, 0.5, hopeless=True)
    assert (denied.state, denied.wait_seconds(NOW)) == (CircuitState.OPEN, 45.0)


@given(faults=st.integers(1, 200), chance=st.floats(0.0, 1.0, exclude_max=True))
def test_a_pause_is_never_longer_than_the_longest_nor_none(faults: int, chance: float) -> None:
    assert 0.5 <= PATIENCE.pause(faults, chance) <= 60.0


def test_feeds_that_fail_together_do_not_come_back_together() -> None:
    assert failing(3, 0.1).try_at != failing(3, 0.9).try_at
