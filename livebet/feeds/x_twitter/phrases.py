"""What posts say about whether somebody plays: a table of phrases, tried from the top.

What an earlier row has taken, a later one does not see: "not ruled out" is no "ruled out", and "expected to
play" no "play". Sureness is how far the phrase settles the status it stands for, in [0, 1].
"""

import re
from enum import Enum
from typing import NamedTuple


class Where(Enum):
    """Where the player's name stands: before the phrase; right after it; after it where none is before."""

    BEFORE = "before"
    AFTER = "after"
    EITHER = "either"


class Phrase(NamedTuple):
    """One row; `status` is None for words that say nothing although they look like it."""

    pattern: re.Pattern[str]
    status: str | None
    sureness: float
    where: Where


class Said(NamedTuple):
    """A phrase found in a sentence, from `start` to `end`."""

    start: int
    end: int
    phrase: Phrase


_PLAYS = r"play|return|suit up|dress|be (?:active|available|back))"
_PLAY = r"(?:" + _PLAYS
_NOT = r"(?:not|never|\w+n['’]t)"
_ELSEWHERE = (
    r"(?! (?:there|here|early|warming|practicing|and about|with the team"
    r"|on (?:the|his)|of (?:the |his |a |concussion )?(?:boot|sling|cast|protocol|hospital|surgery|walking)))"
)
_THEN_A_NAME = r"(?-i:(?= (?:\w+ )?[A-Z@#]))"
_MOVED = r"(?:down|up)graded(?: from \w+)? to "
_BEFORE, _AFTER, _EITHER = Where.BEFORE, Where.AFTER, Where.EITHER

_ROWS: tuple[tuple[str, str | None, float, Where], ...] = (
    (r"no longer (?:listed (?:as )?)?(?:out|doubtful|questionable|probable|inactive)", None, 0.0, _BEFORE),
    (r"questionable (?:call|decision|penalty|hit|flag|foul|play)", None, 0.0, _BEFORE),
    (r"probable (?:pitcher|starter)s?", None, 0.0, _BEFORE),
    (r"(?:return\w*|back|activated|cleared) (?:to|at|for|in) (?:\w+ )?(?:practice|drills)", None, 0.0,
     _BEFORE),
    (r"return\w*(?: \w+)? (?:next|in|after|later|soon|by)\b", None, 0.0, _BEFORE),
    (_NOT + r"(?: (?:yet|been|being|be|officially|entirely)){0,3} rul(?:ed?|ing)(?: \w+)? out",
     "questionable", 0.7, _EITHER),
    (r"(?:is not|isn['’]t|are not|aren['’]t) out\b", "questionable", 0.7, _BEFORE),
    (r"(?:could|may|might)(?: (?:also|still|well))? (?:miss|sit|be (?:out|ruled out|inactive|without))",
     "questionable", 0.6, _BEFORE),
    (r"(?:could|may|might) not " + _PLAY, "questionable", 0.6, _BEFORE),
    (r"(?:unlikely|" + _NOT + r" (?:likely|expected|on track)) to " + _PLAY, "doubtful", 0.9, _BEFORE),
    (r"(?:expected|likely) (?:to )?(?:miss|sit|be (?:out|ruled out|inactive)|out)", "doubtful", 0.9, _BEFORE),
    (r"will likely (?:miss|sit|be out)", "doubtful", 0.9, _BEFORE),
    (r"(?:hop(?:es|ing)|aim(?:s|ing)|wants|try(?:ing)?) to " + _PLAY, "questionable", 0.6, _BEFORE),
    (r"(?:expected|likely|on track|set|slated|plan(?:s|ning)|probable) to (?:start|" + _PLAYS,
     "probable", 0.9, _BEFORE),
    (r"should (?:be able to )?(?:start|be good to go|" + _PLAYS, "probable", 0.8, _BEFORE),
    (r"game[- ]?time (?:decision|call)|GTD\b", "questionable", 0.9, _BEFORE),
    (_MOVED + r"out\b", "out", 1.0, _EITHER),
    (_MOVED + r"doubtful", "doubtful", 1.0, _EITHER),
    (_MOVED + r"questionable", "questionable", 1.0, _EITHER),
    (_MOVED + r"probable", "probable", 1.0, _EITHER),
    (_MOVED + r"(?:active|available)", "active", 1.0, _EITHER),
    (_NOT + r"(?: going to| be)? (?:(?:play|return|dress)(?:ing)?\b|suit(?:ing)? up|active|available|back)",
     "out", 1.0, _EITHER),
    (r"(?:have|has|had|officially|are|is) rul(?:ed|ing) out" + _THEN_A_NAME, "out", 1.0, _AFTER),
    (r"rules? out", "out", 1.0, _AFTER),
    (r"ruled out", "out", 1.0, _EITHER),
    (r"(?:will|to) be without|are without", "out", 0.9, _AFTER),
    (r"inactives(?: list)?", "out", 1.0, _AFTER),
    (r"inactive\b", "out", 1.0, _EITHER),
    (r"done for the (?:day|night|game|season|year)", "out", 1.0, _BEFORE),
    (r"will miss|(?:set|going) to miss|is sidelined|late scratch|(?:been|was) scratched", "out", 1.0,
     _BEFORE),
    (r"placed on (?:injured reserve|IR\b|the (?:\d+-day )?(?:IL\b|injured list))", "out", 1.0, _BEFORE),
    (r"out for (?:the |his )?(?:rest|remainder|season|year|game|night|day|tonight|today|\w+day\b|\w+ weeks?)",
     "out", 1.0, _EITHER),
    (r"(?:is|are|listed(?: as)?|declared|remains|officially) out\b" + _ELSEWHERE, "out", 1.0, _BEFORE),
    (r"out (?:tonight|today|tomorrow|vs\.?|against)\b", "out", 1.0, _BEFORE),
    (r"out(?=\s{0,2}:)", "out", 1.0, _EITHER),
    (r"carted (?:off|to)", "doubtful", 0.9, _BEFORE),
    (r"(?:left|leaves|exit(?:s|ed)|departed) (?:the |tonight['’]s |today['’]s )?(?:game|contest)|helped off",
     "questionable", 0.8, _BEFORE),
    (r"(?:heads|headed|went|goes|taken) (?:back )?(?:in)?to the locker room|medical tent",
     "questionable", 0.8, _BEFORE),
    (r"doubtful\b", "doubtful", 1.0, _EITHER),
    (r"questionable\b", "questionable", 1.0, _EITHER),
    (r"probable\b", "probable", 1.0, _EITHER),
    (r"(?:will|going to|intends to) (?:start|" + _PLAYS, "active", 1.0, _BEFORE),
    (r"(?:is|are|officially|listed as) (?:playing|starting|active|available|good to go|back\b)",
     "active", 1.0, _BEFORE),
    (r"activate[sd]?" + _THEN_A_NAME, "active", 1.0, _AFTER),
    (r"cleared (?:to (?:play|return)|concussion protocol)|activated (?:from|off)|been activated|reinstated",
     "active", 1.0, _BEFORE),
    (r"return(?:s|ed) to the (?:game|lineup|field|court|floor)", "active", 1.0, _BEFORE),
    (r"back (?:in|on) the (?:game|lineup|field|court|floor)", "active", 1.0, _BEFORE),
    (r"checks? back in", "active", 1.0, _BEFORE),
)  # fmt: skip

