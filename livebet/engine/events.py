"""Key events of one game: told once, with the impact they had, and taken back when they were false.

A key event is told as soon as the prediction that knows of it arrives, since its impact is the change between
the prediction before and that one. It waits for that at most `EngineConfig.impact_wait` of game time; then it
is told with impact 0 and `data["impact"] = "unknown"`.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from livebet.domain.games import Side
from livebet.domain.messages import KeyEvent, Published
from livebet.engine.plays import Step
from livebet.engine.voice import Voice
from livebet.game.detection import detect
from livebet.game.happenings import EventType, Fact, Happening
from livebet.game.momentum import Remembered
from livebet.game.sports.table import RULES
from livebet.game.state import GameState
from livebet.odds.movement import Steam

RETRACTED = "retracted"
"""The event type that takes a key event back: `data["retracts"]` is its message id."""
STEAM_MOVE = "steam_move"
"""The event type of a steam move: the market's own, so it has no impact on our probability."""

Name = tuple[EventType, Side | None, int]
"""Within one play: type, side, and which of several alike."""


@dataclass(frozen=True, slots=True)
class Impact:
    """The change of the home win probability; `known` says how it is known."""

    change: float
    known: str

    @property
    def both(self) -> dict[str, float]:
        """The change for both sides, in the words of the boundary."""
        return {"home": self.change, "away": -self.change}


SHARED = "shared"
"""Several plays went by between two predictions."""
UNKNOWN = Impact(0.0, "unknown")
"""No prediction told in time what it did."""
NONE = Impact(0.0, "model")
"""The model sees the same game as before."""
MARKET = Impact(0.0, "market")
"""It happened in the market, not in the game."""


@dataclass(frozen=True, slots=True)
class Held:
    """A key event that waits for the prediction of a revision of at least `needs`."""

    happening: Happening
    name: Name
    step: Step
    needs: int
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """What a step showed that was not known, and what was said to take back what is false."""

    fresh: tuple[Happening, ...]
    said: list[Published]


@dataclass(slots=True)
class EventDesk:
    """Remembers what was told of every play, and what still waits."""

    voice: Voice
    wait: timedelta
    momentum: Remembered
    told: dict[str, dict[Name, UUID | None]] = field(default_factory=dict)
    """By play: the message id of each key event, None while it waits."""
    held: list[Held] = field(default_factory=list)

    def note(self, step: Step, needs: int, at: datetime) -> Noted:
        """Compare a step with what was told of its play: the new waits, the false is taken back."""
        known = self.told.setdefault(step.play_id, {})
        named = _named(detect(step.before, step.after, step.play, self.momentum))
        fresh = {name: happening for name, happening in named.items() if name not in known}
        for name, happening in fresh.items():
            known[name] = None
            self.held.append(Held(happening, name, step, needs, at))
        false = [name for name in known if name not in named]
        return Noted(tuple(fresh.values()), self._take_back(step.play_id, false, step.after, at))

    def forget(self, play_id: str, state: GameState, at: datetime) -> list[Published]:
        """Take back all that was told of a play that never happened."""
        return self._take_back(play_id, list(self.told.get(play_id, ())), state, at)

    def _take_back(self, play_id: str, false: list[Name], state: GameState, at: datetime) -> list[Published]:
        said: list[Published] = []
        for name in false:
            message_id = self.told[play_id].pop(name)
            if message_id is None:
                self.held = [one for one in self.held if (one.step.play_id, one.name) != (play_id, name)]
            else:
                said.append(self._retraction(play_id, name, message_id, state, at))
        return said

    def _retraction(self, play_id: str, name: Name, false: UUID, state: GameState, at: datetime) -> KeyEvent:
        event_type, side, _ = name
        return KeyEvent(
            **self.voice.head(at, RETRACTED, false),
            event_type=RETRACTED,
            description=f"{event_type} taken back",
            side=side,
            play_id=play_id,
            game_clock=clock(state),
            period=state.period,
            impact_score=0.0,
            probability_change=UNKNOWN.both,
            data={"retracts": str(false), "event_type": event_type.value, "impact": UNKNOWN.known},
        )

    def release(self, revision: int, impact: Impact) -> list[Published]:
        """Tell what waited for a prediction of this revision; of several plays, as their common impact."""
        ready = [one for one in self.held if one.needs <= revision]
        if not ready:
            return []
        self.held = [one for one in self.held if one.needs > revision]
        if any(one.step.play_id != ready[0].step.play_id for one in ready):
            impact = replace(impact, known=SHARED)
        return [self._tell(one, impact) for one in ready]

    def give_up(self, now: datetime) -> list[Published]:
        """Tell what waited for too long."""
        if not self.held or now - self.held[0].observed_at <= self.wait:
            return []
        late = [one for one in self.held if now - one.observed_at > self.wait]
        self.held = [one for one in self.held if now - one.observed_at <= self.wait]
        return [self._tell(one, UNKNOWN) for one in late]

    def give_up_all(self) -> list[Published]:
        """Tell what waited for a prediction that will not come."""
        waited, self.held = self.held, []
        return [self._tell(one, UNKNOWN) for one in waited]

    def _tell(self, held: Held, impact: Impact) -> KeyEvent:
        step, happening = held.step, held.happening
        side = None if happening.side is None else happening.side.value
        head = self.voice.head(held.observed_at, "key_event", step.play_id, step.after.revision, *held.name)
        self.told[step.play_id][held.name] = head["message_id"]
        data: dict[str, Fact] = {**happening.data, "impact": impact.known}
        return KeyEvent(
            **head,
            event_type=happening.event_type.value,
            description=step.play.description if step.play else "",
            side=side,
            play_id=step.play_id,
            game_clock=clock(step.after),
            period=step.after.period,
            impact_score=impact.change,
            probability_change=impact.both,
            data=data,
        )

    def steam(self, steam: Steam, state: GameState, at: datetime) -> KeyEvent:
        """Tell of a steam move."""
        return KeyEvent(
            **self.voice.head(at, STEAM_MOVE, at, steam.kind, steam.selection, *steam.bookmakers),
            event_type=STEAM_MOVE,
            description=f"{steam.kind} {steam.selection} shortens at {', '.join(steam.bookmakers)}",
            side=None,
            play_id=state.play_id,
            game_clock=clock(state),
            period=state.period,
            impact_score=0.0,
            probability_change=MARKET.both,
            data={
                "market": steam.kind.value,
                "selection": steam.selection.value,
                "bookmakers": len(steam.bookmakers),
                "impact": MARKET.known,
            },
        )


def clock(state: GameState) -> str:
    """The game clock as its sport shows it: what is left of the period, or the inning."""
    return RULES[state.game.sport].clock(state)


def _named(found: tuple[Happening, ...]) -> dict[Name, Happening]:
    named: dict[Name, Happening] = {}
    for happening in found:
        nth = 0
        while (name := (happening.event_type, happening.side, nth)) in named:
            nth += 1
        named[name] = happening
    return named
