"""Which answers of ours a market's runners are."""

from dataclasses import dataclass, field

from livebet.domain.markets import Market, MarketKind, Selection
from livebet.feeds.betfair_stream.payload import MarketDefinition
from livebet.feeds.betfair_stream.words import DRAW, Asked, asked, contestants

RunnerKey = tuple[int, float]
"""A runner's id and handicap."""
Meaning = tuple[Market, Selection, bool]
"""A market of ours, the answer to it, and whether it is at the main line."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of a market's event and runners: the live stream leaves them to the catalogue."""

    event: str = ""
    runners: dict[int, str] = field(default_factory=dict)


def key(runner_id: int | str, handicap: float | None) -> RunnerKey:
    """How a runner is known. Raises ValueError where the id is no number."""
    return int(runner_id), handicap or 0.0


@dataclass(frozen=True, slots=True)
class Meanings:
    """What a market asks of a game with two known contestants; `kind` None where it is not followed."""

    teams: tuple[str, str] | None
    asked: Asked | None
    runners: dict[RunnerKey, Meaning]


def meanings(definition: MarketDefinition, names: Names) -> Meanings:
    """Read a definition; runners whose names are not those of the contestants mean nothing."""
    teams = contestants(definition.event_name or names.event)
    question = asked(definition.market_type, definition.betting_type) if teams else None
    if teams is None or question is None:
        return Meanings(teams, None, {})
    lines = definition.key_lines.kl if definition.key_lines is not None else []
    shown_first = {(one.id, one.hc) for one in lines}
    found: dict[RunnerKey, Meaning] = {}
    for runner in definition.runners:
        known = key(runner.id, runner.hc)
        name = runner.name or names.runners.get(known[0], "")
        answer = _answer(name, known[1], question, teams)
        if answer is not None:
            by_handicap = question.kind is not MarketKind.MONEYLINE and question.line is None
            main = question.main and (not by_handicap or known in shown_first)
            found[known] = (*answer, main)
    return Meanings(teams, question, found)


def _answer(
    name: str, handicap: float, question: Asked, teams: tuple[str, str]
) -> tuple[Market, Selection] | None:
    if question.kind is MarketKind.TOTAL:
        line = handicap if question.line is None else question.line
        for word, selection in (("Over", Selection.OVER), ("Under", Selection.UNDER)):
            if name.partition(" ")[0] == word:
                return Market(question.kind, line), selection
        return None
    if question.kind is MarketKind.MONEYLINE:
        selections = {teams[0]: Selection.HOME, teams[1]: Selection.AWAY, DRAW: Selection.DRAW}
        return (Market(question.kind), selections[name]) if name in selections else None
    if name == teams[0]:
        return Market(question.kind, handicap), Selection.HOME
    if name == teams[1]:
        return Market(question.kind, 0.0 - handicap), Selection.AWAY
    return None
