"""Answers that are remembered for a while."""

import asyncio

import pytest

from gateway.remembered import Remembered


class Asked:
    """Counts what it is asked; fails while told to."""

    def __init__(self) -> None:
        self.times: dict[str, int] = {}
        self.fails = False

    async def answer(self, key: str) -> str:
        self.times[key] = self.times.get(key, 0) + 1
        await asyncio.sleep(0)
        if self.fails:
            raise OSError("away")
        return f"{key} {self.times[key]}"


async def test_those_who_ask_at_once_and_soon_after_share_one_answer_of_their_key() -> None:
    asked = Asked()
    remembered = Remembered(asked.answer)
    together = await asyncio.gather(remembered.of("nfl"), remembered.of("nfl"), remembered.of("nba"))
    assert (together, await remembered.of("nfl")) == (["nfl 1", "nfl 1", "nba 1"], "nfl 1")
    assert asked.times == {"nfl": 1, "nba": 1}


async def test_an_old_answer_is_asked_for_anew() -> None:
    remembered = Remembered(Asked().answer, seconds=-1.0)
    assert [await remembered.of("nfl"), await remembered.of("nfl")] == ["nfl 1", "nfl 2"]


async def test_a_failure_is_not_remembered() -> None:
    asked = Asked()
    asked.fails, remembered = True, Remembered(asked.answer)
    with pytest.raises(OSError, match="away"):
        await remembered.of("nfl")
    asked.fails = False
    assert await remembered.of("nfl") == "nfl 2"


async def test_who_goes_away_does_not_take_the_answer_from_who_still_waits() -> None:
    remembered = Remembered(Asked().answer)
    leaving = asyncio.ensure_future(remembered.of("nfl"))
    staying = asyncio.ensure_future(remembered.of("nfl"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == "nfl 1"
