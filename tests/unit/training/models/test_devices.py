"""Members learn on a GPU where there is one that the libraries can use."""

from collections.abc import Callable
from typing import cast

import pytest
import torch
import xgboost as xgb

from training.data.rows import Rows
from training.ensemble import side_by_side as beside
from training.ensemble.side_by_side import side_by_side
from training.models.momentum import device
from training.models.trees import tree_device


@pytest.mark.parametrize(
    ("there", "built", "nets", "trees"),
    [(True, True, "cuda", "cuda"), (True, False, "cuda", "cpu"), (False, True, "cpu", "cpu")],
)
def test_nets_and_trees_learn_where_they_can(
    there: bool, built: bool, nets: str, trees: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there)
    monkeypatch.setattr(xgb, "build_info", lambda: {"USE_CUDA": built})

    assert device().type == nets
    assert tree_device.__wrapped__() == trees


class Many:
    """As many rows as want several processes."""

    def __len__(self) -> int:
        return 1_000_000


def test_with_a_gpu_tasks_go_one_after_the_other_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(beside, "ProcessPoolExecutor", None)
    words: list[str] = []

    def count(rows: Rows, say: Callable[[str], None]) -> int:
        say("here")
        return len(rows)

    told = side_by_side(cast(Rows, Many()), [count] * 2, words.append)

    assert told == [1_000_000, 1_000_000]
    assert words == ["here", "here"]
