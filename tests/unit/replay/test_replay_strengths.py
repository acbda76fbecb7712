"""Expected margins from team strength."""

from dataclasses import replace
from datetime import UTC, datetime
from math import nan

import pytest

from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import FeatureRow
from livebet.services.strengths import margins_from

GAME = Game(
    game_id=game_uuid("nfl_official", "2019091500"),
    sport=Sport.NFL,
    season=2019,
    season_type=SeasonType.REGULAR,
    home_team="BAL",
    away_team="ARI",
    kickoff=datetime(2019, 9, 15, 17, tzinfo=UTC),
    feed="nfl_official",
    native_id="2019091500",
)


def strength_before(team: str, instant: datetime) -> FeatureRow | None:
    assert instant == GAME.kickoff
    this_season = {"rating": 6.0, "games": 1.0, "season": 2019.0, "home_advantage": 2.25}
    last_season = {"rating": -5.0, "games": 16.0, "season": 2018.0, "home_advantage": 2.5}
    return {"BAL": this_season, "ARI": last_season}.get(team)


def test_a_winter_fades_the_strength_of_a_team_that_has_not_played_since() -> None:
    assert margins_from(strength_before)(GAME) == pytest.approx(6.0 - 0.6 * -5.0 + 2.25)


def test_a_team_nobody_knows_leaves_the_margin_unknown() -> None:
    assert margins_from(strength_before)(replace(GAME, away_team="SEA")) is None


def test_a_strength_with_a_part_missing_is_no_strength() -> None:
    def older(team: str, instant: datetime) -> FeatureRow | None:
        row = strength_before(team, instant)
        return row and {**row, "season": nan}

    assert margins_from(older)(GAME) is None
