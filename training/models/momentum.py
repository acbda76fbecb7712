"""Momentum: a recurrent net (LSTM) over the plays of a game so far, which learns what the diffusion lacks.

Each step reads the row as a play begins and how it differs from the row before: points, yards, possession
and clock tell what the play brought. The net carries its state from play to play, so a new play costs one
step. In a sport that is its own mirror it looks from both sides and says half the difference, so that
swapping the sides negates what it says.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles, Ints
from training.models.games import Spans, game_weight, spans
from training.models.inputs import Inputs
from training.models.reads import READS
from training.models.sides import SYMMETRIC, sides_of

Say = Callable[[str], None]
DIFFUSION = "diffusion_logit"
MOST_PASSES: dict[Sport, int] = {Sport.NFL: 12, Sport.NBA: 1, Sport.MLB: 1}
"""Where plays before the row tell nothing of who wins, further passes learn the seasons by heart."""


@dataclass(frozen=True, slots=True)
class MomentumParameters:
    """How the net learns; passes are cut to `MOST_PASSES`."""

    hidden: int = 16
    epochs: int = 4
    games_at_once: int = 32
    learning_rate: float = 4e-3
    weight_decay: float = 1e-3
    dropout: float = 0.2
    seed: int = 7


class MomentumNet(nn.Module):
    """Log odds to add to the diffusion's, for each step of each sequence."""

    def __init__(self, width: int, hidden: int, dropout: float) -> None:
        """Begin by adding nothing."""
        super().__init__()
        self.lstm = nn.LSTM(2 * width, hidden, batch_first=True)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden, 1, bias=False)
        nn.init.zeros_(self.out.weight)

    def forward(self, steps: Tensor) -> Tensor:
        """Steps [sequences, length, 2 * width] to [sequences, length]."""
        hidden, _ = self.lstm(self.drop(steps))
        told: Tensor = self.out(self.drop(hidden))
        return told.squeeze(-1)


@dataclass(frozen=True)
class Momentum:
    """A net as learnt, with its inputs; `symmetric` where it looks from both sides."""

    net: MomentumNet
    inputs: Inputs
    symmetric: bool

    def logit(self, rows: Rows) -> Doubles:
        """Log odds of a home win, each row with the rows of its game above it."""
        games = spans(rows.game)
        views, told = _views(rows, self.inputs, self.symmetric), np.zeros(len(rows))
        self.net.eval()
        with torch.no_grad():
            for chosen in games.batches(256, np.argsort(games.rows)):
                places = games.padded(chosen)
                said = self.net(_steps(views, places)).cpu().numpy().astype(np.float64)
                told[places[places >= 0]] = _joined(said, self.symmetric)[places >= 0]
        diffusion: Doubles = rows.column(DIFFUSION).astype(np.float64)
        return diffusion + told


def device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _views(rows: Rows, inputs: Inputs, symmetric: bool) -> Tensor:
    """Inputs from each side: [sides, rows, width]."""
    views = [inputs.of(rows.features)]
    if symmetric:
        views.append(inputs.of(sides_of(rows.sport).mirrored(rows.features)))
    return torch.from_numpy(np.stack(views)).to(device())


def _steps(views: Tensor, places: Ints) -> Tensor:
    """Rows and their differences: [sides * games, longest, 2 * width]; the first row differs from nothing."""
    at = torch.from_numpy(np.maximum(places, 0)).to(views.device)
    now = views[:, at].flatten(0, 1)
    before = torch.cat([torch.zeros_like(now[:, :1]), now[:, :-1]], dim=1)
    return torch.cat([now, now - before], dim=2)


def _joined(said: NDArray[np.float64], symmetric: bool) -> Doubles:
    if not symmetric:
        return said
    home, away = np.split(said, 2)
    half: Doubles = (home - away) / 2
    return half


def fit_momentum(
    rows: Rows, parameters: MomentumParameters | None = None, say: Say = lambda _: None
) -> Momentum:
    """Learn from all of these rows."""
    told = parameters or MomentumParameters()
    torch.manual_seed(told.seed)
    inputs = Inputs.learnt(rows.sport, READS[rows.sport].momentum, rows.features)
    net = MomentumNet(inputs.width, told.hidden, told.dropout).to(device())
    momentum = Momentum(net, inputs, rows.sport in SYMMETRIC)
    data = _Data.of(rows, momentum)
    passes = min(told.epochs, MOST_PASSES[rows.sport])
    steps = passes * -(-len(data.games.first) // told.games_at_once)
    optimizer = torch.optim.AdamW(net.parameters(), told.learning_rate, weight_decay=told.weight_decay)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, told.learning_rate, total_steps=steps)
    draw = np.random.default_rng(told.seed)
    for epoch in range(passes):
        net.train()
        losses: list[float] = []
        for chosen in data.games.batches(told.games_at_once, draw.permutation(len(data.games.first))):
            loss = data.loss(net, chosen)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            pace.step()
            losses.append(float(loss.detach()))
        say(f"momentum, epoch {epoch + 1}: {np.mean(losses):.4f}")
    return momentum


@dataclass(frozen=True)
class _Data:
    """All rows as tensors."""

    views: Tensor
    diffusion: Tensor
    won: Tensor
    weight: Tensor
    games: Spans
    symmetric: bool

    @classmethod
    def of(cls, rows: Rows, momentum: Momentum) -> "_Data":
        views = _views(rows, momentum.inputs, momentum.symmetric)
        columns = (rows.column(DIFFUSION), rows.home_won, game_weight(rows.game))
        diffusion, won, weight = (
            torch.from_numpy(np.asarray(one, np.float32)).to(views.device) for one in columns
        )
        return cls(views, diffusion, won, weight, spans(rows.game), momentum.symmetric)

    def loss(self, net: MomentumNet, chosen: Ints) -> Tensor:
        """Mean log loss of these games' rows, every game weighing the same."""
        places = self.games.padded(chosen)
        at = torch.from_numpy(np.maximum(places, 0)).to(self.views.device)
        there = torch.from_numpy(places >= 0).to(self.views.device)
        said = net(_steps(self.views, places))
        if self.symmetric:
            home, away = said.chunk(2)
            said = (home - away) / 2
        loss = nn.functional.binary_cross_entropy_with_logits(
            self.diffusion[at] + said, self.won[at], reduction="none"
        )
        weight = self.weight[at] * there
        return (loss * weight).sum() / weight.sum()
