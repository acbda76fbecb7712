"""The rule by which evidence lets a version serve; every finding is a sentence."""

from dataclasses import dataclass

from training.promotion.card import Against, Evidence, Latency, Slice

TOLERANCE = 0.0005
"""Nats of log loss that a challenger may be worse on average: about what a new seed changes."""
ONE_GAME_US = 150.0
MANY_GAMES_MS = 20.0
SLACK = 2.0
"""Times the limit at which a median counts as too slow: a busy machine must not decide who serves."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a demand is met, and the sentence that says so."""

    holds: bool
    sentence: str


def findings(evidence: Evidence) -> tuple[Finding, ...]:
    """What the evidence says of each demand; calibration and speed of a first champion are only told."""
    more = (of_calibration(evidence.slices), of_latency(evidence.latency))
    if evidence.champion.difference is not None:
        return (of_champion(evidence.champion), *more)
    told = (Finding(True, one.sentence) for one in more)
    return (of_coin(evidence.coin), of_anchor(evidence.anchor), *told)


def said(told: Against) -> str:
    """The difference, its interval and the rows, in words; or why there is none."""
    if told.difference is None:
        return f"Nothing to compare with {told.who}: {told.absent}"
    one = told.difference
    numbers = f"{one.value:+.5f} [{one.low:+.5f}, {one.high:+.5f}]"
    return f"Log loss {numbers} against {told.who} on {told.rows:,} rows of {told.games:,} games"


def of_champion(told: Against) -> Finding:
    """No worse: the mean within the tolerance, and the interval leaves room for being better."""
    one = told.difference
    if one is None:
        return Finding(False, f"{said(told)}.")
    if one.value > TOLERANCE:
        return Finding(False, f"{said(told)}: worse by more than {TOLERANCE}.")
    if one.low > 0:
        return Finding(False, f"{said(told)}: surely worse.")
    return Finding(True, f"{said(told)}: no worse.")


def of_coin(told: Against) -> Finding:
    """Better than nothing."""
    better = told.difference is not None and told.difference.value < 0
    return Finding(better, f"{said(told)}: {'better' if better else 'no better'}.")


def of_anchor(told: Against) -> Finding:
    """Not surely worse than the plainest model that serves, by more than the tolerance."""
    one = told.difference
    if one is None:
        return Finding(True, f"{said(told)}.")
    worse = one.low > TOLERANCE
    return Finding(not worse, f"{said(told)}: {'surely worse' if worse else 'not surely worse'}.")


def of_calibration(slices: tuple[Slice, ...]) -> Finding:
    """Every part of the game within its bound, or no worse there than who serves."""
    off = [one for one in slices if not one.holds]
    if off:
        told = ", ".join(f"{one.name} {one.error:.4f} over {one.bound:.4f}" for one in off)
        return Finding(False, f"Calibration error beyond its bound: {told}.")
    beyond = [f"{one.name} {one.error:.4f}" for one in slices if one.error > one.bound]
    if beyond:
        return Finding(
            True, f"Calibrated no worse than who serves, if not everywhere well: {', '.join(beyond)}."
        )
    worst = max(slices, key=lambda one: one.error / one.bound)
    nearest = f"{worst.name}, {worst.error:.4f} of {worst.bound:.4f}"
    return Finding(True, f"Calibrated in all {len(slices)} slices (nearest to its bound: {nearest}).")


def of_latency(told: Latency) -> Finding:
    """Within the limits, times the slack that a busy machine is given."""
    one, many = told.model.one_p50_us, told.model.many_p50_ms
    numbers = f"One game takes {one:.0f} µs and {told.games} games {many:.1f} ms"
    limits = f"{ONE_GAME_US:.0f} µs and {MANY_GAMES_MS:.0f} ms, times {SLACK:g} for a busy machine"
    quick = one <= ONE_GAME_US * SLACK and many <= MANY_GAMES_MS * SLACK
    return Finding(quick, f"{numbers}: {'within' if quick else 'over'} {limits}.")
