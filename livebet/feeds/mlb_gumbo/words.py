"""StatsAPI's event types in the platform's words."""

import re

from livebet.domain.plays import PlayKind

RESULTS: dict[str, PlayKind] = {
    "single": PlayKind.SINGLE,
    "double": PlayKind.DOUBLE,
    "triple": PlayKind.TRIPLE,
    "home_run": PlayKind.HOME_RUN,
    "walk": PlayKind.WALK,
    "intent_walk": PlayKind.WALK,
    "hit_by_pitch": PlayKind.HIT_BY_PITCH,
    "strikeout": PlayKind.STRIKEOUT,
    "strikeout_double_play": PlayKind.STRIKEOUT,
    "strikeout_triple_play": PlayKind.STRIKEOUT,
    "field_out": PlayKind.OUT,
    "force_out": PlayKind.OUT,
    "other_out": PlayKind.OUT,
    "batter_interference": PlayKind.OUT,
    "fan_interference": PlayKind.OUT,
    "fielders_choice": PlayKind.FIELDERS_CHOICE,
    "fielders_choice_out": PlayKind.FIELDERS_CHOICE,
    "grounded_into_double_play": PlayKind.DOUBLE_PLAY,
    "grounded_into_triple_play": PlayKind.DOUBLE_PLAY,
    "double_play": PlayKind.DOUBLE_PLAY,
    "triple_play": PlayKind.DOUBLE_PLAY,
    "sac_fly_double_play": PlayKind.DOUBLE_PLAY,
    "sac_bunt_double_play": PlayKind.DOUBLE_PLAY,
    "field_error": PlayKind.ERROR,
    "catcher_interf": PlayKind.ERROR,
    "sac_fly": PlayKind.SACRIFICE,
    "sac_bunt": PlayKind.SACRIFICE,
}
_ACTIONS: dict[str, PlayKind] = {
    "wild_pitch": PlayKind.ADVANCE,
    "passed_ball": PlayKind.ADVANCE,
    "balk": PlayKind.ADVANCE,
    "forced_balk": PlayKind.ADVANCE,
    "defensive_indiff": PlayKind.ADVANCE,
    "other_advance": PlayKind.ADVANCE,
    "error": PlayKind.ADVANCE,
    "other_out": PlayKind.OUT,
    "pitching_substitution": PlayKind.PITCHING_CHANGE,
    "offensive_substitution": PlayKind.SUBSTITUTION,
    "defensive_substitution": PlayKind.SUBSTITUTION,
    "defensive_switch": PlayKind.SUBSTITUTION,
}
_FAMILIES: tuple[tuple[str, PlayKind], ...] = (
    ("stolen_base", PlayKind.STOLEN_BASE),
    ("caught_stealing", PlayKind.CAUGHT_STEALING),
    ("pickoff_caught_stealing", PlayKind.CAUGHT_STEALING),
    ("cs_double_play", PlayKind.CAUGHT_STEALING),
    ("pickoff_error", PlayKind.ADVANCE),
    ("pickoff", PlayKind.PICKOFF),
)
"""Their names end with a base; the longer beginnings come first."""

RUNNING = frozenset(
    (PlayKind.STOLEN_BASE, PlayKind.CAUGHT_STEALING, PlayKind.PICKOFF, PlayKind.ADVANCE, PlayKind.OUT)
)
"""Actions of runners; one that ends the inning ends the plate appearance too, which then has no result."""

BY_PITCHERS = frozenset((PlayKind.PITCH, PlayKind.PITCHING_CHANGE, PlayKind.PICKOFF))
"""Plays of the side in the field, named after its pitcher."""

_PITCHER = re.compile(r"Pitching Change: (.+?) replaces (.+?)(?:, (?:batting|playing|replacing) .*)?\.$")
_BATTER = re.compile(r"Pinch-hitter (.+?) replaces (.+?)(?:, (?:batting|playing) .*)?\.$")


def action_kind(event_type: str) -> PlayKind:
    """What an action within a plate appearance is."""
    known = _ACTIONS.get(event_type)
    if known:
        return known
    return next((kind for name, kind in _FAMILIES if event_type.startswith(name)), PlayKind.OTHER)


def changes_of(event_type: str, description: str) -> tuple[bool, str, str]:
    """Whether a change is of pitchers, who came and who left, by its words; no names for anything else."""
    pitching = event_type == "pitching_substitution"
    if not pitching and event_type != "offensive_substitution":
        return False, "", ""
    told = (_PITCHER if pitching else _BATTER).search(description)
    return (pitching, told[1], told[2]) if told else (pitching, "", "")
