"""The plays of one game in order, with the state after each: the fold, and its rewinding.

Plays may come twice, late, edited or be taken back. The state is always the fold of the plays that are true
now, in the order of their sequence, so any order of telling ends in the same state.
"""

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import datetime

from livebet.domain.messages import GameAbandoned, PlayBegan, PlayDeleted, PlaySeen
from livebet.domain.plays import Play, Situation
from livebet.game.rules import Rules
from livebet.game.state import GameState, Phase


@dataclass(frozen=True, slots=True)
class Step:
    """One folding. `play` is None as a play begins; `play_id` names it either way."""

    before: GameState
    after: GameState
    play_id: str
    play: Play | None


@dataclass(frozen=True, slots=True)
class Correction:
    """Why plays were folded anew: its name and what it was about; `deleted` names a play taken back.

    `since` is the newest revision that stays true: what rests on a later one rested on something false.
    """

    finding: str
    detail: str
    since: int
    deleted: str | None = None


@dataclass(frozen=True, slots=True)
class Folded:
    """What a message about plays did: the steps that are new or were done anew."""

    steps: tuple[Step, ...]
    correction: Correction | None = None


Order = tuple[int, str]


def order(situation: Situation) -> Order:
    """Where a play belongs among those of its game."""
    return situation.sequence, situation.play_id


@dataclass(slots=True)
class PlayLog:
    """`states[i]` is the fold of the first i plays; `preview` the state as the play under way begins."""

    rules: Rules
    states: list[GameState]
    plays: list[Play] = field(default_factory=list)
    preview: GameState | None = None
    began: PlayBegan | None = None
    revisions: dict[str, int] = field(default_factory=dict)
    """The newest telling of every play, those taken back included: an older one is no news."""
    told_at: dict[str, datetime] = field(default_factory=dict)
    abandoned_at: datetime | None = None
    """The newest instant at which the game was given up."""
    given_up: bool = False
    """Whether no later play has taken it up again."""

    @property
    def state(self) -> GameState:
        """The game as it stands; one that was given up is abandoned unless it is final."""
        state = self.states[-1] if self.preview is None else self.preview
        if not self.given_up or state.phase is Phase.FINAL:
            return state
        return replace(state, phase=Phase.ABANDONED, revision=state.revision + 1)

    def abandon(self, message: GameAbandoned) -> bool:
        """Give the game up; False where it is final, was given up by then, or told of a play since."""
        at = message.observed_at
        known = [*self.told_at.values()] + ([] if self.began is None else [self.began.observed_at])
        repeat = self.abandoned_at is not None and at <= self.abandoned_at
        if repeat or self.state.phase is Phase.FINAL or any(heard > at for heard in known):
            return False
        news = not self.given_up
        self.abandoned_at, self.given_up = at, True
        return news

    def _take_up(self, at: datetime) -> None:
        """A play later than the abandonment: the game goes on."""
        if self.abandoned_at is not None and at > self.abandoned_at:
            self.given_up = False

    def begin(self, message: PlayBegan) -> Folded | None:
        """A play begins; None for one that is over or older than what is known."""
        situation = message.situation
        if situation.play_id in self.revisions or (self.plays and order(situation) < order(self.last)):
            return None
        if self.began is not None and not _newer(message, self.began):
            return None
        before = self.state
        self.began = message
        self._preview(before.revision)
        self._take_up(message.observed_at)
        return Folded((Step(before, self.state, situation.play_id, None),))

    @property
    def last(self) -> Situation:
        """The situation of the last play."""
        return self.plays[-1].situation

    def see(self, message: PlaySeen) -> Folded | None:
        """A play is over or told anew; None for a repeat or an older telling."""
        play, play_id = message.play, message.play.situation.play_id
        known = self.revisions.get(play_id)
        if known is not None and play.revision <= known:
            return None
        self.revisions[play_id], self.told_at[play_id] = play.revision, message.observed_at
        folded = self._place(play, known)
        self._take_up(message.observed_at)
        return folded

    def _place(self, play: Play, known: int | None) -> Folded:
        """Fold a play in where it belongs; `known` is its revision told before."""
        if known is None and (not self.plays or order(play.situation) > order(self.last)):
            return self._append(play)
        play_id = play.situation.play_id
        old = self._remove(play_id)
        at = bisect_left(self.plays, order(play.situation), key=lambda one: order(one.situation))
        self.plays.insert(at, play)
        finding = "play_late" if known is None else "play_corrected"
        first = at if old is None else min(at, old)
        since = self.states[first].revision
        detail = f"play {play_id}, revision {play.revision}"
        return Folded(self._refold(first), Correction(finding, detail, since))

    def delete(self, message: PlayDeleted) -> Folded | None:
        """A play never happened; None where nothing is known of it or it was told anew since."""
        play_id = message.play_id
        if message.observed_at < self.told_at.get(play_id, message.observed_at):
            return None
        self.revisions.setdefault(play_id, 0)
        at = self._remove(play_id)
        if at is None:
            return None
        correction = Correction("play_deleted", f"play {play_id}", self.states[at].revision, deleted=play_id)
        return Folded(self._refold(at), correction)

    def restart(self, start: GameState) -> Folded:
        """The game was listed anew: fold all of it from another start."""
        revision = self.state.revision
        self.states[0] = replace(start, revision=revision + 1)
        steps = self._refold(0)
        return Folded(steps, Correction("game_relisted", "teams, kickoff or expected margin changed", -1))

    def _append(self, play: Play) -> Folded:
        revision, before = self.state.revision, self.states[-1]
        after = _above(self.rules.finish(self._as_it_began(play), play), revision)
        self.plays.append(play)
        self.states.append(after)
        self._preview(revision)
        return Folded((Step(before, after, play.situation.play_id, play),))

    def _as_it_began(self, play: Play) -> GameState:
        """What `finish` would begin with: the preview where it is just that, which saves the work."""
        if self.preview is None or self.began is None or self.began.situation != play.situation:
            return self.states[-1]
        return self.preview

    def _remove(self, play_id: str) -> int | None:
        for at in range(len(self.plays) - 1, -1, -1):
            if self.plays[at].situation.play_id == play_id:
                del self.plays[at]
                return at
        return None

    def _refold(self, at: int) -> tuple[Step, ...]:
        """Fold the plays from `at` anew; the newest state gets a revision above all before it."""
        revision = self.state.revision
        del self.states[at + 1 :]
        steps: list[Step] = []
        for play in self.plays[at:]:
            before = self.states[-1]
            self.states.append(self.rules.finish(before, play))
            steps.append(Step(before, self.states[-1], play.situation.play_id, play))
        self.states[-1] = _above(self.states[-1], revision)
        self._preview(revision)
        return tuple(steps)

    def _preview(self, revision: int) -> None:
        """Begin the play under way on the newest state, unless it is over or was overtaken."""
        self.preview = None
        if self.began is None or (self.plays and order(self.began.situation) <= order(self.last)):
            self.began = None
        else:
            begun = self.rules.begin(self.states[-1], self.began.situation)
            self.preview = _above(begun, max(revision, self.states[-1].revision))


def _newer(message: PlayBegan, known: PlayBegan) -> bool:
    if message.situation.play_id == known.situation.play_id:
        return message.observed_at > known.observed_at and message.situation != known.situation
    return order(message.situation) > order(known.situation)


def _above(state: GameState, revision: int) -> GameState:
    """The state with a revision above the given one, so that newer is always higher."""
    return state if state.revision > revision else replace(state, revision=revision + 1)
