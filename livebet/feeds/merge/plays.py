"""The plays of one game: what every feed tells of them in, one truth out, told anew where it changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from uuid import UUID

from livebet.domain.messages import FindingSeen, Inbound, PlayDeleted, PlaySeen
from livebet.domain.plays import Play
from livebet.feeds.merge.disagreements import FINDING, disagreements, told
from livebet.feeds.merge.labels import labelled
from livebet.feeds.merge.tellings import RECALLED, Teller, Telling, Tellings
from livebet.feeds.merge.truth import Joined, period_of_plays, standing


@dataclass(slots=True)
class _Stand:
    """A play as it was last told: what it was made of, and the message."""

    telling: Telling
    play: Play
    at: datetime
    deleted: bool = False

    def is_still(self, telling: Telling, label: int) -> bool:
        """Whether it was told from this very telling, in this place."""
        return not self.deleted and self.telling is telling and self.play.situation.sequence == label


@dataclass(slots=True)
class PlayMerger:
    """Everything that is known of the plays of one game."""

    game_id: UUID
    tellings: Tellings = field(default_factory=Tellings)
    _periods: dict[int, list[Joined]] = field(default_factory=dict)
    _ids: dict[tuple[Teller, str], str] = field(default_factory=dict)
    _stands: dict[str, _Stand] = field(default_factory=dict)
    _findings: set[str] = field(default_factory=set)
    last: Play | None = None
    """The newest play that stands."""

    def play_id(self, teller: Teller, native: str, official: str = "") -> str:
        """The canonical id of a play that a teller calls so; what it would get where nobody told it yet."""
        return self._ids.get((teller, native)) or (official or f"{teller.feed}:{native}")

    def is_over(self, play_id: str) -> bool:
        """Whether this play was told."""
        return play_id in self._stands

    def recall(self, message: PlaySeen | PlayDeleted) -> None:
        """Know a message that an earlier process told: its play keeps its id, its place and its count.

        It counts as told by somebody whom every feed overrules.
        """
        if isinstance(message, PlayDeleted):
            self.tellings.take_back(RECALLED, message.play_id, "", message.observed_at)
            if message.play_id in self._stands:
                self._stands[message.play_id].deleted = True
            return
        play, at = message.play, message.observed_at
        play_id = play.situation.play_id
        self.tellings.tell(RECALLED, "" if ":" in play_id else play_id, play, at)
        telling = self.tellings.known(RECALLED, play_id)
        if telling is not None and telling.play == play:
            self._ids[RECALLED, play_id] = play_id
            self._stands[play_id] = _Stand(telling, play, at)

    def standing(self) -> Iterator[Play]:
        """The plays that are true, in no order."""
        return (stand.play for stand in self._stands.values() if not stand.deleted)

    def settle(self) -> list[Inbound]:
        """Join what was told since, and tell what of the truth is new or other than it was."""
        if not self.tellings.dirty:
            return []
        fresh: list[Joined] = []
        for period in sorted(self.tellings.dirty):
            self._periods[period] = period_of_plays(self.tellings.of_period(period))
            fresh += self._periods[period]
        self.tellings.dirty.clear()
        plays = [joined for period in sorted(self._periods) for joined in self._periods[period]]
        self._name(fresh, {joined.name for joined in plays})
        true = standing(plays)
        return [
            *self._deletions(plays, true),
            *self._told(true),
            *self._disagreements(fresh),
            *self._overtaken(plays, true),
        ]

    def _name(self, fresh: Sequence[Joined], taken: set[str]) -> None:
        """Give every play the id it was first told as; of two that are one now the better teller's."""
        for joined in fresh:
            joined.name = next((known for known in self._known_ids(joined) if known not in taken), "")
            taken.add(joined.name)
        for joined in fresh:
            if not joined.name:
                joined.name = next(one for one in _fresh_ids(joined) if one not in taken)
                taken.add(joined.name)
            for teller, telling in joined.tellings.items():
                self._ids[teller, telling.native] = joined.name

    def _known_ids(self, joined: Joined) -> Iterator[str]:
        for teller in sorted(joined.tellings, reverse=True):
            known = self._ids.get((teller, joined.tellings[teller].native))
            if known is not None:
                yield known

    def _told(self, true: Sequence[Joined]) -> Iterator[Inbound]:
        known = [self._stands.get(joined.name) for joined in true]
        labels = labelled([stand.play.situation.sequence if stand else None for stand in known])
        for joined, stand, label in zip(true, known, labels, strict=True):
            if stand is None or not stand.is_still(joined.best, label):
                yield from self._tell(joined, joined.name, stand, label)
        self.last = self._stands[true[-1].name].play if true else None

    def _tell(self, joined: Joined, play_id: str, stand: _Stand | None, label: int) -> Iterator[Inbound]:
        """Tell a play that is new, or whose content or place is."""
        play, at = _canonical(joined.play, play_id, label, stand.play if stand else None), joined.best.at
        if stand is None:
            self._stands[play_id] = _Stand(joined.best, play, at)
            yield PlaySeen(game_id=self.game_id, play=play, observed_at=at)
            return
        same = replace(play, description=stand.play.description) == stand.play
        stand.telling = joined.best
        if same and not stand.deleted:
            return
        stand.play, stand.at = replace(play, revision=stand.play.revision + 1), max(at, stand.at)
        stand.deleted = False
        yield PlaySeen(game_id=self.game_id, play=stand.play, observed_at=stand.at)

    def _deletions(self, plays: Sequence[Joined], true: Sequence[Joined]) -> Iterator[Inbound]:
        """What was told and does not stand any more, from when its teller took it back."""
        stands = {joined.name for joined in true}
        false = [one for one, stand in self._stands.items() if one not in stands and not stand.deleted]
        if not false:
            return
        taken_back = {joined.name: joined.best.at for joined in plays if joined.gone}
        for play_id in false:
            stand = self._stands[play_id]
            stand.deleted, stand.at = True, max(stand.at, taken_back.get(play_id, stand.at))
            yield PlayDeleted(game_id=self.game_id, play_id=play_id, observed_at=stand.at)

    def _disagreements(self, fresh: Sequence[Joined]) -> Iterator[Inbound]:
        """What feeds tell otherwise than the one that wins."""
        for joined in fresh:
            if len(joined.tellings) > 1:
                for detail in disagreements(joined.name, joined):
                    yield from self._found(detail, joined)

    def _overtaken(self, plays: Sequence[Joined], true: Sequence[Joined]) -> Iterator[Inbound]:
        """What a lesser feed told, and a greater one, having told on, does not."""
        stands = {joined.name for joined in true}
        winner = max((teller for joined in true for teller in joined.tellings), default=None)
        for joined in plays:
            if joined.gone or joined.name in stands or joined.name not in self._stands or winner is None:
                continue
            if joined.best.teller == RECALLED:
                continue
            theirs = joined.play.kind.value
            detail = told(joined.name, joined.best.teller, theirs, winner, "no such play")
            yield from self._found(detail, joined)

    def _found(self, detail: str, joined: Joined) -> Iterator[FindingSeen]:
        """A finding, once."""
        if detail in self._findings:
            return
        self._findings.add(detail)
        at = max(telling.at for telling in joined.tellings.values())
        yield FindingSeen(game_id=self.game_id, finding=FINDING, detail=detail, observed_at=at)


def _fresh_ids(joined: Joined) -> Iterator[str]:
    """What a play may be called: by its official id, else by what its best teller calls it."""
    tellings = sorted(joined.tellings.values(), key=lambda telling: telling.teller, reverse=True)
    yield from (telling.official for telling in tellings if telling.official)
    yield from (f"{telling.teller.feed}:{telling.native}" for telling in tellings)
    best = tellings[0]
    yield from (f"{best.teller.feed}:{best.teller.native_id}:{best.native}:{number}" for number in count(1))


def _canonical(play: Play, play_id: str, label: int, before: Play | None) -> Play:
    situation = replace(play.situation, play_id=play_id, sequence=label)
    return replace(play, situation=situation, revision=before.revision if before else 0)
