"""`livebet replay`: the slates there are, and the replay that runs: seen and steered."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import date

    from livebet.services.replay_state import ReplayState, Steering


def replay(
    slates: Annotated[bool, typer.Option("--list", help="List the slates to choose from.")] = False,
    season: Annotated[int, typer.Option(help="Whose slates to list, 2009 to 2019.")] = 2019,
    pause: Annotated[bool, typer.Option("--pause", help="Stand still.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on.")] = False,
    step: Annotated[int | None, typer.Option(help="So many more plays, then stand still.", min=1)] = None,
    speed: Annotated[float | None, typer.Option(help="Times real time; inf for no waiting.")] = None,
    seek: Annotated[str | None, typer.Option(help="Go forward: minutes (90) or clock (Q3-05:00).")] = None,
    verify: Annotated[
        str,
        typer.Option(help="Run a day's journal (2026-11-22) anew: does it say what was logged?"),
    ] = "",
) -> None:
    """Steer the replay that runs, or show how far it is; a slate is chosen with `livebet up --slate`.

    Examples: `livebet replay`, `livebet replay --list`, `livebet replay --pause`,
    `livebet replay --seek Q4-02:00`
    """
    import asyncio

    if slates:
        _list(season)
        return
    if verify:
        _verify(verify)
        return
    state = asyncio.run(_steer(pause, resume, step, speed, seek))
    typer.echo(
        f"{state.slate} ({state.replay_id}): {state.state} at {state.speed:g}×, told until "
        f"{state.position or 'nothing yet'}: {state.games} games, {state.plays} plays, {state.quotes} quotes"
    )


def _list(season: int) -> None:
    from livebet.feeds.slates import slates

    for slate in slates(season):
        typer.echo(f"{slate.name}  {slate.season_type} week {slate.week:>2}  {len(slate.eids):>2} games")


def _verify(text: str) -> None:
    from cli.faults import Fault
    from livebet.archive.journal import journal_root
    from livebet.engine import EngineConfig
    from livebet.services.verify import verify
    from livebet.settings import settings

    of = settings()
    config = EngineConfig(min_edge=of.min_edge, kelly_multiplier=of.kelly_multiplier)
    try:
        found = verify(journal_root(of.home), _day(text), config)
    except LookupError as fault:
        raise Fault(f"--verify: {fault} in {journal_root(of.home)}") from None
    came_in = f"{found.came_in} messages in, {found.said} said of {found.games} games"
    left_out = f"; {found.unlisted} said of games listed before it" if found.unlisted else ""
    typer.echo(f"the journal until {found.day}: {came_in}{left_out}")
    if found.difference is not None:
        typer.echo(f"first difference: {found.difference}")
        raise typer.Exit(1)
    typer.echo("run anew it says exactly what was logged")


def _day(text: str) -> "date":
    """A UTC day.

    Raises:
        Fault: it is none.
    """
    from datetime import date

    from cli.faults import Fault

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(f"a day is written as in 2026-11-22, not {text}") from None


async def _steer(
    pause: bool, resume: bool, step: int | None, speed: float | None, seek: str | None
) -> "ReplayState":
    from redis.exceptions import RedisError

    from cli.faults import Fault
    from cli.runner.servers import redis_url_of
    from livebet.services.replay_state import ReplayStore
    from livebet.settings import settings
    from livebet.stream.connect import redis_client

    try:
        async with redis_client(redis_url_of(settings())) as client:
            store = ReplayStore(client)
            state = await store.state()
            if state is None:
                raise Fault("no replay has run yet: start one with `livebet up`")
            for command in _commands(state, pause, resume, step, speed, seek):
                await store.send(command)
            return state
    except RedisError as fault:
        raise Fault(f"no replay to be found ({fault}): start one with `livebet up`") from None


def _commands(
    state: "ReplayState", pause: bool, resume: bool, step: int | None, speed: float | None, seek: str | None
) -> "list[Steering]":
    from livebet.feeds.pacing import Pause, Resume, SetSpeed, Step

    asked: list[Steering] = []
    if seek is not None:
        asked.append(_seek(state, seek))
    if speed is not None:
        asked.append(SetSpeed(speed))
    if pause:
        asked.append(Pause())
    if resume:
        asked.append(Resume())
    if step is not None:
        asked.append(Step(step))
    return asked


def _seek(state: "ReplayState", where: str) -> "Steering":
    """Minutes from the kickoff as in 90, or a period and its clock as in Q3-05:00.

    Raises:
        Fault: it is neither.
    """
    import re
    from datetime import timedelta

    from cli.faults import Fault
    from livebet.feeds.pacing import Seek
    from livebet.services.replay_state import SeekClock

    clock = re.fullmatch(r"Q(\d)-(\d{1,2}):(\d\d)", where)
    if clock is not None:
        period, minutes, seconds = map(int, clock.groups())
        return SeekClock(period, 60 * minutes + seconds)
    if not re.fullmatch(r"\d+(\.\d+)?", where):
        raise Fault(f"--seek takes minutes from the kickoff (90) or period and clock (Q3-05:00), not {where}")
    return Seek(state.kickoff + timedelta(minutes=float(where)))
