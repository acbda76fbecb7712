"""The pipeline over live sources: items in, one truth out, judged like everything else."""

from collections.abc import Sequence
from datetime import UTC, datetime

from livebet.domain.games import Sport
from livebet.domain.messages import GameListed, Inbound, PlaySeen
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.identity.own import NO_ALIASES, with_team
from livebet.feeds.identity.tables import Tables
from livebet.feeds.items import GameTold, Item, PlayTold
from livebet.feeds.pipeline import LiveDataPipeline, ProcessedData
from livebet.feeds.recording import Finding
from livebet.feeds.refusals import refused

AT = datetime(2023, 9, 17, 17, tzinfo=UTC)


class Source:
    """A feed that has one batch to tell."""

    def __init__(self, name: str, *items: Inbound | Item) -> None:
        self.name = name
        self._items: list[Sequence[Inbound | Item]] = [items]

    async def read(self) -> Sequence[Inbound | Item] | None:
        return self._items.pop() if self._items else None


def game(feed: str, home: str = "ATL") -> GameTold:
    return GameTold(
        feed=feed,
        native_id=feed,
        observed_at=AT,
        sport="nfl",
        home=home,
        away="GB",
        kickoff=AT,
        phase="in_play",
    )


def play(feed: str, kind: PlayKind) -> PlayTold:
    situation = Situation(play_id=feed, sequence=1, period=1, clock_seconds=900, possession=None)
    told = Play(situation=situation, kind=kind, description="")
    return PlayTold(feed=feed, native_id=feed, observed_at=AT, play=told, official_id="40")


async def test_two_feeds_read_side_by_side_tell_one_game_and_one_play() -> None:
    pipeline = LiveDataPipeline()
    bad = refused("espn", "price: none", b"")
    espn = Source("espn", game("espn"), play("espn", PlayKind.RUN), bad, Finding("", "end", ""))
    league = Source("nfl_official", game("nfl_official"), play("nfl_official", PlayKind.PASS))
    data = await pipeline.ingest_live_data([espn, league])
    verdict = await pipeline.validate_data_quality(data)
    listed = [m.game for m in verdict.accepted if isinstance(m, GameListed)]
    plays = [m.play for m in verdict.accepted if isinstance(m, PlaySeen)]
    assert [(g.home_team, g.away_team) for g in listed] == [("ATL", "GB")]
    assert [(p.situation.play_id, p.kind) for p in plays] == [("40", PlayKind.PASS)]
    assert verdict.refused == [bad]
    assert (await pipeline.ingest_live_data([espn, league])).ended


async def test_what_nobody_knows_is_refused_with_the_rest_and_a_persons_alias_mends_it() -> None:
    told = ProcessedData(((game("espn", "Georgia Peaches"),),))
    verdict = await LiveDataPipeline().validate_data_quality(told)
    assert [one.reason for one in verdict.refused] == ["identity: unknown nfl team 'Georgia Peaches'"]
    tables = Tables(with_team(NO_ALIASES, Sport.NFL, "Georgia Peaches", "ATL"))
    mended = await LiveDataPipeline(tables).validate_data_quality(told)
    assert (len(mended.accepted), mended.refused) == (1, [])


async def test_messages_of_a_replay_pass_as_they_are_between_items() -> None:
    (listed,) = (await LiveDataPipeline().merge_data_streams([ProcessedData(((game("espn"),),))])).messages
    mixed = ProcessedData(((listed, game("nfl_official"), listed),))
    merged = await LiveDataPipeline().merge_data_streams([mixed])
    assert [type(message) for message in merged.messages] == [GameListed] * 3
    assert merged.messages[0] is merged.messages[2] is listed
