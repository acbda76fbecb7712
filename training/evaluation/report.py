"""What an evaluation found, as text for a terminal and as JSON."""

from collections.abc import Iterator

import msgspec

from training.evaluation.compared import Compared
from training.evaluation.evaluate import Evaluation, Judged, NextScore
from training.evaluation.promises import Promise
from training.measures import Interval

_NAME = 32


def as_json(evaluation: Evaluation) -> str:
    """The whole evaluation; every number in it unrounded."""
    return msgspec.json.format(msgspec.json.encode(evaluation), indent=2).decode()


def as_text(evaluation: Evaluation) -> str:
    """The whole evaluation as lines of a table."""
    return "\n".join(_lines(evaluation))


def _lines(evaluation: Evaluation) -> Iterator[str]:
    seasons = ", ".join(map(str, evaluation.seasons))
    yield f"{evaluation.sport}: {evaluation.model} on {evaluation.plays}, season {seasons}"
    yield "d = log loss of ours less the anchor's; intervals draw whole games (95 %)"
    for judged in (*evaluation.judged, evaluation.market, evaluation.blend):
        if judged is not None:
            yield ""
            yield from _judged(judged)
    if evaluation.promises:
        yield ""
        yield from _promises(evaluation.promises)
    if evaluation.next_score is not None:
        yield ""
        yield _next_score(evaluation.next_score)


def _next_score(told: NextScore) -> str:
    parts = [f"what scores next, {told.rows:,} plays of {', '.join(map(str, told.judged))}: log loss"]
    if told.ours is not None:
        parts.append(f"{_interval(told.ours, sign='')};")
    if told.table is not None:
        parts.append(
            f"of a table learnt on {', '.join(map(str, told.learnt))} {_interval(told.table, sign='')}"
        )
    if told.difference is not None:
        parts.append(f"d {_interval(told.difference)}")
    return " ".join(parts)


def _judged(judged: Judged) -> Iterator[str]:
    against = f"; anchor: {judged.anchor}" if judged.anchor else "; no anchor"
    yield f"{judged.task} ({judged.rows}{against})"
    yield (
        f"  {'':<{_NAME}} {'rows':>8} {'games':>6} {'log loss':>8} {'Brier':>7} {'accuracy':>8} {'ECE':>7}"
        f"  {'anchor':>7}  d"
    )
    yield _compared("all", judged.whole)
    if judged.whole.anchor is not None:
        yield _anchor(judged.whole)
    for name, part in judged.parts.items():
        yield _compared(name, part)


def _compared(name: str, told: Compared) -> str:
    ours = told.ours
    line = (
        f"  {name:<{_NAME}} {told.rows:>8,} {told.games:>6,} {ours.log_loss:>8.4f} {ours.brier:>7.4f} "
        f"{ours.accuracy:>8.4f} {ours.calibration_error:>7.4f}"
    )
    if told.anchor is None or told.difference is None:
        return line
    return f"{line}  {told.anchor.log_loss:>7.4f}  {_interval(told.difference)}"


def _anchor(told: Compared) -> str:
    if told.anchor is None:
        return ""
    one = told.anchor
    return (
        f"  {'(the anchor itself)':<{_NAME}} {told.rows:>8,} {told.games:>6,} {one.log_loss:>8.4f} "
        f"{one.brier:>7.4f} {one.accuracy:>8.4f} {one.calibration_error:>7.4f}"
    )


def _promises(told: list[Promise]) -> Iterator[str]:
    yield "calls (accuracy is no profit: prices know the same)"
    for one in told:
        frozen = f"frozen on {', '.join(map(str, one.frozen_on))}" if one.frozen_on else "not tuned"
        when = f", {one.gone:.0%} of regulation gone" if one.gone else ""
        kept = "kept" if one.right.value >= one.promised else "NOT KEPT"
        yield (
            f"  {one.name:<16} {one.promised:.0%} promised at {one.threshold:.3f} ({frozen}): right "
            f"{_interval(one.right, sign='')}, {one.coverage:.1%} called{when}: {kept}"
        )


def _interval(told: Interval, sign: str = "+") -> str:
    return f"{told.value:{sign}.4f} [{told.low:{sign}.4f}, {told.high:{sign}.4f}]"
