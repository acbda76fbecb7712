"""Judges a version for `livebet promote`, and tells the decision as text or JSON."""

from collections.abc import Callable

import msgspec

from cli.deciding import Place
from livebet.settings import settings
from training.promotion.aliases import CHAMPION, named, version_at
from training.promotion.card import PROMOTED, WAITS
from training.promotion.chain import Verified, verify
from training.promotion.consider import Decision, consider
from training.promotion.contenders import load
from training.promotion.judging import judging
from training.promotion.page import as_markdown
from training.tracking import connect

Say = Callable[[str], None]


def judged(where: Place, which: str, dry_run: bool, say: Say) -> Decision:
    """The decision about a version on this home's later seasons.

    Raises:
        NoSuchVersionError, NothingToJudgeError, BrokenModelError: as `consider`.
    """
    client, sport = connect(where.uri), where.sport
    version, serving = named(client, sport, which), version_at(client, sport, CHAMPION)
    if version == serving:
        return Decision(False, version, f"Version {version} is the champion already.")
    both = [load(where.uri, sport, one) for one in (version, serving) if one is not None]
    say(f"livebet: reading the seasons that are new to {_words(version, serving)}")
    rows, beside = judging(sport, both, settings().home)
    say(f"livebet: judging on {len(rows):,} plays of {', '.join(map(str, rows.seasons))}")
    return consider(
        sport, version, rows, where.uri, games_in_play=where.games_in_play, dry_run=dry_run, beside=beside
    )


def _words(version: str, serving: str | None) -> str:
    return f"version {version}" if serving is None else f"versions {version} and {serving}"


def shown(where: Place, decision: Decision, dry_run: bool, json: bool) -> str:
    """The card with what became of it, and whether the chain of cards holds."""
    chain = verify(where.uri, where.sport)
    if json:
        return _as_json(decision, dry_run, chain)
    page = [] if decision.card is None else [as_markdown(decision.card)]
    return "\n".join([*page, _outcome(decision, dry_run), _chain(chain)])


def _outcome(decision: Decision, dry_run: bool) -> str:
    if decision.card is None:
        return decision.reason
    if not dry_run:
        return f"Version {decision.version} {decision.card.decision}."
    told = {PROMOTED: "would be promoted", WAITS: "would wait"}[decision.card.decision]
    return f"Dry run, nothing was written: version {decision.version} {told}."


def _chain(chain: Verified) -> str:
    if chain.broken is not None:
        return f"The chain of evidence is BROKEN: {chain.broken}."
    if not chain.cards:
        return "The chain of evidence has no card yet."
    return f"The chain of evidence holds: cards 1 to {len(chain.cards)}, the newest {chain.head}."


def _as_json(decision: Decision, dry_run: bool, chain: Verified) -> str:
    told = {
        "promoted": decision.promoted,
        "dry_run": dry_run,
        "version": decision.version,
        "reason": decision.reason,
        "card": decision.card,
        "chain": {"cards": len(chain.cards), "head": chain.head, "broken": chain.broken},
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode()
