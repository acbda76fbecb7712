"""Names in the words of a post: players by their capitals, teams by what they are called.

A player is two to four words with capitals that are no team, place, position or word that often begins a
sentence. Whether there is such a player is for identity to say, which knows the rosters.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from livebet.feeds.identity.names import plain
from livebet.feeds.identity.tables import TEAMS
from livebet.feeds.x_twitter.accounts import ACCOUNTS

_WORD = re.compile(r"[@#]?[^\W_][\w'’-]*(?:\.[^\W\d_](?![a-z]))*\.?")
_ENDS = re.compile(r"[.!?]+(?=[\s\"')]|$)|\n+|;")
_SHORT = re.compile(r"(?:^|[\s(])(?:Jr|Sr|St|vs|No|Dr|Mr|[A-Z](?:\.[A-Z])*)$")
_SHORT_AT_MOST = 12
_POSSESSIVE = re.compile(r"['’]s$")
_AND = re.compile(r"[\s,&/+-]*(?:\([^()]*\)[\s,&]*)?(?:and\s+)?[\s,&]*")
_BRACKETS = re.compile(r"\([^()]*\)")
_INITIALS = re.compile(r"[A-Z]{2}|[A-Z]\.(?:[A-Z]\.)*|I{2,3}|IV")
_OPPONENT = re.compile(
    r"(?:\b(?:vs\.?|v\.?|versus|against|facing|at|hosting|visiting)|@)\s*(?:the\s+)?$", re.I
)

_POSITIONS = {
    "nfl": "QB RB FB WR TE LT LG RG OG OL DL DE DT NT LB OLB ILB CB FS DB EDGE "
           "quarterback cornerback linebacker safety kicker punter receiver tackle",
    "nba": "PG SG SF PF guard forward center",
    "mlb": "RHP LHP SP RP SS DH 1B 2B 3B LF CF RF pitcher shortstop catcher outfielder infielder reliever",
}  # fmt: skip
_BEGINNINGS = (
    "a an the and but or with per via as on in at of for from to by he she it they we i his her their our",
    "sources source breaking update news star veteran rookie coach head injury report reports status both",
    "inactive out questionable doubtful probable active official officially expect expected according just",
    "after before while when former all pro bowl hc gm nfl nba mlb today tonight tomorrow yesterday now also",
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july",
    "august september october november december wide running back tight end left right first second third",
    "base baseman defensive offensive starting backup captain no not is are has have injured reserve il ir",
    "rt new how who what why thanks big bad good here this that these those ruled espn inactives game week",
    "hearing hear told think looks",
)
"""Words that capitals do not make a name."""
_STOP = frozenset(word for words in (*_BEGINNINGS, *_POSITIONS.values()) for word in words.lower().split())
_SPORT_OF_POSITION: Mapping[str, str] = {
    word: sport for sport, words in _POSITIONS.items() for word in words.split() if word.isupper()
}

Whose = tuple[str, str]
"""A sport and a canonical team."""


class Name(NamedTuple):
    """Words that may be a player, from `start` to `end` of the sentence."""

    start: int
    end: int
    text: str


class Sentence(NamedTuple):
    """A sentence, and whether it asks."""

    text: str
    asks: bool


class Words(NamedTuple):
    """What a sentence names."""

    names: tuple[Name, ...]
    teams: frozenset[Whose]
    """The teams it is about: not those against which they play."""
    sports: frozenset[str]


def _team_names() -> tuple[Mapping[str, Whose], frozenset[str], frozenset[str]]:
    """Names that mean one team of all sports; those that mean none alone; places of one word."""
    meant: dict[str, set[Whose]] = {}
    places: set[str] = set()
    for sport, teams in TEAMS.items():
        for team in teams:
            for nickname in team.nicknames:
                for name in (nickname, *(f"{place} {nickname}" for place in team.places)):
                    meant.setdefault(plain(name), set()).add((sport.value, team.canonical))
            places.update(plain(place) for place in team.places)
    shared = {name for name, whose in meant.items() if len(whose) > 1}
    return (
        {name: next(iter(whose)) for name, whose in meant.items() if len(whose) == 1},
        frozenset(shared | {place for place in places if " " in place}),
        frozenset(place for place in places if " " not in place),
    )


_TEAMS, _VAGUE, _PLACES = _team_names()
_LONGEST = 4


def sentences(text: str) -> Iterator[Sentence]:
    """A text in sentences; initials, Jr. and vs. end none."""
    start = 0
    for end in _ENDS.finditer(text):
        if end[0] == "." and _SHORT.search(text[max(start, end.start() - _SHORT_AT_MOST) : end.start()]):
            continue
        yield Sentence(text[start : end.start()], "?" in end[0])
        start = end.end()
    yield Sentence(text[start:], False)


def words_in(sentence: str) -> Words:
    """The players that may be meant, the teams and the sports of a sentence."""
    found = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(sentence)]
    teams: set[Whose] = set()
    sports: set[str] = set()
    taken: set[int] = set()
    for at, (start, _, word) in enumerate(found):
        if at in taken:
            continue
        whose, number = _team_at(found, at)
        taken.update(range(at, at + number))
        if whose is not None:
            sports.add(whose[0])
            if not _OPPONENT.search(sentence[:start]):
                teams.add(whose)
        elif word in _SPORT_OF_POSITION:
            sports.add(_SPORT_OF_POSITION[word])
    return Words(tuple(_names(sentence, found, taken)), frozenset(teams), frozenset(sports))


_Found = tuple[int, int, str]


def _team_at(found: list[_Found], at: int) -> tuple[Whose | None, int]:
    """The team that is named from a word on, by how many words; no team for a place, or a shared nickname."""
    word = found[at][2]
    if word[0] == "@":
        known = ACCOUNTS.get(word[1:].lower())
        return ((known.sport, known.team) if known and known.team else None), 1
    if not (word[0] == "#" or word[0].isupper() or word[0].isdigit()):
        return None, 0
    for number in range(min(_LONGEST, len(found) - at), 0, -1):
        run = found[at : at + number]
        name = plain(" ".join(_POSSESSIVE.sub("", one[2]).lstrip("#") for one in run))
        if name in _TEAMS:
            return _TEAMS[name], number
        if name in _VAGUE:
            return None, number
    return None, 0


def _names(sentence: str, found: list[_Found], taken: set[int]) -> Iterator[Name]:
    run: list[_Found] = []
    for at, one in enumerate(found):
        fits = at not in taken and _may_be_of_a_name(one[2])
        joined = bool(run) and sentence[run[-1][1] : one[0]] == " " and not _POSSESSIVE.search(run[-1][2])
        if run and not (fits and joined):
            yield from _named(run)
            run = []
        if fits:
            run.append(one)
    yield from _named(run)


def _named(run: list[_Found]) -> Iterator[Name]:
    if len(run) > 2 and plain(run[0][2]) in _PLACES:
        run = run[1:]
    if 2 <= len(run) <= _LONGEST:
        words = [_POSSESSIVE.sub("", word) for _, _, word in run]
        last = words[-1] if _INITIALS.fullmatch(words[-1]) else words[-1].rstrip(".")
        yield Name(run[0][0], run[-1][1], " ".join([*words[:-1], last]))


def _may_be_of_a_name(word: str) -> bool:
    bare = _POSSESSIVE.sub("", word)
    if not bare[0].isupper() or bare.rstrip(".").lower() in _STOP:
        return False
    return bool(_INITIALS.fullmatch(bare)) or not bare.isupper()


def together(sentence: str, first: Name, second: Name) -> bool:
    """Whether nothing but "and", commas, brackets and positions stands between two names."""
    return bool(_AND.fullmatch(_without_fillers(sentence[first.end : second.start])))


def adjacent(between: str) -> bool:
    """Whether nothing but punctuation, teams and positions stands between a phrase and a name.

    What stands before a colon says when, as in "Inactives for today: …".
    """
    return not _without_fillers(between.rpartition(":")[2]).strip(" \t:,-–—#@()")


def _without_fillers(text: str) -> str:
    """The text without what is in brackets, positions and teams."""
    kept = []
    bare = _BRACKETS.sub("", text)
    last = 0
    for match in _WORD.finditer(bare):
        word = _POSSESSIVE.sub("", match[0])
        if word in _SPORT_OF_POSITION or plain(word) in _TEAMS or plain(word) in _POSITION_WORDS:
            kept.append(bare[last : match.start()])
            last = match.end()
    return "".join([*kept, bare[last:]])


_POSITION_WORDS = frozenset(
    word for words in _POSITIONS.values() for word in words.split() if word.islower()
) | {"the", "star"}
