"""A challenger is judged, the card written, and the alias moved where the evidence and the hour allow it."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from feature_repo.names import model_name
from livebet.domain.clock import Clock, SystemClock
from livebet.domain.games import Sport
from training.data.rows import Rows
from training.promotion.aliases import CHAMPION, TAKEN_OUT, crown, run_of, version_at
from training.promotion.card import PROMOTED, WAITS, EvidenceCard, sealed
from training.promotion.chain import append, head, links
from training.promotion.compare import Beside
from training.promotion.contenders import load
from training.promotion.evidence import judged_card
from training.promotion.games import InPlay
from training.promotion.ready import alone, register_features
from training.tracking import connect

_PLAIN = Beside()
_CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the alias moved, to what, and why; `card` is None where there was nothing to judge.

    In a dry run nothing moves: `card.decision` tells what would have happened.
    """

    promoted: bool
    version: str
    reason: str
    card: EvidenceCard | None = None


def consider(
    sport: Sport,
    version: str,
    judged: Rows,
    uri: str,
    *,
    games_in_play: InPlay,
    dry_run: bool = False,
    beside: Beside = _PLAIN,
    decided_by: str = "livebet promote",
    clock: Clock = _CLOCK,
) -> Decision:
    """Judge a version on those of the rows that neither it nor the champion learnt from, and decide.

    `games_in_play` is asked at the moment of the move: while games are on the version waits, unless nobody
    serves yet. A dry run writes nothing.

    Raises:
        NothingToJudgeError: one of both learnt from all of the rows.
        NoSuchVersionError: the registry does not know the version.
        BrokenModelError: its artifacts, or the champion's, cannot be served, or Feast lacks what it reads.
    """
    client = connect(uri)
    current, run = version_at(client, sport, CHAMPION), run_of(client, sport, version)
    standing = _standing(client, sport, version, current)
    if standing is not None:
        return Decision(False, version, standing)
    champion = None if current is None else load(uri, sport, current)
    card = judged_card(sport, run, load(uri, sport, version), champion, judged, beside)
    dated = replace(card, decided_by=decided_by, decided_at=clock.now().isoformat())
    with nullcontext() if dry_run else alone():
        return _decided(client, sport, dated, games_in_play, dry_run)


def _standing(client: Any, sport: Sport, version: str, current: str | None) -> str | None:
    """Why there is nothing to decide; None where there is."""
    if current == version:
        return f"Version {version} is the champion already."
    tags = client.get_model_version(model_name(sport), version).tags
    if TAKEN_OUT not in tags:
        return None
    return (
        f"Version {version} was rolled back ({tags[TAKEN_OUT]}): train a new one, or name it in a roll-back "
        "to let it serve again."
    )


def _decided(client: Any, sport: Sport, card: EvidenceCard, games_in_play: InPlay, dry_run: bool) -> Decision:
    """Chain the card, and move the alias where it says so."""
    if version_at(client, sport, CHAMPION) != card.champion:
        return Decision(False, card.version, "Another version began to serve meanwhile: consider it again.")
    number, before = head(links(client, sport))
    told = replace(_in_its_hour(card, games_in_play), number=number, previous_hash=before)
    done, moves = sealed(told), told.decision == PROMOTED and not dry_run
    if moves:
        register_features(sport, done.version, done.features.names)
    if not dry_run:
        append(client, sport, done)
    if moves:
        crown(client, sport, done.version, done.champion)
    return Decision(moves, done.version, done.reason, done)


def _in_its_hour(card: EvidenceCard, games_in_play: InPlay) -> EvidenceCard:
    """A version that may serve waits while games are on that another one serves."""
    if card.decision != PROMOTED or card.champion is None:
        return card
    on = games_in_play()
    if not on:
        return card
    told = f"It waits for the end of {', '.join(on)}: nobody changes models in the middle of a game."
    return replace(card, decision=WAITS, reasons=(*card.reasons, told), games_on=on)
