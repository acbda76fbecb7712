"""What comes next: a net that reads a situation from the side that has the ball.

Three questions share its two layers: which score comes next (classes in `NEXT_SCORES`), how long it takes,
and whether a timeout or a turnover comes before the half or the period ends (`STOPS`). The time is taken as
exponential, so that a half that ends without a score teaches that nothing came so long.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from training.data.rows import NEXT_SCORES, Rows
from training.dataset import Doubles, Flags, Floats, Ints
from training.models.coming import STOPS, UNKNOWN, coming, mirrored_classes
from training.models.inputs import Inputs
from training.models.momentum import device
from training.models.reads import READS
from training.models.sides import sides_of

Say = Callable[[str], None]
_TIME_WEIGHT = 0.05
_STOP_WEIGHT = 0.3
UNIT = 60.0
"""Seconds (in baseball outs) that the net counts time in."""
_INSTANT = 0.5
"""Added to every wait: a run may come before the next out, and no time at all would have infinite density."""
_LOG_BOUND = 6.0


@dataclass(frozen=True, slots=True)
class EventParameters:
    """How the nets learn: from at most `most_rows`, of more plays every second, third and so on.

    A pass takes `rows_at_once`, of few rows fewer, so that it has at least `steps` steps. The mean of several
    nets that begin differently errs less than any of them.
    """

    nets: int = 3
    hidden: int = 128
    epochs: int = 18
    rows_at_once: int = 2048
    steps: int = 300
    most_rows: int = 600_000
    learning_rate: float = 4e-3
    weight_decay: float = 1e-3
    dropout: float = 0.1
    seed: int = 7


class EventNet(nn.Module):
    """Scores of classes of scores and of stops, and the logarithm of the mean time to a score."""

    def __init__(self, width: int, hidden: int, scores: int, stops: int, dropout: float) -> None:
        """Two hidden layers, one output layer that is cut in three."""
        super().__init__()
        self.first = nn.Linear(width, hidden)
        self.second = nn.Linear(hidden, hidden)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden, scores + stops + 1)
        self.scores, self.stops = scores, stops

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Inputs [rows, width] to scores of classes, scores of stops, log mean minutes."""
        hidden = torch.relu(self.first(inputs))
        hidden = self.drop(torch.relu(self.second(hidden)))
        told: Tensor = self.out(hidden)
        return told[:, : self.scores], told[:, self.scores : -1], told[:, -1]


@dataclass(frozen=True)
class Event:
    """A net as learnt, with its inputs."""

    net: EventNet
    inputs: Inputs

    def scores(self, rows: Rows) -> Doubles:
        """Chances of the classes of `NEXT_SCORES`, [rows, classes]."""
        return self._chances(rows, 0, NEXT_SCORES[rows.sport])

    def stops(self, rows: Rows) -> Doubles:
        """Chances of the classes of `STOPS`, [rows, classes]."""
        return self._chances(rows, 1, STOPS[rows.sport])

    def _chances(self, rows: Rows, place: int, names: tuple[str, ...]) -> Doubles:
        self.net.eval()
        sides = sides_of(rows.sport)
        with torch.no_grad():
            inputs = torch.from_numpy(self.inputs.of(sides.held(rows.features)))
            told = [self.net(part.to(device()))[place].cpu() for part in torch.split(inputs, 65_536)]
        held = torch.softmax(torch.cat(told), dim=1).numpy().astype(np.float64)
        turned = held[:, mirrored_classes(names)]
        return np.where((sides.holder(rows.features) < 0)[:, None], turned, held)


