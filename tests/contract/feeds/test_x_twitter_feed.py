"""X: posts to news, checked by hand; what is no news says so."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livebet.domain.messages import Refused
from livebet.feeds.items import HealthTold, Item, NewsTold
from livebet.feeds.x_twitter import FEED
from livebet.feeds.x_twitter.accounts import account
from livebet.feeds.x_twitter.news import statuses
from livebet.feeds.x_twitter.payload import instant_of
from livebet.settings import ROOT

WRITTEN = Path(__file__).parent.parent / "payloads" / "x_twitter"
RECORDINGS = ROOT.parent / "shared" / "feeds" / "x_twitter"
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")

NOT_NEWS = "news: no player or no status"


def parsed(name: str) -> Sequence[Item]:
    return FEED.parse((WRITTEN / name).read_bytes())


def news(items: Sequence[Item]) -> list[NewsTold]:
    return [item for item in items if isinstance(item, NewsTold)]


def rows(items: Sequence[Item]) -> list[tuple[str, str, str, str, float]]:
    return [(one.sport, one.team, one.player, one.status, one.confidence) for one in news(items)]


def reasons(items: Sequence[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Refused)]


def said(text: str, handle: str = "AdamSchefter") -> list[tuple[str, str]]:
    return [(one.player, one.status) for one in statuses(text, account(handle))]


def test_a_reporters_post_is_news_about_a_player_of_a_team() -> None:
    assert news(parsed("stream.jsonl"))[0] == NewsTold(
        feed="x_twitter",
        native_id="",
        observed_at=datetime(2031, 1, 11, 17, 2, 30, tzinfo=UTC),
        sport="nfl",
        team="KC",
        player="Marcus Vale",
        status="out",
        text="Chiefs WR Marcus Vale (hamstring) has been ruled out for today's game vs. the Broncos. "
        "https://t.co/abc",
        confidence=0.8,
        news_id="9000000000000000001",
    )


def test_confidence_is_the_accounts_worth_times_how_sure_the_words_are() -> None:
    assert rows(parsed("stream.jsonl")) == [
        ("nfl", "KC", "Marcus Vale", "out", 0.8),
        ("nfl", "", "Tre Holloway", "questionable", 0.14),
        ("nfl", "", "Dontae Price", "probable", 0.18),
        ("nfl", "", "Marcus Vale", "out", 0.95),
        ("nfl", "", "A.J. Stone", "out", 0.95),
        ("nfl", "", "Odell Grant Jr", "out", 0.95),
    ]


def test_repeats_questions_and_broken_lines_are_refused_and_disconnects_told() -> None:
    items = parsed("stream.jsonl")
    assert reasons(items) == [NOT_NEWS, NOT_NEWS, "post: Object missing required field `text`"]
    assert [(one.state, one.detail.partition(":")[0]) for one in items if isinstance(one, HealthTold)] == [
        ("disconnected", "UpstreamOperationalDisconnect"),
        ("disconnected", "TooManyConnections"),
    ]


def test_an_edit_replaces_the_earlier_text_and_takes_back_what_it_no_longer_says() -> None:
    items = news(parsed("edits.jsonl"))
    assert rows(items) == [
        ("nba", "LAL", "Leon Jarvis", "questionable", 0.8),
        ("nba", "LAL", "Andre Dawes", "out", 0.8),
        ("nba", "LAL", "Leon Jarvis", "out", 0.8),
        ("nba", "LAL", "Andre Dawes", "questionable", 0.0),
    ]
    assert {one.news_id for one in items} == {"9100000000000000001"}
    assert items[2].observed_at == datetime(2031, 2, 1, 2, 15, tzinfo=UTC)
    assert items[3].text.startswith("Taken back: Lakers' Leon Jarvis (foot) is questionable")


def test_an_earlier_version_that_comes_late_says_nothing() -> None:
    session = FEED.open()
    first, second, late = (WRITTEN / "edits.jsonl").read_bytes().splitlines()
    assert len(news([*session(first), *session(second)])) == 4
    assert session(late) == []
    assert news(session(second)) == news(parsed("edits.jsonl"))[2:]


def test_a_search_is_read_from_its_oldest_post_on_and_instants_are_in_the_ids() -> None:
    items = parsed("search.json")
    assert reasons(items) == [NOT_NEWS]
    assert rows(items) == [
        ("mlb", "NYM", "Luis Ferrer", "active", 0.8),
        ("mlb", "NYM", "Pedro Quint", "questionable", 0.07),
    ]
    assert news(items)[1].observed_at == instant_of("1868700000000000000")
    assert instant_of("1620859659946164225").replace(microsecond=0) == datetime(
        2023, 2, 1, 19, 0, 31, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("counts.json", "not followed: counts of posts"),
        ("unauthorized.json", "api: X says 401 Unauthorized: Unauthorized"),
    ],
)
def test_answers_without_posts_are_named(name: str, reason: str) -> None:
    assert reasons(parsed(name)) == [reason]


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        ((WRITTEN / "rules.json").read_bytes(), "1 rules of the stream"),
        ((WRITTEN / "empty_search.json").read_bytes(), "no posts"),
    ],
)
def test_what_holds_no_post_says_that_the_feed_is_alive(raw: bytes, detail: str) -> None:
    (told,) = FEED.parse(raw)
    assert isinstance(told, HealthTold)
    assert (told.state, told.detail) == ("alive", detail)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Rex Moody has not been ruled out for Sunday, per Al Head.", "questionable"),
        ("The team hasn't ruled Rex Moody out yet", None),
        ("Al Stern says Rex Moody hasn't yet been ruled out.", "questionable"),
        ("Rex Moody ruled out.", "out"),
        ("Chiefs rule out WR Rex Moody (ankle)", "out"),
        ("The Chiefs have ruled out Rex Moody.", "out"),
        ("Rex Moody is out for the season", "out"),
        ("Rex Moody (knee) is OUT tonight", "out"),
        ("Rex Moody is out there warming up", None),
        ("Rex Moody is no longer questionable", None),
        ("Rex Moody downgraded to out.", "out"),
        ("Rex Moody has been upgraded from doubtful to questionable", "questionable"),
        ("Rex Moody will not return to the game.", "out"),
        ("Rex Moody is not returning (calf)", "out"),
        ("Not returning: Rex Moody", "out"),
        ("Rex Moody won't play Sunday", "out"),
        ("Rex Moody could miss Sunday's game", "questionable"),
        ("Rex Moody is not expected to play", "doubtful"),
        ("Rex Moody is expected to miss the game", "doubtful"),
        ("Rex Moody is expected to play", "probable"),
        ("Rex Moody hopes to play", "questionable"),
        ("Rex Moody will play", "active"),
        ("Rex Moody is active.", "active"),
        ("Rex Moody is inactive.", "out"),
        ("Rex Moody is not active.", "out"),
        ("Rex Moody was carted off the field", "doubtful"),
        ("Rex Moody left the game and is questionable to return", "questionable"),
        ("Rex Moody is a game-time decision", "questionable"),
        ("Rex Moody is probable", "probable"),
        ("Rex Moody is the probable pitcher", None),
        ("Rex Moody returned to practice", None),
        ("Rex Moody returns to the lineup", "active"),
        ("Questionable call on Rex Moody", None),
        ("If Rex Moody is out, start somebody else", None),
        ("Reports that Rex Moody is out are not true", None),
        ("Is Rex Moody out?", None),
        ("RT @AdamSchefter: Rex Moody is out", None),
        ("Mets placed on the 10-day IL: nobody", None),
    ],
)
def test_words_in_the_order_of_the_table(text: str, status: str | None) -> None:
    assert said(text) == ([] if status is None else [("Rex Moody", status)])


@pytest.mark.parametrize(
    ("text", "players"),
    [
        ("Out: Rex Moody, T.J. O'Neal Jr., Amon-Ra St. Brown (hip) and De'Aaron Fox", 4),
        ("Rex Moody and T.J. O'Neal are out", 2),
        ("Dallas Goedert is out", 1),
        ("Dallas Rex Moody is out", 1),
        ("New York is out", 0),
        ("REX MOODY IS OUT", 0),
        ("Moody is out", 0),
    ],
)
def test_names_are_two_to_four_words_with_capitals(text: str, players: int) -> None:
    assert len(said(text)) == players


def test_the_team_is_told_only_where_one_is_named_that_is_no_opponent() -> None:
    def whose(text: str) -> list[tuple[str, str]]:
        return [(one.sport, one.team) for one in statuses(text, account("nobody"))]

    assert whose("Chiefs WR Rex Moody is out") == [("nfl", "KC")]
    assert whose("Rex Moody is out vs. the Broncos") == [("nfl", "")]
    assert whose("#Chiefs say Rex Moody is out against Denver Broncos") == [("nfl", "KC")]
    assert whose("The Chiefs and Broncos: Rex Moody is out") == [("nfl", "")]
    assert whose("Giants say Rex Moody is out") == [("", "")]
    assert whose("New York Giants say Rex Moody is out") == [("nfl", "NYG")]
    assert whose("@Lakers say Rex Moody is out") == [("nba", "LAL")]


def test_keep_alives_alone_are_no_news() -> None:
    assert reasons(FEED.parse(b"\r\n\r\n")) == ["nothing but keep-alives"]


def test_a_hedged_post_is_worth_less() -> None:
    sure, unsure = (
        statuses(text, account("RapSheet"))[0].sureness
        for text in ("Rex Moody is out", "Rex Moody is reportedly out tonight, Rex Moody is out")
    )
    assert (sure, unsure) == (1.0, 0.6)
    assert [account(handle).worth for handle in ("@nfl", "rapsheet", "Somebody")] == [0.95, 0.8, 0.2]


def test_a_post_about_everything_is_read_quickly_and_never_raises() -> None:
    text = "Rex Moody is out. " * 100 + "A. " * 600 + "a" * 20_000 + "(" * 500
    line = json.dumps({"data": {"id": "1", "text": text}}).encode()
    assert [one.player for one in news(FEED.parse(line))] == ["Rex Moody"]


@recorded
def test_recorded_posts_are_about_other_things() -> None:
    lines = FEED.parse((RECORDINGS / "filtered_stream_lines.jsonl").read_bytes())
    assert reasons(lines) == [NOT_NEWS] * 5
    assert [one.state for one in lines if isinstance(one, HealthTold)] == ["disconnected"] * 2
    assert next(one.observed_at for one in lines if isinstance(one, Refused)) == datetime(
        2022, 6, 10, 10, 46, 42, tzinfo=UTC
    )
    counts = FEED.parse((RECORDINGS / "test_client_get_recent_tweets_count_0.json").read_bytes())
    assert reasons(counts) == ["not followed: counts of posts"]
    found = FEED.parse((RECORDINGS / "test_client_search_recent_tweets_0.json").read_bytes())
    assert reasons(found) == [NOT_NEWS] * 10
