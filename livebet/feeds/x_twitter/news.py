"""What a post says about players: a status for each whom it names, and how far that is to be trusted."""

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from livebet.feeds.x_twitter.accounts import Account
from livebet.feeds.x_twitter.names import Name, Words, adjacent, sentences, together, words_in
from livebet.feeds.x_twitter.phrases import Said, Where, hedging, phrases_in

TEXT_AT_MOST = 4_000
"""The longest posts have 25 000 characters; news stand at their beginning."""
_LINKS = re.compile(r"https?://\S+")
_REPEATED = re.compile(r"\s*RT @\w+:")


class Status(NamedTuple):
    """A player's status as a post tells it; sport and team are empty where it leaves them open."""

    player: str
    status: str
    sport: str
    team: str
    sureness: float


def statuses(text: str, author: Account, sport_of_rule: str = "") -> list[Status]:
    """Everybody's status, of whom a post tells one; none where it only repeats another's post.

    Of two statuses of one player the later counts.
    """
    if _REPEATED.match(text):
        return []
    told: dict[str, Status] = {}
    for sentence in sentences(_LINKS.sub("", html.unescape(text))[:TEXT_AT_MOST]):
        if sentence.asks:
            continue
        for status in _of_sentence(sentence.text, author, sport_of_rule):
            earlier = told.pop(status.player, status)
            told[status.player] = status if status.team else status._replace(team=earlier.team)
    return list(told.values())


def _of_sentence(text: str, author: Account, sport_of_rule: str) -> Iterator[Status]:
    found = phrases_in(text)
    if not found:
        return
    words, sure = words_in(text), hedging(text)
    sport, team = _whose(words, author, sport_of_rule)
    meant: Sequence[Name] = ()
    for number, said in enumerate(found):
        since = found[number - 1].end if number else 0
        until = found[number + 1].start if number + 1 < len(found) else len(text)
        status = said.phrase.status
        if status is None:
            continue
        meant = _meant(text, said, words.names, since, until) or _still(meant, said)
        for name in meant:
            yield Status(name.text, status, sport, team, said.phrase.sureness * sure)


def _meant(text: str, said: Said, names: Sequence[Name], since: int, until: int) -> Sequence[Name]:
    """The names that a phrase is about, among those between its neighbours."""
    before = [name for name in names if since <= name.start and name.end <= said.start]
    after = [name for name in names if said.end <= name.start and name.end <= until]
    where = said.phrase.where
    if before and where is not Where.AFTER:
        return _run(text, before[::-1])
    if after and where is not Where.BEFORE and adjacent(text[said.end : after[0].start]):
        return _run(text, after)
    return ()


def _still(meant: Sequence[Name], said: Said) -> Sequence[Name]:
    """The names of the phrase before, of whom the sentence goes on ("… and is questionable to return")."""
    return () if said.phrase.where is Where.AFTER else meant


def _run(text: str, names: Sequence[Name]) -> Sequence[Name]:
    """The first of the names and those that are joined to it, one after the other."""
    run = [names[0]]
    for name in names[1:]:
        first, second = sorted((run[-1], name))
        if not together(text, first, second):
            break
        run.append(name)
    return sorted(run)


def _whose(words: Words, author: Account, sport_of_rule: str) -> tuple[str, str]:
    """The sport and the team that a sentence is about, as far as that is certain."""
    if len(words.teams) == 1:
        ((sport, team),) = words.teams
        return (sport, team) if words.sports == {sport} else ("", "")
    if len(words.sports) == 1:
        return next(iter(words.sports)), ""
    return ("" if words.sports else author.sport or sport_of_rule), ""
