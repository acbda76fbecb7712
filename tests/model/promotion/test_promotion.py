"""The alias moves on evidence only, never in the middle of a game, and a card says why."""

import asyncio
import json
from typing import Any

import pytest

from feature_repo.names import service_name
from livebet.domain.games import Sport
from training.promotion.card import PROMOTED, WAITS
from training.promotion.chain import waits_for_games
from training.promotion.contenders import NothingToJudgeError
from training.promotion.games import asking, games_in_play

pytestmark = [pytest.mark.servers, pytest.mark.slow]


def on() -> tuple[str, ...]:
    return ("BAL at PIT",)


def test_a_first_champion_beats_a_coin_and_its_card_lies_in_its_run(registry: Any) -> None:
    first = registry.register(1.0)

    decision = registry.consider(first, on=on)

    assert decision.promoted
    assert registry.aliases == {"champion": first}
    card = decision.card
    assert (card.decision, card.champion, card.number, card.previous_hash) == (PROMOTED, None, 1, "0" * 64)
    assert (card.decided_by, card.decided_at) == ("a test", "2019-11-03T18:00:00+00:00")
    assert card.evidence.champion.absent == "no version serves yet"
    assert (card.evidence.seasons, card.evidence.rows, card.evidence.games) == ((2016,), 4800, 200)
    written = json.loads(
        (registry.folder / "artifacts" / card.run_id / "artifacts/evidence.json").read_text()
    )
    assert written["hash"] == card.hash == registry.tags(first)["evidence_hash"]
    assert registry.tags(first)["verdict"] == f"promoted: {decision.reason}"
    assert [one["name"] for one in written["evidence"]["slices"]] == [
        "quarter 1", "quarter 2", "quarter 3", "quarter 4", "season 2016"
    ]  # fmt: skip


def test_its_features_are_registered_before_it_serves(registry: Any) -> None:
    from feature_repo.services import registered
    from feature_repo.store import registry_proto

    first = registry.register(1.0)
    registry.consider(first)

    (service,) = registered(registry_proto())
    names = {feature for view in service.feature_view_projections for feature in view.features}
    assert service.name == service_name(Sport.NFL, first)
    assert {"diffusion_logit", "period"} <= {feature.name for feature in names}


def test_a_first_champion_that_knows_less_than_a_coin_waits(registry: Any) -> None:
    wrong = registry.register(-1.0)

    decision = registry.consider(wrong)

    assert not decision.promoted
    assert registry.aliases == {"challenger": wrong}
    assert "against a coin on 4,800 rows of 200 games: no better." in decision.reason


def test_a_first_champion_that_is_surely_worse_than_the_anchor_waits(registry: Any) -> None:
    dull = registry.register(0.2)

    decision = registry.consider(dull, registry.played(2016, games=400, anchor=True))

    assert decision.card.decision == WAITS
    assert (
        "against nflfastR's model with the spread on 9,600 rows of 400 games: surely worse."
        in decision.reason
    )


def test_a_challenger_that_is_no_worse_serves_and_the_champion_becomes_the_previous_one(
    registry: Any,
) -> None:
    first, second = registry.register(0.5), registry.register(1.0)
    registry.consider(first)

    decision = registry.consider(second)

    assert decision.promoted
    assert registry.aliases == {"champion": second, "previous": first}
    assert decision.card.champion == first
    assert decision.card.evidence.champion.difference.value < 0
    assert registry.consider(second).reason == f"Version {second} is the champion already."


def test_a_worse_challenger_waits_and_says_why(registry: Any) -> None:
    first, worse = registry.register(1.0), registry.register(0.4)
    registry.consider(first)

    decision = registry.consider(worse)

    assert not decision.promoted
    assert registry.aliases == {"champion": first, "challenger": worse}
    assert (
        f"against version {first} on 4,800 rows of 200 games: worse by more than 0.0005." in decision.reason
    )
    assert registry.tags(worse)["verdict"] == f"waits: {decision.reason}"


@pytest.mark.parametrize(
    "anew", [{"seasons": (2015, 2016)}, {"seasons": (2016,), "days_learnt": (20160901, 20160930)}]
)
def test_a_challenger_that_learnt_from_the_judged_season_is_refused(registry: Any, anew: Any) -> None:
    registry.consider(registry.register(1.0))
    taught = registry.register(1.0, **anew)

    with pytest.raises(NothingToJudgeError, match=f"season 2016: version {taught} learnt from season 2016;"):
        registry.consider(taught)
    assert registry.aliases["champion"] == "1"


