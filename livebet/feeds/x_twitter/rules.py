"""The rules of a filtered stream: whose posts, and about whom. X allows so many, each of so many letters."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from livebet.domain.games import Sport
from livebet.feeds.identity.names import plain
from livebet.feeds.identity.tables import TEAMS
from livebet.feeds.identity.team import Team
from livebet.feeds.x_twitter.accounts import handles_worth_following

API = "https://api.x.com/2/tweets/search/stream"
RULES = f"{API}/rules"
FIELDS = {
    "tweet.fields": "created_at,author_id,edit_history_tweet_ids",
    "expansions": "author_id",
    "user.fields": "username",
}
"""Who posts and when is told only where it is asked for."""
LETTERS_AT_MOST = 512
RULES_AT_MOST = 25

_WORDS = (
    '("ruled out" OR questionable OR doubtful OR probable OR inactive OR inactives OR "carted off"'
    ' OR "not return" OR "downgraded to" OR "injured reserve" OR "will play")'
)
_TAIL = "lang:en -is:retweet"


class Rule(NamedTuple):
    """What a post has to match; the tag begins with the sport."""

    value: str
    tag: str


def rules(games: Iterable[tuple[Sport, str, str]]) -> list[Rule]:
    """The rules for games by sport and canonical teams, those that matter most first."""
    wanted = list(dict.fromkeys(games))
    sports = dict.fromkeys(sport for sport, _, _ in wanted)
    found = [rule for sport in sports for rule in _of_accounts(sport)]
    found += [_of_game(*game) for game in wanted]
    return found[:RULES_AT_MOST]


def _of_accounts(sport: Sport) -> Iterator[Rule]:
    """Everything that a sport's reporters post themselves, in as few rules as they fit."""
    some: list[str] = []
    for handle in handles_worth_following(sport.value):
        if some and len(_from([*some, handle])) > LETTERS_AT_MOST:
            yield Rule(_from(some), f"{sport.value}/accounts")
            some = []
        some.append(handle)
    if some:
        yield Rule(_from(some), f"{sport.value}/accounts")


def _from(handles: Sequence[str]) -> str:
    return f"({' OR '.join(f'from:{handle}' for handle in handles)}) -is:retweet"


def _of_game(sport: Sport, home: str, away: str) -> Rule:
    """What anybody posts about the two teams in the words of such news."""
    names = " OR ".join(name for team in (home, away) for name in _names(sport, team))
    return Rule(f"({names}) {_WORDS} {_TAIL}", f"{sport.value}/{away}@{home}")


def _names(sport: Sport, canonical: str) -> Iterator[str]:
    """A team's nickname; with its place where teams of other sports have the same."""
    team = next(one for one in TEAMS[sport] if one.canonical == canonical)
    shared = _NICKNAMES.count(plain(team.nicknames[0])) > 1
    name = f"{team.places[0]} {team.nicknames[0]}" if shared else team.nicknames[0]
    yield f'"{name}"' if " " in name else name


def _nicknames(teams: Iterable[Team]) -> Iterator[str]:
    return (plain(team.nicknames[0]) for team in teams)


_NICKNAMES = tuple(name for teams in TEAMS.values() for name in _nicknames(teams))
