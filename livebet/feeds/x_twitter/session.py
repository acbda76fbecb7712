"""Lines of a connection to items: posts to news, problems to health, an edit in place of what it edits.

A post that no longer says of a player what an earlier version said takes that back: it is told anew with no
confidence, as questionable.
"""

import html
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec

from livebet.feeds.items import HealthTold, Item, NewsTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.x_twitter.accounts import NOBODY, Account, account
from livebet.feeds.x_twitter.news import statuses
from livebet.feeds.x_twitter.payload import LINE, NAME, NOTHING, POST, RawLine, RawPost, RawProblem

MAX_TEXT = 500
POSTS_AT_MOST = 10_000
"""Posts remembered for their edits, which X allows for an hour."""
NO_NEWS = "news: no player or no status"
TAKEN_BACK = "questionable"
_FALLIBLE = (msgspec.MsgspecError, ValueError, RecursionError)


class RawCount(msgspec.Struct):
    """How many posts there were in a span of time."""

    tweet_count: int


class RawRuleSet(msgspec.Struct):
    """A rule of the stream."""

    value: str


class _Version(NamedTuple):
    number: int
    news: dict[str, NewsTold]


@dataclass(slots=True)
class Session:
    """The posts of one connection."""

    _versions: OrderedDict[str, _Version] = field(default_factory=OrderedDict)

    def __call__(self, raw: bytes) -> Sequence[Item]:
        """Items of one line, of a file of lines, of an answer."""
        if not raw.strip():
            return [refused(NAME, "nothing but keep-alives", raw)]
        try:
            whole = LINE.decode(raw)
        except _FALLIBLE as error:
            lines = [line for line in raw.splitlines() if line.strip()]
            if len(lines) < 2:
                return [refused(NAME, str(error), raw)]
            return [item for line in lines for item in self._line(line)]
        return list(self._told(whole, raw))

    def _line(self, raw: bytes) -> list[Item]:
        try:
            return list(self._told(LINE.decode(raw), raw))
        except _FALLIBLE as error:
            return [refused(NAME, str(error), raw)]

    def _told(self, line: RawLine, raw: bytes) -> Iterator[Item]:
        if _is_told(line.body):
            yield from self._line(bytes(line.body))
        elif bytes(line.data)[:1] == b"[":
            yield from self._answer(line)
        elif _is_told(line.data):
            yield from self._post(line.data, line)
        else:
            yield from _problems(line, raw)

    def _answer(self, line: RawLine) -> Iterator[Item]:
        """An answer's posts, which come newest first, from the oldest on."""
        posts = msgspec.json.decode(line.data, type=list[msgspec.Raw])
        if not posts:
            yield _health("alive", "no posts")
        elif _is(posts[0], RawCount):
            yield refused(NAME, "not followed: counts of posts", bytes(line.data))
        elif _is(posts[0], RawRuleSet):
            yield _health("alive", f"{len(posts)} rules of the stream")
        else:
            for post in reversed(posts):
                yield from self._post(post, line)

    def _post(self, raw: msgspec.Raw, line: RawLine) -> Iterator[Item]:
        try:
            post = POST.decode(raw)
        except _FALLIBLE as error:
            yield refused(NAME, f"post: {error}", bytes(raw))
            return
        news = _news(post, line)
        known = self._versions.get(post.first_id)
        if known is not None and known.number > post.version:
            return
        gone = [
            _taken_back(old, post)
            for player, old in (known.news.items() if known is not None else ())
            if player not in news
        ]
        self._remember(post, {**news, **{one.player: one for one in gone}})
        if not news and not gone:
            yield refused(NAME, NO_NEWS, bytes(raw), observed_at=post.at)
        yield from news.values()
        yield from gone

    def _remember(self, post: RawPost, news: dict[str, NewsTold]) -> None:
        self._versions[post.first_id] = _Version(post.version, news)
        if len(self._versions) > POSTS_AT_MOST:
            self._versions.popitem(last=False)


def _news(post: RawPost, line: RawLine) -> dict[str, NewsTold]:
    """What a post says, by player."""
    author = _author(post, line)
    sport_of_rule = next((rule.tag.partition("/")[0] for rule in line.matching_rules if "/" in rule.tag), "")
    return {
        told.player: NewsTold(
            feed=NAME,
            native_id="",
            observed_at=post.at,
            sport=told.sport,
            team=told.team,
            player=told.player,
            status=told.status,
            text=html.unescape(post.text)[:MAX_TEXT],
            confidence=round(author.worth * told.sureness, 2),
            news_id=post.first_id,
        )
        for told in statuses(post.text, author, sport_of_rule)
    }


def _author(post: RawPost, line: RawLine) -> Account:
    handles = (user.username for user in line.includes.users if user.id == post.author_id)
    return next((account(handle) for handle in handles), NOBODY)


def _taken_back(old: NewsTold, post: RawPost) -> NewsTold:
    return replace(
        old, observed_at=post.at, status=TAKEN_BACK, confidence=0.0, text=f"Taken back: {old.text}"[:MAX_TEXT]
    ) if old.confidence else old  # fmt: skip


def _problems(line: RawLine, raw: bytes) -> Iterator[Item]:
    """Why there is no post: the end of a connection, a refusal of ours, nothing found."""
    status = _status(line)
    problems = line.errors or [RawProblem(line.title, line.detail, status, "", line.connection_issue)]
    for problem in problems:
        what = f"{problem.title}: {problem.detail}"[:300]
        if problem.ends:
            yield _health("disconnected", f"{problem.ends}: {problem.detail}"[:300])
        elif problem.title:
            yield refused(NAME, f"api: X says {problem.status or ''} {what}".replace("  ", " "), raw)
        elif _is_told(line.meta):
            yield _health("alive", "no posts")
        else:
            yield refused(NAME, "not followed: a line without a post", raw)


def _status(line: RawLine) -> int | None:
    try:
        return msgspec.json.decode(line.status, type=int | None)
    except _FALLIBLE:
        return None


def _health(state: str, detail: str) -> HealthTold:
    return HealthTold(feed=NAME, native_id="", observed_at=UNKNOWN_INSTANT, state=state, detail=detail)


def _is_told(part: msgspec.Raw) -> bool:
    return bytes(part) != bytes(NOTHING)


def _is(raw: msgspec.Raw, kind: type[msgspec.Struct]) -> bool:
    try:
        msgspec.json.decode(raw, type=kind)
    except _FALLIBLE:
        return False
    return True
