"""Any answer of StatsAPI to items. A session follows one game where patches come, for they name none."""

from collections.abc import Callable

import msgspec

from livebet.domain.messages import Refused
from livebet.feeds.items import HealthTold, Item
from livebet.feeds.mlb_gumbo.boxscores import box_items, forecast_items, game_forecast, schedule_items
from livebet.feeds.mlb_gumbo.games import UNNAMED, instant_of, phase_of, told_game, told_score
from livebet.feeds.mlb_gumbo.memory import Memory
from livebet.feeds.mlb_gumbo.patches import Document, RawPatch
from livebet.feeds.mlb_gumbo.payload import RawFile, RawGameData, RawLinescore, RawLiveData
from livebet.feeds.mlb_gumbo.plays import ERRORS, NAME
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

MAX_GAMES = 64
"""Games remembered at once; a day has at most twenty."""

_FILE = msgspec.json.Decoder(RawFile, strict=False)
_PARTS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_PATCHES = msgspec.json.Decoder(list[RawPatch])
_GAME = msgspec.json.Decoder(RawGameData, strict=False)
_LIVE = msgspec.json.Decoder(RawLiveData)
_LINE = msgspec.json.Decoder(RawLinescore)


class Session:
    """One connection's payloads to items."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._games: dict[str, Memory] = {}
        self._document = Document()
        self._following = UNNAMED

    def __call__(self, raw: bytes) -> list[Item]:
        """The items of one answer, or why there are none."""
        try:
            return self._items(raw, "")
        except ERRORS as error:
            return [refused(NAME, f"file: {error}", raw)]

    def _items(self, raw: bytes, native_id: str) -> list[Item]:
        if raw.lstrip()[:1] == b"[":
            return self._list(raw, native_id)
        file = _FILE.decode(raw)
        if file.response:
            asked = file.path_params
            return self._items(bytes(file.response), asked.get("game_pk") or asked.get("gamePk") or "")
        if file.game_data and file.live_data:
            return self._whole(file, raw)
        native_id = native_id or self._following
        return self._part(file, raw, native_id) or [_unfollowed(file, raw)]

    def _part(self, file: RawFile, raw: bytes, native_id: str) -> list[Item]:
        """The items of an answer that is no whole game; none where it is not followed."""
        if file.all_plays is not None:
            return self._plays(file.all_plays, native_id)
        if file.dates is not None:
            return schedule_items(file.dates) or [refused(NAME, "schedule: no games in it", raw)]
        if file.innings and file.teams:
            return [told_score(_LINE.decode(raw), native_id)]
        if file.game and file.home_win_probability is not None:
            return game_forecast(file.game, file.home_win_probability)
        if file.teams:
            return box_items(raw, native_id)
        if file.result:
            return self._plays([msgspec.Raw(raw)], native_id)
        if file.update_id and file.game_pk:
            return [_health("update wanted", file.update_id, str(file.game_pk), file.time_stamp)]
        return []

    def _memory(self, native_id: str) -> Memory:
        """The memory of a game; the one least lately read makes room."""
        memory = self._games.pop(native_id, None) or Memory()
        self._games[native_id] = memory
        if len(self._games) > MAX_GAMES:
            del self._games[next(iter(self._games))]
        return memory

    def _whole(self, file: RawFile, raw: bytes) -> list[Item]:
        game, live = _GAME.decode(file.game_data), _LIVE.decode(file.live_data)
        at, phase = instant_of(file.meta_data.time_stamp), phase_of(game.status)
        self._following = native_id = str(game.game.pk)
        memory = self._memory(native_id)
        if file.meta_data.time_stamp < memory.timecode:
            return [_health("stale", f"older than {memory.timecode}", native_id, file.meta_data.time_stamp)]
        memory.timecode = file.meta_data.time_stamp
        self._document.keep(raw, memory.timecode)
        appearances, bad = memory.appearances(live.plays.all_plays, native_id)
        plays = memory.items(appearances, native_id, at, over=phase == "final")
        line = live.linescore
        score: list[Item] = [told_score(line, native_id, phase, at)] if line and phase != "scheduled" else []
        return [told_game(game, at), *plays, *score, *bad]

    def _plays(self, raws: list[msgspec.Raw], native_id: str) -> list[Item]:
        memory = self._memory(native_id)
        appearances, bad = memory.appearances(raws, native_id)
        plays = memory.items(appearances, native_id, UNKNOWN_INSTANT, over=False)
        return [*plays, *bad] or [refused(NAME, "plays: none yet", b"", native_id)]

    def _list(self, raw: bytes, native_id: str) -> list[Item]:
        """Patches, or forecasts after each plate appearance."""
        told = _LIST.decode(raw)
        if not told:
            return [_health("unchanged", "no patch since", self._following)]
        try:
            patches = _PATCHES.decode(raw)
        except ERRORS:
            return forecast_items(told, native_id or self._following)
        try:
            whole = self._document.patched(patches)
            if whole is not None:
                return self._whole(_FILE.decode(whole), whole)
        except ERRORS as error:
            self._document.forget()
            return [_health("resync wanted", str(error), self._following)]
        return [_health("unchanged", "the patch was told before", self._following)]


def _health(state: str, detail: str, native_id: str, timecode: str = "") -> HealthTold:
    return HealthTold(
        feed=NAME,
        native_id="" if native_id == UNNAMED else native_id,
        observed_at=instant_of(timecode),
        state=state,
        detail=detail,
    )


_UNFOLLOWED: tuple[tuple[str, Callable[[RawFile], object]], ...] = (
    ("transactions of players", lambda file: file.transactions),
    ("a catalogue of venues", lambda file: file.venues),
    ("people", lambda file: file.people),
)


def _unfollowed(file: RawFile, raw: bytes) -> Refused:
    """What an answer is that tells nothing of a game."""
    if file.message_number is not None or file.message:
        return refused(NAME, f"the API said: {file.message[:200] or file.message_number}", raw)
    for what, part in _UNFOLLOWED:
        if part(file) is not None:
            return refused(NAME, f"not followed: {what}", raw)
    parts = ", ".join(list(_PARTS.decode(raw))[:10])[:200]
    return refused(NAME, f"file: none of StatsAPI's shapes, its parts are: {parts}", raw)
