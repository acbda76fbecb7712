"""What a session remembers of one game, and its plate appearances as items."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from livebet.domain.messages import Refused
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.items import Item, PlayTakenBack, PlayTold, SituationTold
from livebet.feeds.mlb_gumbo.diamond import Half
from livebet.feeds.mlb_gumbo.payload import RawAtBat
from livebet.feeds.mlb_gumbo.plays import ERRORS, NAME, PER_AT_BAT, Appearance, Made, Reader, begins
from livebet.feeds.refusals import refused
from livebet.feeds.tellings import Tellings

_AT_BAT = msgspec.json.Decoder(RawAtBat)


@dataclass(slots=True)
class Memory:
    """One game: its plate appearances by their bytes and how they began, and all plays as they were told."""

    tellings: Tellings = field(default_factory=Tellings)
    read: dict[tuple[bytes, Half | None], Appearance] = field(default_factory=dict)
    told: dict[str, PlayTold] = field(default_factory=dict)
    timecode: str = ""

    def appearances(self, raws: list[msgspec.Raw], native_id: str) -> tuple[list[Appearance], list[Refused]]:
        """Plate appearances in order; one that did not change is not read anew."""
        kept: dict[tuple[bytes, Half | None], Appearance] = {}
        found: dict[int, Appearance] = {}
        bad: list[Refused] = []
        half: Half | None = None
        for raw in raws:
            key = (bytes(raw), half)
            try:
                appearance = self.read.get(key) or _read(raw, half, native_id)
            except ERRORS as error:
                bad.append(refused(NAME, f"plate appearance: {error}", bytes(raw), native_id))
                continue
            kept[key] = found[appearance.index] = appearance
            bad += appearance.bad
            half = appearance.half
        self.read = kept
        return [found[index] for index in sorted(found)], bad

    def items(self, appearances: list[Appearance], native_id: str, at: datetime, over: bool) -> list[Item]:
        """All plays, with those taken back, and the situation of the plate appearance that goes on."""
        made = [play for appearance in appearances for play in appearance.plays]
        if over and made:
            made.append(_game_over(made[-1]))
        plays = [self._told(play, native_id, at) for play in made]
        reopened = [self._reopened(appearance, native_id, at) for appearance in appearances if appearance.now]
        plays += [play for play in reopened if play]
        gone = self.tellings.vanished(told.play.situation.play_id for told in plays)
        back: list[Item] = [
            PlayTakenBack(
                feed=NAME, native_id=native_id, observed_at=at, play_id=play_id, official_id=play_id
            )
            for play_id in gone
        ]
        for play_id in gone:
            self.told.pop(play_id, None)
        return [*back, *plays, *_situation(appearances, native_id, at)]

    def _told(self, made: Made, native_id: str, at: datetime, *, final: bool = True) -> PlayTold:
        """The play; a correction is seen when the document that has it was written."""
        play_id = made.play.situation.play_id
        revision = self.tellings.revision(play_id, made.play)
        known = self.told.get(play_id)
        if known is not None and known.play.revision == revision:
            return known
        told = PlayTold(
            feed=NAME,
            native_id=native_id,
            observed_at=at if revision else made.at,
            play=replace(made.play, revision=revision) if revision else made.play,
            official_id=play_id,
            final=final,
        )
        self.told[play_id] = told
        return told

    def _reopened(self, appearance: Appearance, native_id: str, at: datetime) -> PlayTold | None:
        """A plate appearance that was over and goes on again: its result is none for now.

        It says nothing of outs and bases, which the events before it tell.
        """
        if appearance.now is None or appearance.now.play_id not in self.told:
            return None
        before = self.told[appearance.now.play_id].play
        play = Play(
            situation=replace(before.situation, diamond=None),
            kind=PlayKind.OTHER,
            description="The plate appearance goes on",
            side=appearance.now.possession,
            detail="reopened",
        )
        return self._told(Made(play, at), native_id, at, final=False)


def _read(raw: msgspec.Raw, half: Half | None, native_id: str) -> Appearance:
    told = _AT_BAT.decode(raw)
    return Reader(told, begins(told, half), native_id).appearance()


def _situation(appearances: list[Appearance], native_id: str, at: datetime) -> Iterator[Item]:
    if appearances and (now := appearances[-1].now):
        yield SituationTold(
            feed=NAME, native_id=native_id, observed_at=at, situation=now, official_id=now.play_id
        )


def _game_over(last: Made) -> Made:
    before = last.play.situation
    situation = Situation(
        play_id="end",
        sequence=(before.sequence // PER_AT_BAT + 1) * PER_AT_BAT,
        period=before.period,
        clock_seconds=None,
        possession=None,
    )
    play = Play(
        situation=situation,
        kind=PlayKind.GAME_END,
        description="Game over",
        score_after=last.play.score_after,
    )
    return Made(play, last.at)
