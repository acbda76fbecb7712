"""X's filtered stream: rules for the games of the day, then one connection that tells what matches them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec
from pydantic import SecretStr

from livebet.domain.games import Sport
from livebet.feeds import x_twitter
from livebet.feeds.identity.tables import Tables
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.feed import Outlet
from livebet.feeds.live.interest import Interest, Worth, worth
from livebet.feeds.live.lines import LineStream
from livebet.feeds.live.links import Link, Transport
from livebet.feeds.live.streamed import StreamedFeed
from livebet.feeds.live.together import Together
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.x_twitter.payload import LINE
from livebet.feeds.x_twitter.rules import API, FIELDS, RULES, Rule, rules

NAME = x_twitter.NAME
LOOK_SECONDS = 60.0
"""So often the rules follow the games: of them X takes 25 changes in fifteen minutes."""
SILENCE_SECONDS = (x_twitter.FEED.terms.keep_alive or 20.0) + 5.0
"""A keep-alive may be a little late on its way."""
_TAGS = tuple(f"{sport.value}/" for sport in Sport)


class _Standing(msgspec.Struct):
    id: str
    value: str
    tag: str = ""


class _Rules(msgspec.Struct):
    data: list[_Standing] = []


class RuleKeeper:
    """Keeps the feed's rules as the games want them; other people's (other tags) stay."""

    name = NAME

    def __init__(self, wiring: Wiring, token: SecretStr) -> None:
        """Speak with the bearer token."""
        self.ready = asyncio.Event()
        self._wiring = wiring
        self._poller = wiring.poller(x_twitter.FEED.terms)
        self._bearer = {"Authorization": token}
        self._tables = Tables()
        self._set: set[Rule] | None = None

    async def run(self, outlet: Outlet) -> None:
        """Look again and again what is wanted.

        Raises:
            FeedError: the rules cannot be set.
        """
        self._set = None
        while True:
            wanted = self._wanted(outlet.interest)
            if set(wanted) != self._set and (wanted or self._set):
                await self._put(wanted)
                self._set = set(wanted)
            if wanted:
                self.ready.set()
            outlet.alive()
            await asyncio.sleep(LOOK_SECONDS)

    def _wanted(self, interest: Interest) -> list[Rule]:
        now = self._wiring.clock.now()
        games = [
            (-worth(game, now), sport, home, away)
            for sport in Sport
            for game in interest.of_sport(sport.value)
            if worth(game, now) >= Worth.SOON
            and (home := self._tables.team(sport, game.home)) is not None
            and (away := self._tables.team(sport, game.away)) is not None
        ]
        return rules((sport, home, away) for _, sport, home, away in sorted(games))

    async def _put(self, wanted: Sequence[Rule]) -> None:
        standing = [one for one in await self._standing() if one.tag.startswith(_TAGS)]
        stale = [one.id for one in standing if Rule(one.value, one.tag) not in wanted]
        known = {Rule(one.value, one.tag) for one in standing}
        missing = [rule._asdict() for rule in wanted if rule not in known]
        if stale:
            await self._ask({"delete": {"ids": stale}})
        if missing:
            await self._ask({"add": missing})

    async def _standing(self) -> list[_Standing]:
        body = await self._ask(None)
        try:
            return msgspec.json.decode(body, type=_Rules).data
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise FeedError(FaultKind.MISSHAPEN, "rules that cannot be read") from None

    async def _ask(self, change: object | None) -> bytes:
        ask = Ask(
            url=self._wiring.address(NAME, RULES),
            headers={"Content-Type": "application/json"},
            secret_headers=self._bearer,
            body=None if change is None else msgspec.json.encode(change),
        )
        self._poller.forget(ask)
        return (await self._poller.ask(ask)).body or b"{}"


class _Telling:
    """A link that is over once the feed has said so in band, whether it closes or not."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._why = ""

    async def receive(self) -> bytes:
        """The next line.

        Raises:
            FeedError: the feed said with the last one that it ends here.
        """
        if self._why:
            kind = FaultKind.BUSY if self._why == "TooManyConnections" else FaultKind.CUT
            raise FeedError(kind, f"the feed ended the connection: {self._why}")
        line = await self._link.receive()
        if b"disconnect_type" in line or b"connection_issue" in line:
            self._why = _why(line)
        return line

    async def send(self, message: bytes) -> None:
        """Nothing can be sent."""
        await self._link.send(message)


def _why(line: bytes) -> str:
    """Why a line ends the connection; empty for a post that has such words."""
    try:
        told = LINE.decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""
    return next((problem.ends for problem in told.errors if problem.ends), told.connection_issue)


def _gated(transport: Transport, ready: asyncio.Event) -> Transport:
    """Connects once there are rules: X turns away who has none."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Link]:
        await ready.wait()
        async with transport() as link:
            yield _Telling(link)

    return opened


def live(wiring: Wiring, silence_seconds: float = SILENCE_SECONDS) -> Together:
    """The feed's live reader; what was posted while nobody listened is not read later.

    A connection that is silent for so long is dead.

    Raises:
        MissingCredentialError: there is no token.
    """
    bearer = SecretStr(f"Bearer {wiring.secret('x_bearer_token').get_secret_value()}")
    keeper = RuleKeeper(wiring, bearer)
    ask = Ask(url=wiring.address(NAME, API), params=FIELDS, secret_headers={"Authorization": bearer})
    lines = LineStream(wiring.client, wiring.clock, ask, silence_seconds)
    stream = StreamedFeed(NAME, _gated(lines.open, keeper.ready), wiring.clock, target="stream")
    return Together(NAME, [keeper, stream])