def test_of_a_season_that_was_learnt_in_part_the_other_days_judge(registry: Any) -> None:
    taught = registry.register(1.0, (2016,), days_learnt=(20160901, 20160910))

    decision = registry.consider(taught)

    assert (decision.card.evidence.games, decision.card.evidence.rows) == (100, 2400)


def test_a_simulated_season_is_not_the_real_one_of_its_year(registry: Any) -> None:
    rehearsed = registry.register(1.0, (2016,), learnt_from="simulated seasons")

    assert registry.consider(rehearsed).promoted


def test_in_the_middle_of_a_game_a_challenger_waits_and_a_later_call_promotes(
    registry: Any, database_url: str, tell_game: Any
) -> None:
    first, second = registry.register(0.5), registry.register(1.0)
    registry.consider(first)
    ask = asking(Sport.NFL, database_url)

    asyncio.run(tell_game(database_url, "in_play"))
    waits = registry.consider(second, on=ask)
    aliases, held_up = registry.aliases, waits_for_games(registry.uri, Sport.NFL)
    asyncio.run(tell_game(database_url, "final"))
    later = registry.consider(second, on=ask)

    assert aliases == {"champion": first, "challenger": second}
    assert waits.card.decision == WAITS
    assert waits.reason.endswith(
        "It waits for the end of BAL at PIT: nobody changes models in the middle of a game."
    )
    assert (held_up, waits_for_games(registry.uri, Sport.NFL)) == (second, None)
    assert later.promoted
    assert registry.aliases["champion"] == second


@pytest.mark.parametrize(
    ("sport", "phase", "told"),
    [
        (Sport.NFL, "in_play", ("BAL at PIT",)),
        (Sport.NFL, "scheduled", ()),
        (Sport.NFL, "abandoned", ()),
        (Sport.NBA, "in_play", ()),
    ],
)
def test_a_game_is_on_from_its_start_to_its_end(
    database_url: str, tell_game: Any, sport: Sport, phase: str, told: tuple[str, ...]
) -> None:
    asyncio.run(tell_game(database_url, phase))

    assert games_in_play(sport, database_url) == told


def test_a_dry_run_tells_the_card_and_leaves_everything_as_it_was(registry: Any) -> None:
    first, second = registry.register(0.5), registry.register(1.0)
    registry.consider(first)
    before = registry.everything()

    decision = registry.consider(second, dry_run=True)

    assert registry.everything() == before
    assert not decision.promoted
    assert (decision.card.decision, decision.card.number) == (PROMOTED, 2)
    assert registry.consider(second).card.evidence.data == decision.card.evidence.data


def test_a_roll_back_brings_the_version_before_back_and_says_why(registry: Any) -> None:
    first, second, third = (registry.register(weight) for weight in (0.5, 0.7, 1.0))
    for version in (first, second, third):
        assert registry.consider(version).promoted

    decision = registry.roll_back("the guard sounded in quarter 4")

    assert decision.promoted
    assert registry.aliases == {"champion": second, "previous": first}
    assert (decision.card.decision, decision.card.champion, decision.card.number) == (
        "serves again",
        third,
        4,
    )
    assert decision.reason == f"Version {third} is taken out of service: the guard sounded in quarter 4"
    assert (
        registry.tags(third)["verdict"] == f"rolled back to version {second}: the guard sounded in quarter 4"
    )
    assert registry.consider(third).reason == (
        f"Version {third} was rolled back (the guard sounded in quarter 4): train a new one, or name it in a "
        "roll-back to let it serve again."
    )
    assert registry.roll_back("once more").version == first
    assert registry.aliases == {"champion": first}


def test_a_version_that_was_rolled_back_serves_again_only_by_name(registry: Any) -> None:
    first, second = registry.register(0.5), registry.register(1.0)
    for version in (first, second):
        registry.consider(version)
    registry.roll_back("a false alarm")

    decision = registry.roll_back("it was none of the model's fault", to=second)

    assert decision.promoted
    assert registry.aliases == {"champion": second, "previous": first}
    assert "rolled_back" not in registry.tags(second)


def test_in_the_middle_of_a_game_a_roll_back_must_be_asked_for(registry: Any) -> None:
    first, second = registry.register(0.5), registry.register(1.0)
    for version in (first, second):
        registry.consider(version)

    decision = registry.roll_back("why not", on=on)

    assert not decision.promoted
    assert decision.reason == "BAL at PIT on: a roll-back in the middle of a game must be asked for (--now)."
    assert registry.aliases == {"champion": second, "previous": first}
