"""Follows a run on live feeds: its games, and how its feeds are."""

from dataclasses import dataclass

from cli.runner.follow import Follower
from livebet.services.feed_states import FeedState, FeedStates
from livebet.stream.bus import REFUSED, Bus, inbound, outbound


@dataclass(slots=True)
class LiveFollower(Follower):
    """As a follower of a replay, but its games are those that no replay tells."""

    feeds: FeedStates | None = None

    async def start_of_live(self, bus: Bus) -> dict[str, str]:
        """After which entries to read: the newest ones, asked before anything is read."""
        partitions = range(bus.partitions)
        streams = [REFUSED, *map(inbound, partitions), *map(outbound, partitions)]
        return {stream: await bus.tip(stream) for stream in streams}

    async def _title(self) -> str:
        states = [] if self.feeds is None else await self.feeds.read()
        return f"live: {'; '.join(map(shown, states)) or 'about to begin'}"

    def _follows(self, replay_id: str) -> bool:
        return not replay_id


def shown(state: FeedState) -> str:
    """A feed in a few words."""
    told = f"{state.feed} {state.payloads} payloads"
    if state.quota_left is not None:
        told += f", {state.quota_left} credits left"
    if state.lag_p50 is not None:
        told += f", lag {state.lag_p50:.0f} s"
    return f"{told}, {state.circuit}: {state.fault}" if state.fault else told
