"""Load and run an ensemble: only ONNX Runtime, NumPy and msgspec are imported.

A model folder holds `model.onnx` (the base model, see `training.runner`) and `card.json`; beside them may
lie `momentum.onnx` and `event.onnx`, and the card's `ensemble` then says how members are weighed. A folder
without them is an ensemble of one.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from training.ensemble.band import Band, Width
from training.ensemble.blend import BASE, DIFFUSION, MOMENTUM, Blend, blended
from training.ensemble.calls import Calls, MarketShares
from training.ensemble.members import EventPredictionNet, MomentumLSTM, XGBoostLiveModel
from training.runner import CARD_FILE, BrokenModelError, Card

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
LOGIT_FEATURE = "diffusion_logit"
_GAMES_AT_ONCE = 4_096


class Told(msgspec.Struct, frozen=True):
    """What the card tells of the ensemble."""

    blend: Blend = Blend()
    band: Band | None = None


class NextNames(msgspec.Struct, frozen=True):
    """What the classes of `event.onnx` are: scores, and stops (timeouts and turnovers)."""

    score: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()


class EnsembleCard(Card, frozen=True):
    """A card that may tell of an ensemble: from what it learnt, what it calls, its share beside prices."""

    ensemble: Told = Told()
    next_event: NextNames = NextNames()
    learnt_from: str = ""
    calls: Calls = Calls()
    market: MarketShares = MarketShares()


class Forecast(NamedTuple):
    """Home win probabilities with their band and confidence, each float32 [n].

    `logits` are the members', float64 [n, members], in the order of the blend; `memory` is what the momentum
    net carries on, None where there is none.
    """

    probability: Floats
    low: Floats
    high: Floats
    confidence: Floats
    logits: Doubles
    memory: Floats | None = None

    def taken(self, places: Ints) -> "Forecast":
        """These rows of it, without a memory."""
        low, high, sure = self.low[places], self.high[places], self.confidence[places]
        return Forecast(self.probability[places], low, high, sure, self.logits[places])

    @staticmethod
    def joined(parts: "Sequence[Forecast]") -> "Forecast":
        """Several one after the other, without a memory."""
        return Forecast(
            np.concatenate([part.probability for part in parts]),
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
            np.concatenate([part.confidence for part in parts]),
            np.concatenate([part.logits for part in parts]),
        )


class Ensemble:
    """A loaded ensemble; one thread, warm after loading."""

    def __init__(
        self,
        card: EnsembleCard,
        base: XGBoostLiveModel,
        momentum: MomentumLSTM | None = None,
        event: EventPredictionNet | None = None,
    ) -> None:
        """Take the members.

        Raises:
            BrokenModelError: the card weighs a member that is not there.
        """
        self.card, self.features, self.blend = card, card.features, card.ensemble.blend
        self.base, self.momentum, self.event = base, momentum, event
        there = {BASE} | ({MOMENTUM} if momentum else set())
        there |= {DIFFUSION} if LOGIT_FEATURE in card.features else set()
        missing = [name for name in self.blend.members if name not in there]
        if missing:
            raise BrokenModelError(f"the ensemble lacks {', '.join(missing)}")
        self._diffusion = self._place(LOGIT_FEATURE)
        self._period = self._place("period") if "period" in card.features else self._place("inning")
        self._width = Width(card.ensemble.band or _band_of(card), card.features)

    def _place(self, name: str) -> int:
        return self.features.index(name) if name in self.features else -1

    @classmethod
    def from_folder(cls, path: Path | str) -> Self:
        """Read all files of a folder, check that they fit each other, and run once.

        Raises:
            BrokenModelError: a file is missing, unreadable, or they do not fit.
        """
        folder = Path(path)
        try:
            card = msgspec.json.decode((folder / CARD_FILE).read_bytes(), type=EnsembleCard)
            event = EventPredictionNet.from_folder(folder)
            ensemble = cls(
                card, XGBoostLiveModel.from_folder(folder), MomentumLSTM.from_folder(folder), event
            )
            ensemble._warm()
        except BrokenModelError:
            raise
        except Exception as error:
            raise BrokenModelError(f"{folder.name}: {error}") from error
        return ensemble

    def _warm(self) -> None:
        for number in (1, 2):
            rows = np.zeros((number, len(self.features)), np.float32)
            said = self.predict(rows).probability
            if said.shape != (number,) or not bool(np.all((said >= 0) & (said <= 1))):
                raise BrokenModelError(f"its probabilities are not one number in [0, 1] a row: {said!r}")
            if self.event is not None:
                self.event.predict(rows)

    def matrix(self, rows: Sequence[Mapping[str, float]]) -> Floats:
        """Rows by name as a float32 matrix in the model's own order of features.

        Raises:
            KeyError: a row lacks a feature.
        """
        names = self.features
        return np.array([[row[name] for name in names] for row in rows], np.float32).reshape(
            len(rows), len(names)
        )

    def predict(
        self,
        rows: Floats,
        memory: Floats | None = None,
        age: Floats | float = 0.0,
        blend: Blend | None = None,
    ) -> Forecast:
        """One play of each game; without a memory every game begins here.

        `age` is how many seconds ago the rows were true, `blend` other weights than the card's.
        """
        now = blend or self.blend
        after = None
        logits = np.empty((len(rows), len(now.members)))
        for place, name in enumerate(now.members):
            if name == BASE:
                logits[:, place] = self.base.logit(rows)
            elif name == DIFFUSION:
                logits[:, place] = rows[:, self._diffusion]
            elif self.momentum is not None:
                before = self.new(len(rows)) if memory is None else memory
                logits[:, place], after = self.momentum.step(rows, before)
        log_odds = blended(now, logits, rows[:, self._period])
        probability = (1.0 / (1.0 + np.exp(-log_odds))).astype(np.float32)
        low, high = self._width.around(probability, rows, age)
        return Forecast(probability, low, high, 1.0 - (high - low), logits, after)

    def new(self, games: int) -> Floats:
        """The memory of games that begin; without columns where there is no momentum net."""
        return np.zeros((games, 0), np.float32) if self.momentum is None else self.momentum.new(games)

    def replay(self, rows: Floats, game: Ints) -> Forecast:
        """All plays of whole games, those of a game in order: each as if the plays above were told before."""
        if self.momentum is None or MOMENTUM not in self.blend.members or not len(rows):
            return self.predict(rows)
        order = np.argsort(game, kind="stable")
        told = self._replayed(rows[order], game[order])
        back = np.argsort(order)
        return told.taken(back)

    def _replayed(self, rows: Floats, game: Ints) -> Forecast:
        """All plays, game by game."""
        first = np.flatnonzero(np.r_[True, game[1:] != game[:-1]])
        length = np.diff(np.r_[first, len(game)])
        parts: list[tuple[Ints, Forecast]] = []
        for begin in range(0, len(first), _GAMES_AT_ONCE):
            chosen = slice(begin, begin + _GAMES_AT_ONCE)
            parts += self._in_step(rows, first[chosen], length[chosen])
        order = np.argsort(np.concatenate([places for places, _ in parts]))
        return Forecast.joined([told for _, told in parts]).taken(order)

    def _in_step(self, rows: Floats, first: Ints, length: Ints) -> list[tuple[Ints, Forecast]]:
        """The first play of every game, then the second, and so on; longest games first."""
        order = np.argsort(-length)
        first, length = first[order], length[order]
        memory, parts = self.new(len(first)), []
        for step in range(int(length[0])):
            playing = int(np.searchsorted(-length, -step, side="left"))
            places = first[:playing] + step
            told = self.predict(rows[places], memory[:playing])
            memory = told.memory if told.memory is not None else memory
            parts.append((places, told))
        return parts


def _band_of(card: Card) -> Band:
    """The band of a card that tells confidence only: confidence is 1 minus its width."""
    half = tuple((1.0 - level) / 2 for level in card.confidence.confidence)
    return Band(card.confidence.probability, half)
