"""An evidence card as a page of Markdown: what a person reads before and after a decision."""

from collections.abc import Iterator

from training.promotion.card import Against, Evidence, EvidenceCard, Latency, Slice, Timing
from training.promotion.contenders import Learnt


def as_markdown(card: EvidenceCard) -> str:
    """The whole card."""
    return "\n".join(_lines(card)) + "\n"


def _lines(card: EvidenceCard) -> Iterator[str]:
    yield f"# {card.model}: version {card.version} {card.decision}"
    yield ""
    yield f"Card {card.number}, decided by {card.decided_by} at {card.decided_at}."
    yield f"Serving until then: {'nobody' if card.champion is None else f'version {card.champion}'}."
    yield ""
    yield from (f"- {reason}" for reason in card.reasons)
    if card.evidence is not None:
        yield ""
        yield from _evidence(card.evidence)
    yield ""
    yield f"Version {card.version} learnt from {_learnt(card.learnt)}."
    if card.champion_learnt is not None:
        yield f"Version {card.champion} learnt from {_learnt(card.champion_learnt)}."
    yield ""
    yield f"- features: {len(card.features.names)} in order, with their code `{card.features.fingerprint}`"
    yield f"- learnt rows: `{card.learnt.fingerprint_learnt or 'not told'}`"
    if card.evidence is not None:
        yield f"- judged rows: `{card.evidence.data}`"
    yield f"- card before: `{card.previous_hash}`"
    yield f"- this card: `{card.hash}`"


def _learnt(learnt: Learnt) -> str:
    seasons = ", ".join(map(str, learnt.seasons_learnt)) or "no season that its card tells"
    days = "" if learnt.days_learnt is None else f" (days {learnt.days_learnt[0]} to {learnt.days_learnt[1]})"
    return f"{learnt.learnt_from or 'seasons'} {seasons}{days}"


def _evidence(found: Evidence) -> Iterator[str]:
    seasons = ", ".join(map(str, found.seasons))
    yield f"Judged on {found.rows:,} rows of {found.games:,} games of {seasons}, new to both."
    yield "d = log loss of this version less the other's; 95 % intervals draw whole games."
    yield ""
    yield "| against | rows | games | this version | the other | d |"
    yield "|---|---|---|---|---|---|"
    yield from map(_against, (found.champion, found.anchor, found.market, found.coin))
    yield ""
    yield "| calibration | rows | games | error | bound | champion |"
    yield "|---|---|---|---|---|---|"
    yield from map(_slice, found.slices)
    yield ""
    yield from _latency(found.latency)


def _against(told: Against) -> str:
    if told.difference is None:
        return f"| {told.who} | | | | | absent: {told.absent} |"
    one = told.difference
    numbers = f"{one.value:+.5f} [{one.low:+.5f}, {one.high:+.5f}]"
    return (
        f"| {told.who} | {told.rows:,} | {told.games:,} | {told.ours:.5f} | {told.theirs:.5f} | {numbers} |"
    )


def _slice(told: Slice) -> str:
    champion = "" if told.champion is None else f"{told.champion:.4f}"
    mark = "" if told.holds else " **beyond**"
    return (
        f"| {told.name} | {told.rows:,} | {told.games:,} | {told.error:.4f}{mark} | {told.bound:.4f} | "
        f"{champion} |"
    )


def _latency(told: Latency) -> Iterator[str]:
    yield f"| in process, best of {told.rounds} rounds | one game p50 / p99 | {told.games} games p50 / p99 |"
    yield "|---|---|---|"
    yield _timing("this version", told.model)
    if told.diffusion is not None:
        yield _timing("diffusion alone", told.diffusion)


def _timing(name: str, told: Timing) -> str:
    return (
        f"| {name} | {told.one_p50_us:.0f} / {told.one_p99_us:.0f} µs "
        f"| {told.many_p50_ms:.2f} / {told.many_p99_ms:.2f} ms |"
    )
