"""One command takes a champion out of service: the version before it serves again, and a card says why."""

from typing import Any

from msgspec.structs import replace

from feature_repo.names import model_name
from livebet.domain.clock import Clock, SystemClock
from livebet.domain.games import Sport
from training.promotion.aliases import (
    CHAMPION,
    PREVIOUS,
    TAKEN_OUT,
    NoSuchVersionError,
    crown,
    named,
    run_of,
    version_at,
)
from training.promotion.card import PROMOTED, ROLLED_BACK, EvidenceCard, sealed
from training.promotion.chain import append, head, links, newest, tell_verdict
from training.promotion.consider import Decision
from training.promotion.contenders import Contender, load
from training.promotion.fingerprints import features_of
from training.promotion.games import InPlay
from training.promotion.ready import alone, register_features
from training.tracking import connect

_CLOCK = SystemClock()


def roll_back(
    sport: Sport,
    uri: str,
    *,
    games_in_play: InPlay,
    reason: str,
    to: str = PREVIOUS,
    decided_by: str = "livebet rollback",
    clock: Clock = _CLOCK,
) -> Decision:
    """Let the version before, or the one that `to` names, serve; games that are on refuse it.

    A guard's alarm is a reason to do it at once: then `games_in_play` is `nobody_plays`.

    Raises:
        NoSuchVersionError: nobody serves, or the registry has no such version.
        BrokenModelError: the version that would serve again cannot be loaded.
    """
    client = connect(uri)
    with alone():
        current = version_at(client, sport, CHAMPION)
        if current is None:
            raise NoSuchVersionError(f"no version of {model_name(sport)} serves: nothing to roll back")
        target = named(client, sport, to)
        if target == current:
            return Decision(False, target, f"Version {target} is the champion already.")
        on = games_in_play()
        if on:
            told = f"{', '.join(on)} on: a roll-back in the middle of a game must be asked for (--now)."
            return Decision(False, target, told)
        card = _card(sport, run_of(client, sport, target), load(uri, sport, target), current, reason)
        dated = replace(card, decided_by=decided_by, decided_at=clock.now().isoformat())
        return _moved(client, sport, dated, reason)


def _card(sport: Sport, run: str, target: Contender, current: str, reason: str) -> EvidenceCard:
    """What is said of a roll-back: nothing is measured, the reason is the evidence."""
    return EvidenceCard(
        model=model_name(sport),
        version=target.version,
        run_id=run,
        decision=ROLLED_BACK,
        champion=current,
        reasons=(f"Version {current} is taken out of service: {reason}",),
        features=features_of(sport, target.ensemble.features),
        learnt=target.learnt,
    )


def _moved(client: Any, sport: Sport, card: EvidenceCard, reason: str) -> Decision:
    """Chain the card, move the alias, and mark the version that is taken out.

    A second roll-back goes on to whom the restored version once replaced, never to and fro.
    """
    name, known = model_name(sport), links(client, sport)
    number, before = head(known)
    done, out = sealed(replace(card, number=number, previous_hash=before)), str(card.champion)
    promoted = newest(known, done.version, PROMOTED)
    register_features(sport, done.version, done.features.names)
    append(client, sport, done)
    crown(client, sport, done.version, None if promoted is None else promoted.champion)
    client.set_model_version_tag(name, out, TAKEN_OUT, reason)
    client.delete_model_version_tag(name, done.version, TAKEN_OUT)
    tell_verdict(client, sport, out, f"rolled back to version {done.version}: {reason}")
    return Decision(True, done.version, done.reason, done)
