"""Several nets told as one."""

import torch

from training.models.event import EventNet, mean_of


def test_one_net_tells_the_mean_of_what_several_tell() -> None:
    torch.manual_seed(3)
    nets = [EventNet(5, 4, 3, 2, 0.0) for _ in range(3)]
    rows = torch.randn(7, 5)
    whole = mean_of(nets)
    with torch.no_grad():
        for told, each in zip(whole(rows), zip(*(net(rows) for net in nets), strict=True), strict=True):
            assert torch.allclose(told, torch.stack(each).mean(dim=0), atol=1e-6)
    assert mean_of(nets[:1]) is nets[0]
