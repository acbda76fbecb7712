"""Whoever alters, exchanges or removes a card breaks the chain, and is told at which link."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from livebet.domain.games import Sport
from training.promotion.aliases import run_of
from training.promotion.card import PROMOTED, WAITS, EvidenceCard, digest, sealed
from training.promotion.chain import append, head, links, verify
from training.promotion.contenders import Learnt
from training.promotion.fingerprints import features_of

pytestmark = [pytest.mark.servers, pytest.mark.slow]


@pytest.fixture
def decided(registry: Any) -> Any:
    """Three cards: a champion, one that waits, one that serves after it."""
    for version, decision in (("1", PROMOTED), ("2", WAITS), ("3", PROMOTED)):
        registry.register(1.0)
        number, before = head(links(registry.client, Sport.NFL))
        card = EvidenceCard(
            model=registry.model,
            version=version,
            run_id=run_of(registry.client, Sport.NFL, version),
            decision=decision,
            champion=None,
            reasons=(f"It is number {number}.",),
            features=features_of(Sport.NFL, ("margin",)),
            learnt=Learnt((2014, 2015)),
            number=number,
            previous_hash=before,
        )
        append(registry.client, Sport.NFL, sealed(card))
    return registry


def artifact(registry: Any, number: int) -> Path:
    (found,) = registry.folder.glob(f"artifacts/*/artifacts/evidence/{number:04d}.json")
    return Path(found)


def test_a_chain_that_nobody_touched_holds(decided: Any) -> None:
    found = verify(decided.uri, Sport.NFL)

    assert found.broken is None
    assert [(card.number, card.version, card.decision) for card in found.cards] == [
        (1, "1", "promoted"), (2, "2", "waits"), (3, "3", "promoted")
    ]  # fmt: skip
    assert [card.previous_hash for card in found.cards] == [
        "0" * 64,
        *(card.hash for card in found.cards[:2]),
    ]
    assert found.head == found.cards[-1].hash


def test_a_model_of_which_nothing_was_decided_has_an_empty_chain(registry: Any) -> None:
    found = verify(registry.uri, Sport.NFL)

    assert (found.cards, found.head, found.broken) == ((), "0" * 64, None)
    assert verify(registry.uri, Sport.MLB).broken is None


def altered(registry: Any) -> None:
    path = artifact(registry, 2)
    path.write_text(path.read_text().replace('"decision": "waits"', '"decision": "promoted"'))


def forged(registry: Any) -> None:
    path = artifact(registry, 2)
    content = json.loads(path.read_text())
    content["reasons"] = ["It was better."]
    content["hash"] = digest(content)
    path.write_text(json.dumps(content))


def forged_with_its_tag(registry: Any) -> None:
    forged(registry)
    content = json.loads(artifact(registry, 2).read_text())
    registry.client.set_registered_model_tag(
        registry.model, "evidence_0002", f"{content['run_id']} {content['hash']}"
    )


def removed(registry: Any) -> None:
    artifact(registry, 2).unlink()


def unlinked(registry: Any) -> None:
    registry.client.delete_registered_model_tag(registry.model, "evidence_0002")


def cut_off(registry: Any) -> None:
    registry.client.delete_registered_model_tag(registry.model, "evidence_0003")


def repeated_otherwise(registry: Any) -> None:
    path = artifact(registry, 3).parent.parent / "evidence.json"
    path.write_text(path.read_text().replace("It is number 3.", "It was better."))


def garbled(registry: Any) -> None:
    registry.client.set_registered_model_tag(registry.model, "evidence_0001", "nonsense")


def exchanged(registry: Any) -> None:
    artifact(registry, 2).write_bytes(artifact(registry, 1).read_bytes())


@pytest.mark.parametrize(
    ("harm", "holds", "told"),
    [
        (altered, 1, "card 2 was altered"),
        (forged, 1, "card 2 was altered"),
        (forged_with_its_tag, 2, "card 3 does not follow card 2"),
        (removed, 1, "card 2 is gone"),
        (unlinked, 1, "card 2 is gone: the next one is 3"),
        (cut_off, 2, "card 3 is gone: version 3 bears the hash"),
        (garbled, 0, "card 1 is gone"),
        (repeated_otherwise, 3, "card 3 was altered where it is repeated: evidence.json of run"),
        (exchanged, 1, "card 2 does not follow card 1"),
    ],
)
def test_harm_is_named_by_its_link(decided: Any, harm: Callable[[Any], None], holds: int, told: str) -> None:
    harm(decided)

    found = verify(decided.uri, Sport.NFL)

    assert found.broken is not None
    assert found.broken.startswith(told)
    assert len(found.cards) == holds


def test_the_way_a_card_is_written_does_not_matter_only_what_it_says(decided: Any) -> None:
    path = artifact(decided, 1)
    content = json.loads(path.read_text())
    path.write_text(json.dumps(dict(reversed(content.items()))))

    assert verify(decided.uri, Sport.NFL).broken is None


def test_the_page_of_a_card_tells_what_the_card_tells(registry: Any) -> None:
    for weight in (0.5, 1.0):
        registry.consider(registry.register(weight))
    _, card = verify(registry.uri, Sport.NFL).cards
    page = (registry.folder / "artifacts" / card.run_id / "artifacts/evidence.md").read_text()

    lines = page.splitlines()
    assert lines[0] == "# nfl_win_probability: version 2 promoted"
    assert "Card 2, decided by a test at 2019-11-03T18:00:00+00:00." in lines
    assert "Serving until then: version 1." in lines
    assert f"- this card: `{card.hash}`" in lines
    assert f"- card before: `{card.previous_hash}`" in lines
    one = card.evidence.champion
    numbers = f"{one.difference.value:+.5f} [{one.difference.low:+.5f}, {one.difference.high:+.5f}]"
    assert f"| version 1 | 4,800 | 200 | {one.ours:.5f} | {one.theirs:.5f} | {numbers} |" in lines
