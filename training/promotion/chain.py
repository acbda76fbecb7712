"""The cards of a model in MLflow, each holding the hash of the one before.

A card lies in the run of the version that it is about, as `evidence/0007.json` and, the newest, as
`evidence.json` and `evidence.md`. The registered model's tag `evidence_0007` names run and hash, so that a
card cannot be altered, exchanged or left out without `verify` naming the link that broke.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from feature_repo.names import model_name
from livebet.domain.games import Sport
from training.promotion.aliases import CHALLENGER, version_at
from training.promotion.card import FIRST, EvidenceCard, as_json, digest
from training.promotion.page import as_markdown
from training.tracking import connect

_TAG = "evidence_"
VERDICT, HASH, GAMES_ON = "verdict", "evidence_hash", "waits_for_games"
"""Tags of a version: the newest decision in words, the hash of its card, the games whose end it waits for."""
NEWEST = "evidence.json"
"""The artifact that repeats a run's newest card."""
_LONGEST_TAG = 4_000


@dataclass(frozen=True, slots=True)
class Link:
    """Where a card lies and what its hash was when it was written."""

    number: int
    run_id: str
    hash: str

    @property
    def path(self) -> str:
        """Its artifact."""
        return f"evidence/{self.number:04d}.json"


@dataclass(frozen=True, slots=True)
class Verified:
    """A model's chain: how many cards hold, the newest of them, and what broke first where something did."""

    cards: tuple[EvidenceCard, ...]
    head: str
    broken: str | None = None


def links(client: Any, sport: Sport) -> tuple[Link, ...]:
    """All cards of a model, oldest first; none where nobody decided anything yet."""
    from mlflow.exceptions import MlflowException

    try:
        tags = client.get_registered_model(model_name(sport)).tags
    except MlflowException as error:
        if error.error_code == "RESOURCE_DOES_NOT_EXIST":
            return ()
        raise
    found = [(name.removeprefix(_TAG), value) for name, value in tags.items() if name.startswith(_TAG)]
    told = [(int(number), value.partition(" ")) for number, value in found if number.isdecimal()]
    return tuple(Link(number, run, mark) for number, (run, _, mark) in sorted(told))


def append(client: Any, sport: Sport, card: EvidenceCard) -> None:
    """Write a sealed card: first the artifacts, then the tags that make it a link."""
    name, link = model_name(sport), Link(card.number, card.run_id, card.hash)
    text = as_json(card)
    for path in (link.path, NEWEST):
        client.log_text(card.run_id, text, path)
    client.log_text(card.run_id, as_markdown(card), "evidence.md")
    client.set_registered_model_tag(name, f"{_TAG}{card.number:04d}", f"{card.run_id} {card.hash}")
    client.set_model_version_tag(name, card.version, HASH, card.hash)
    client.set_model_version_tag(name, card.version, GAMES_ON, ", ".join(card.games_on))
    tell_verdict(client, sport, card.version, f"{card.decision}: {card.reason}")


def tell_verdict(client: Any, sport: Sport, version: str, words: str) -> None:
    """Say on a version what was decided of it."""
    client.set_model_version_tag(model_name(sport), version, VERDICT, words[:_LONGEST_TAG])


def waits_for_games(uri: str, sport: Sport) -> str | None:
    """The challenger that waits for nothing but the end of games; None where there is none."""
    client = connect(uri)
    version = version_at(client, sport, CHALLENGER)
    if version is None:
        return None
    tags = client.get_model_version(model_name(sport), version).tags
    return version if tags.get(GAMES_ON) else None


def head(found: tuple[Link, ...]) -> tuple[int, str]:
    """The number of the next card and the hash that it is chained to."""
    return (found[-1].number + 1, found[-1].hash) if found else (1, FIRST)


def newest(found: tuple[Link, ...], version: str, decision: str) -> EvidenceCard | None:
    """The newest card by which this was decided of a version."""
    for link in reversed(found):
        content = _content(link.run_id, link.path) or {}
        if (content.get("version"), content.get("decision")) == (version, decision):
            return msgspec.convert(content, EvidenceCard)
    return None


def verify(uri: str, sport: Sport) -> Verified:
    """Read every card of a model again, and name the first link that does not hold."""
    client = connect(uri)
    cards: list[EvidenceCard] = []
    before = FIRST
    for number, link in enumerate(links(client, sport), 1):
        card, fault = _checked(link, number, before)
        if fault is not None:
            return Verified(tuple(cards), before, fault)
        cards += [] if card is None else [card]
        before = link.hash
    return Verified(tuple(cards), before, _untold(client, sport, cards) or _copies(cards))


def _checked(link: Link, number: int, before: str) -> tuple[EvidenceCard | None, str | None]:
    """A card as it lies there, or what is wrong with it."""
    if link.number != number:
        return None, f"card {number} is gone: the next one is {link.number}"
    content = _content(link.run_id, link.path)
    if content is None:
        return None, f"card {number} is gone: run {link.run_id} holds no {link.path} that can be read"
    if content.get("previous_hash") != before:
        return None, f"card {number} does not follow card {number - 1}: it names another hash before it"
    if not digest(content) == content.get("hash") == link.hash:
        return None, f"card {number} was altered: its content has not the hash under which it was written"
    return msgspec.convert(content, EvidenceCard), None


def _content(run_id: str, path: str) -> dict[str, Any] | None:
    import mlflow
    from mlflow.exceptions import MlflowException

    try:
        text = mlflow.artifacts.load_text(f"runs:/{run_id}/{path}")
        return msgspec.json.decode(text, type=dict[str, Any])
    except (MlflowException, OSError, msgspec.DecodeError):
        return None


def _untold(client: Any, sport: Sport, cards: list[EvidenceCard]) -> str | None:
    """A version that bears the hash of a card which the chain does not hold: its end was cut off."""
    known = {card.hash for card in cards}
    for version in client.search_model_versions(f"name='{model_name(sport)}'"):
        told = version.tags.get(HASH)
        if told is not None and told not in known:
            return f"card {len(cards) + 1} is gone: version {version.version} bears the hash {told[:12]}…"
    return None


def _copies(cards: list[EvidenceCard]) -> str | None:
    """A run whose newest card is told otherwise by the artifact that people open first."""
    for card in {one.run_id: one for one in cards}.values():
        if digest(_content(card.run_id, NEWEST) or {}) != card.hash:
            return f"card {card.number} was altered where it is repeated: {NEWEST} of run {card.run_id}"
    return None
