"""X's API v2 in its own words: lines of the filtered stream, answers of searches and timelines, problems."""

import re
from datetime import UTC, datetime, timedelta

import msgspec

from livebet.feeds.refusals import UNKNOWN_INSTANT

NAME = "x_twitter"
NOTHING = msgspec.Raw(b"null")

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
"""When ids began to hold their instant: milliseconds since then, above 22 other bits."""
_ID = re.compile(r"\d{15,19}")


class RawUser(msgspec.Struct):
    """Who posts; told only where `expansions=author_id` is asked for."""

    id: str
    username: str = ""


class RawIncludes(msgspec.Struct):
    """What the posts refer to."""

    users: list[RawUser] = []


class RawRule(msgspec.Struct):
    """A rule of ours that a post matched."""

    id: str = ""
    tag: str = ""


class RawPost(msgspec.Struct):
    """A post; `edit_history_tweet_ids` begins with the first version and ends with the newest."""

    id: str
    text: str
    author_id: str = ""
    created_at: str = ""
    edit_history_tweet_ids: list[str] = []

    @property
    def first_id(self) -> str:
        """The id of the post's first version: all versions of it have this."""
        return self.edit_history_tweet_ids[0] if self.edit_history_tweet_ids else self.id

    @property
    def version(self) -> int:
        """Which version of the post it is, from 0."""
        history = self.edit_history_tweet_ids
        return history.index(self.id) if self.id in history else 0

    @property
    def at(self) -> datetime:
        """When this version was posted: as told, or as its id says."""
        try:
            return datetime.fromisoformat(self.created_at).astimezone(UTC)
        except (ValueError, OverflowError):
            return instant_of(self.id)


class RawProblem(msgspec.Struct):
    """What went wrong; with `disconnect_type` or `connection_issue` the stream ends."""

    title: str = ""
    detail: str = ""
    status: int | None = None
    disconnect_type: str = ""
    connection_issue: str = ""

    @property
    def ends(self) -> str:
        """Why the stream ends; empty where it does not."""
        return self.disconnect_type or self.connection_issue


class RawLine(msgspec.Struct):
    """A line of the stream, or an answer; a recording of one may hold it in `body`."""

    data: msgspec.Raw = NOTHING
    includes: RawIncludes = msgspec.field(default_factory=RawIncludes)
    matching_rules: list[RawRule] = []
    errors: list[RawProblem] = []
    meta: msgspec.Raw = NOTHING
    body: msgspec.Raw = NOTHING
    title: str = ""
    detail: str = ""
    status: msgspec.Raw = NOTHING
    connection_issue: str = ""


LINE = msgspec.json.Decoder(RawLine)
POST = msgspec.json.Decoder(RawPost)


def instant_of(post_id: str) -> datetime:
    """The instant in an id; unknown in ids of 2010 and before."""
    if not _ID.fullmatch(post_id):
        return UNKNOWN_INSTANT
    return _EPOCH + timedelta(milliseconds=int(post_id) >> 22)