@dataclass(frozen=True)
class _Data:
    inputs: Tensor
    score: Tensor
    stop: Tensor
    wait: Tensor
    scored: Tensor

    @classmethod
    def of(cls, rows: Rows, inputs: Inputs, most: int) -> "_Data":
        """Rows whose next score is known, of more than `most` every second, third and so on."""
        came, away = coming(rows), sides_of(rows.sport).holder(rows.features) < 0
        known = np.flatnonzero(came.score >= 0)
        some = known[:: max(1, -(-len(known) // most))]
        features, earlier = as_the_ball_was_got(rows.names, rows.features[some])
        values: tuple[Floats | Ints | Doubles, ...] = (
            inputs.of(sides_of(rows.sport).held(features)),
            _turned(came.score[some], away[some], NEXT_SCORES[rows.sport]),
            _turned(came.stop[some], away[some], STOPS[rows.sport]),
            ((came.wait[some] + earlier + _INSTANT) / UNIT).astype(np.float32),
            came.scored[some].astype(np.float32),
        )
        return cls(*(torch.from_numpy(value).to(device()) for value in values))

    def loss(self, net: EventNet, at: Tensor) -> Tensor:
        """The score's log loss, with parts of the stop's and the time's."""
        score, stop, minutes = net(self.inputs[at])
        total = nn.functional.cross_entropy(score, self.score[at])
        told = nn.functional.cross_entropy(stop, self.stop[at], ignore_index=UNKNOWN, reduction="sum")
        total = total + _STOP_WEIGHT * told / len(at)
        bounded = minutes.clamp(-_LOG_BOUND, _LOG_BOUND)
        waited = bounded * self.scored[at] + self.wait[at] * torch.exp(-bounded)
        in_all: Tensor = total + _TIME_WEIGHT * waited.mean()
        return in_all


def as_the_ball_was_got(names: tuple[str, ...], features: Floats) -> tuple[Floats, Doubles]:
    """Every other row with the clock of when its side got the ball, and how many seconds earlier that was.

    Files tell a basketball play at its clock, and the row above it is taken then; a live feed tells it when
    it is over, and the row is taken as the next side gets the ball. The net learns from both moments.
    """
    earlier = np.zeros(len(features))
    if "ball_seconds" not in names:
        return features, earlier
    ball, moved = names.index("ball_seconds"), features.copy()
    earlier[1::2] = np.nan_to_num(features[1::2, ball])
    moved[:, ball] -= earlier.astype(np.float32)
    for clock in ("seconds_left", "period_seconds_left"):
        moved[:, names.index(clock)] += earlier.astype(np.float32)
    return moved, earlier


def _turned(classes: Ints, away: Flags, names: tuple[str, ...]) -> Ints:
    """Classes as the side in possession sees them; unknown stays so."""
    turned: Ints = mirrored_classes(names)[np.maximum(classes, 0)]
    return np.where(away & (classes >= 0), turned, classes)


def mean_of(nets: list[EventNet]) -> EventNet:
    """One net that tells the mean of what several of the same shape tell: side by side, blocks apart."""
    one, count = nets[0], len(nets)
    if count == 1:
        return one
    width, hidden = one.first.in_features, one.first.out_features
    whole = EventNet(width, count * hidden, one.scores, one.stops, 0.0).to(one.first.weight.device)
    with torch.no_grad():
        whole.first.weight.copy_(torch.cat([net.first.weight for net in nets]))
        whole.first.bias.copy_(torch.cat([net.first.bias for net in nets]))
        whole.second.weight.zero_()
        for place, net in enumerate(nets):
            here = slice(place * hidden, (place + 1) * hidden)
            whole.second.weight[here, here] = net.second.weight
        whole.second.bias.copy_(torch.cat([net.second.bias for net in nets]))
        whole.out.weight.copy_(torch.cat([net.out.weight for net in nets], dim=1) / count)
        whole.out.bias.copy_(torch.stack([net.out.bias for net in nets]).mean(dim=0))
    return whole


def fit_event(rows: Rows, parameters: EventParameters | None = None, say: Say = lambda _: None) -> Event:
    """Learn from the rows whose next score is known."""
    told, reads = parameters or EventParameters(), READS[rows.sport]
    inputs = Inputs.learnt(rows.sport, reads.event, rows.features, reads.clocks)
    data = _Data.of(rows, inputs, told.most_rows)
    sizes = inputs.width, told.hidden, len(NEXT_SCORES[rows.sport]), len(STOPS[rows.sport])
    nets = []
    for number in range(told.nets):
        torch.manual_seed(told.seed + number)
        net = EventNet(*sizes, told.dropout).to(device())
        _learn(net, data, told, say)
        nets.append(net)
    return Event(mean_of(nets), inputs)


def _learn(net: EventNet, data: _Data, told: EventParameters, say: Say) -> None:
    """Pass over the rows again and again, each time in another order."""
    count = len(data.score)
    at_once = max(1, min(told.rows_at_once, count // told.steps))
    steps = told.epochs * -(-count // at_once)
    optimizer = torch.optim.AdamW(net.parameters(), told.learning_rate, weight_decay=told.weight_decay)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, told.learning_rate, total_steps=steps)
    for epoch in range(told.epochs):
        net.train()
        total = 0.0
        for at in torch.split(torch.randperm(count), at_once):
            loss = data.loss(net, at.to(device()))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            pace.step()
            total += float(loss.detach()) * len(at)
        say(f"what comes next, epoch {epoch + 1}: {total / count:.4f}")
