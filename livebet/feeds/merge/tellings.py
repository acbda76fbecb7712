"""What every teller says of the plays of one game, joined by the official id where there is one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from livebet.domain.plays import Play
from livebet.feeds.feed import Authority


class Teller(NamedTuple):
    """A feed under one of its names of the game; the greater overrules the lesser."""

    authority: Authority
    feed: str
    native_id: str


RECALLED = Teller(Authority.RUMOUR, "", "")
"""What was told by an earlier process, as its own messages say: everybody overrules it."""


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """What a teller last said of a play: the play in its own words, or None where it only took it back."""

    teller: Teller
    native: str
    official: str
    play: Play | None
    gone: bool
    at: datetime

    @property
    def place(self) -> tuple[int, str]:
        """Where the teller itself puts it."""
        return (self.play.situation.sequence if self.play else -1), self.native


Bundle = dict[Teller, Telling]
"""Tellings of one play that one official id joins, or one telling that has none."""
_Key = tuple[str, Teller | None]
_Own = tuple[Teller, str]


@dataclass(slots=True)
class Tellings:
    """All that was told. `dirty` names the periods whose plays have to be joined anew."""

    dirty: set[int] = field(default_factory=set)
    _bundles: dict[_Key, Bundle] = field(default_factory=dict)
    _keys: dict[_Own, _Key] = field(default_factory=dict)
    _periods: dict[_Key, int] = field(default_factory=dict)
    _of_period: dict[int, dict[_Key, None]] = field(default_factory=dict)

    def of_period(self, period: int) -> Iterable[Bundle]:
        """The bundles whose best telling puts them there."""
        return (self._bundles[key] for key in self._of_period.get(period, ()))

    def tell(self, teller: Teller, official: str, play: Play, at: datetime) -> None:
        """A play is told; a repeat and an older telling of it change nothing."""
        known = self._known(teller, play.situation.play_id, official)
        if known is None or _is_news(known, play, at):
            native = play.situation.play_id
            self._put(Telling(teller, native, official or (known.official if known else ""), play, False, at))

    def take_back(self, teller: Teller, native: str, official: str, at: datetime) -> None:
        """A teller says that a play never happened; one told anew since stays."""
        known = self._known(teller, native, official)
        if known is not None and (known.gone or known.at > at):
            return
        if known is None:
            self._put(Telling(teller, native, official, None, True, at))
        else:
            self._put(Telling(teller, known.native, known.official, known.play, True, at))

    def known(self, teller: Teller, native: str) -> Telling | None:
        """What a teller said of a play that it calls so."""
        key = self._keys.get((teller, native))
        return self._bundles[key].get(teller) if key else None

    def _known(self, teller: Teller, native: str, official: str) -> Telling | None:
        """The telling that this one replaces."""
        own = self.known(teller, native)
        if own is not None or not official:
            return own
        there = self._bundles.get((official, None), {}).get(teller)
        return there if there is not None and (there.gone or not native) else None

    def _put(self, telling: Telling) -> None:
        key = self._key(telling)
        before = self._keys.get((telling.teller, telling.native))
        if before is not None and before != key:
            del self._bundles[before][telling.teller]
            self._settle(before)
        self._keys[telling.teller, telling.native] = key
        self._bundles.setdefault(key, {})[telling.teller] = telling
        self._settle(key)

    def _key(self, telling: Telling) -> _Key:
        """By the official id, unless the teller has another play of that id."""
        key: _Key = (telling.official, None)
        there = self._bundles.get(key, {}).get(telling.teller)
        if telling.official and (there is None or there.gone or there.native == telling.native):
            return key
        return telling.native, telling.teller

    def _settle(self, key: _Key) -> None:
        """Put a bundle into the period that its best telling names."""
        bundle, before = self._bundles[key], self._periods.get(key)
        if before is not None:
            self.dirty.add(before)
            del self._of_period[before][key]
            del self._periods[key]
        told = [telling for telling in bundle.values() if telling.play is not None]
        best = max(told, key=lambda telling: telling.teller, default=None)
        if best is not None and best.play is not None:
            period = self._periods[key] = best.play.situation.period
            self._of_period.setdefault(period, {})[key] = None
            self.dirty.add(period)


def _is_news(known: Telling, play: Play, at: datetime) -> bool:
    """Whether a telling is a newer one, by the feed's own count, else by its instant, else as it came."""
    if known.play is None:
        return at > known.at
    if known.play == play:
        return known.gone and at > known.at
    if play.revision != known.play.revision:
        return play.revision > known.play.revision and not (known.gone and known.at > at)
    return at >= known.at
