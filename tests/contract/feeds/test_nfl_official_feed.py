import pytest

from livebet.domain.games import Score
from livebet.feeds.nfl_official import parse
from livebet.feeds.reconcile import fold, reconcile
from livebet.feeds.recording import Recording
from livebet.settings import ROOT

RECORDINGS = ROOT.parent / "shared" / "feeds" / "nfl_official"


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")
@pytest.mark.parametrize(
    ("name", "final"),
    [
        ("2011120406", Score(31, 17)),
        ("2012010115", Score(23, 20)),
        ("2016111307", Score(47, 25)),
        ("2016111312", Score(24, 31)),
    ],
)
def test_game_center_recordings_reconcile(name: str, final: Score) -> None:
    recording = parse((RECORDINGS / f"{name}.gtd.json.gz").read_bytes())
    assert isinstance(recording, Recording)
    assert reconcile(recording) == []
    assert fold(recording).score == final
