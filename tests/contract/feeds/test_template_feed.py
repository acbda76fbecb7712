import json
from pathlib import Path

from livebet.domain.messages import Refused
from livebet.feeds import _template
from livebet.feeds.items import PlayTold

PAYLOAD = Path(__file__).parent.parent / "payloads" / "template" / "game.json"


def test_the_template_refuses_the_item_without_a_clock_and_keeps_the_rest() -> None:
    items = _template.items(PAYLOAD.read_bytes())
    told = [item.play.description for item in items if isinstance(item, PlayTold)]
    assert told == ["M.Boot kicks off", "R.Unner for 3"]
    (refused,) = (item for item in items if isinstance(item, Refused))
    assert refused.reason == "Object missing required field `clock`"
    assert json.loads(refused.payload) == {"id": 2, "qtr": 1, "text": "no clock"}