PHRASES = tuple(
    Phrase(re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE), status, sureness, where)
    for pattern, status, sureness, where in _ROWS
)

_STEMS = (
    "out", "questionable", "doubtful", "probable", "activ", "miss", "play", "return", "cart", "scratch",
    "clear", "decision", "call", "gtd", "placed on", "back", "start", "left", "leaves", "exit", "depart",
    "helped", "tent", "locker", "reinstated", "sit", "suit", "dress", "done for", "available", "good to go",
    "sidelined",
)  # fmt: skip
"""Every row of the table needs one of these: most sentences have none and are done with quickly."""

_NOT_NEWS = re.compile(
    r"\b(?:if|whether|unless|in case|what if|not true|false|fake|incorrect|inaccurate|den(?:y|ies|ied)|parody"
    r"|madden|last (?:week|season|year|month)|a year ago|on this day|throwback)\b",
    re.IGNORECASE,
)
"""Sentences with these words tell nothing of now: conditions, denials, memories."""

_HEDGES = re.compile(
    r"\b(?:appears?|seems?|looks like|reportedly|hearing|i (?:think|hear|heard|believe)|rumou?rs?|unconfirmed"
    r"|maybe|possibly|probably|supposedly|apparently|imo)\b",
    re.IGNORECASE,
)
HEDGED = 0.6
"""What is left of the sureness of a sentence whose author is not sure."""


def phrases_in(sentence: str) -> list[Said]:
    """The phrases of a sentence in its order, none overlapping; none of one that tells nothing of now."""
    low = sentence.lower()
    if not any(stem in low for stem in _STEMS) or _NOT_NEWS.search(sentence):
        return []
    found: list[Said] = []
    for phrase in PHRASES:
        for match in phrase.pattern.finditer(sentence):
            start, end = match.span()
            if all(end <= one.start or start >= one.end for one in found):
                found.append(Said(start, end, phrase))
    return sorted(found)


def hedging(sentence: str) -> float:
    """How sure an author is of a sentence: 1, or less where the words say so."""
    return HEDGED if _HEDGES.search(sentence) else 1.0
