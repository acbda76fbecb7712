"""What a trial showed, in lines for a person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from livebet.chaos.course import Course, Ending
from livebet.chaos.layer import Act
from livebet.chaos.tellings import name
from livebet.chaos.trial import Lost, Trial
from livebet.domain.quotes import SIMULATED

SHOWN = 40
"""Dropped payloads that are listed one by one, unless all are asked for."""


def lines_of(trial: Trial, title: str, *, whole: bool = False) -> Iterator[str]:
    """The report; `whole` lists every payload that was dropped for good."""
    disturbed = trial.disturbed
    yield f"{title}: {len(trial.clean.endings)} games, {trial.clean.payloads} payloads"
    yield f"  done to them          {_acts(trial.acts.values())}"
    for feed, acts in sorted(trial.acts.items()):
        yield f"    {feed:<19} {_acts([acts])}"
    yield f"  arrived               {disturbed.payloads} payloads, {disturbed.items} items"
    yield f"  nothing new in        {disturbed.repeats} payloads"
    yield f"  refused               {_told(disturbed.refused)}"
    yield f"  odd                   {_told(disturbed.doubts)}"
    yield f"  findings              {_told(disturbed.findings)}"
    yield f"  retracted             {_told(disturbed.retractions)}"
    yield f"  healed                {trial.healed} answers that never came were told again by later ones"
    yield from _lost(trial.lost, whole)
    yield from _endings(trial.clean, disturbed)
    for word in trial.missing:
        yield f"  for what was dropped  {word}"
    for word in trial.unexplained:
        yield f"  UNEXPLAINED           {word}"
    yield f"  {'passed' if trial.passed else 'FAILED'}: {_verdict(trial)}"


def _verdict(trial: Trial) -> str:
    if not trial.passed:
        return "a game does not end as it has to"
    if trial.lost:
        return "every game ends as a clean run does without what was dropped for good"
    return "every game ends as in the clean run"


def _acts(tallies: Iterable[Counter[Act]]) -> str:
    together: Counter[Act] = sum(tallies, Counter())
    return ", ".join(f"{together[act]} {act}" for act in Act if together[act]) or "nothing"


def _told(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{times} {what}" for what, times in sorted(counted.items(), key=_most)) or "nothing"


def _most(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _lost(lost: tuple[Lost, ...], whole: bool) -> Iterator[str]:
    """Plays one by one, prices counted by bookmaker, unless all are asked for."""
    yield f"  dropped for good      {len(lost)} payloads"
    listed = lost if whole else [one for one in lost if not one.feed.startswith(SIMULATED)]
    for one in listed if whole else listed[:SHOWN]:
        yield f"    {one.game} {one.feed}: {one.about} ({one.why})"
    if len(listed) > SHOWN and not whole:
        yield f"    and {len(listed) - SHOWN} more of plays: --all lists them"
    prices = Counter(one.feed for one in lost if one.feed.startswith(SIMULATED))
    if prices and not whole:
        yield f"    prices: {_told(prices)}"


def _endings(clean: Course, disturbed: Course) -> Iterator[str]:
    for game_id, ending in clean.endings.items():
        score = ending.state.score
        played = f"{score.away}-{score.home} {ending.state.phase}, {len(ending.plays)} plays"
        yield f"  {name(ending.game):<21} {played}: {_compared(ending, disturbed.endings.get(game_id))}"


def _compared(ending: Ending, other: Ending | None) -> str:
    if other is None:
        return "never heard of in the disturbed run"
    if other == ending:
        return "the same in the disturbed run"
    if (other.plays, other.state) == (ending.plays, ending.state):
        return "the same in the disturbed run, but for prices"
    score = other.state.score
    return f"{score.away}-{score.home} {other.state.phase}, {len(other.plays)} plays in the disturbed run"
