import pytest

from cli.runner.latency import Spans, hops, percentile, span_ms


def test_hops_follow_time_and_not_the_order_of_the_stamps() -> None:
    trace = {"said": 9_000_000, "fed": 1_000_000, "told": 2_500_000}
    assert hops(trace) == [("fed → told", 1.5), ("told → said", 6.5)]


def test_a_span_needs_both_of_its_stamps() -> None:
    assert span_ms({"fed": 1_000_000, "said": 3_000_000}) == 2.0
    assert span_ms({"fed": 1_000_000}) is None


def test_percentiles_are_of_the_newest_spans() -> None:
    spans = Spans(kept=100)
    assert spans.percentiles() is None
    for value in range(1000):
        spans.add(float(value))
    assert spans.percentiles() == (950.0, 999.0)


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.5, 2.0), (1.0, 3.0)])
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert percentile([1.0, 2.0, 3.0], share) == value
