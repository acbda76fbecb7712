"""`livebet up --live`: what is refused before anything is started."""

import pytest
from pydantic import SecretStr

from cli.faults import Fault
from cli.runner import environment as env
from cli.runner.follow_live import shown
from cli.runner.servers import Stores
from cli.up import check_live
from livebet.domain.clock import SystemClock
from livebet.feeds.feed import Terms
from livebet.feeds.live.registry import LIVE, hindrances, named
from livebet.feeds.registry import FEEDS
from livebet.services.feed_states import FeedState
from livebet.settings import Settings, settings


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVEBET_THE_ODDS_API_KEY", raising=False)
    settings.cache_clear()


def test_names_are_read_as_typed_each_once() -> None:
    assert named(" espn, the_odds_api,,espn ") == ("espn", "the_odds_api")


def test_an_unknown_feed_and_a_missing_credential_are_refused_by_name() -> None:
    with pytest.raises(Fault) as fault:
        check_live("espn,nowhere,the_odds_api", {}, False)
    known = ", ".join(sorted(LIVE))
    assert str(fault.value) == (
        f"--live: no live feed 'nowhere': there is {known}; "
        "the_odds_api needs LIVEBET_THE_ODDS_API_KEY, which is not set"
    )


def test_a_credential_that_is_set_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVEBET_THE_ODDS_API_KEY", "k3y")
    assert check_live("the_odds_api", {"slate": "", "minutes": None}, False) == ("the_odds_api",)
    monkeypatch.setenv("LIVEBET_THE_ODDS_API_KEY", "")
    settings.cache_clear()
    with pytest.raises(Fault, match="LIVEBET_THE_ODDS_API_KEY"):
        check_live("the_odds_api", {}, False)


def test_options_of_a_replay_are_refused_beside_live_feeds() -> None:
    with pytest.raises(Fault, match="--live: --slate is of a replay; --exit-when-done is of a replay"):
        check_live("espn", {"slate": "2019-09-08", "minutes": None}, True)
    with pytest.raises(Fault, match="name at least one feed"):
        check_live(" , ", {}, False)


@pytest.mark.parametrize("name", sorted(LIVE))
def test_every_live_feed_parses_and_its_credentials_are_settings(name: str) -> None:
    terms: Terms = FEEDS[name].terms
    assert [one for one in terms.credentials if one not in Settings.model_fields] == []


def test_no_feed_is_read_without_being_named() -> None:
    assert list(hindrances([], Settings())) != []


def test_credentials_are_inherited_and_never_written_into_an_environment_anew() -> None:
    ours = Settings(
        the_odds_api_key=SecretStr("k3y"),
        monthly_credits={"the_odds_api": 500},
        the_odds_api_regions="us,eu",
    )
    told = env.child_environment(ours, Stores("redis://r", "postgresql://d", "m", "d"), "/bin")
    assert [name for name, value in told.items() if "k3y" in value or "***" in value] == []
    assert told["LIVEBET_MONTHLY_CREDITS"] == '{"the_odds_api": 500}'
    assert told["LIVEBET_THE_ODDS_API_REGIONS"] == "us,eu"
    assert "LIVEBET_UOF_TOKEN" not in told


def test_the_settings_show_no_credential() -> None:
    assert "k3y" not in repr(Settings(betfair_password=SecretStr("k3y")))


def test_a_feed_is_shown_in_a_few_words() -> None:
    state = FeedState(
        feed="the_odds_api", payloads=3, quota_left=41, lag_p50=7.6, updated_at=SystemClock().now()
    )
    assert shown(state) == "the_odds_api 3 payloads, 41 credits left, lag 8 s"
    failed = FeedState(
        feed="espn", circuit="open", fault="failing: status 503", updated_at=SystemClock().now()
    )
    assert shown(failed) == "espn 0 payloads, open: failing: status 503"
