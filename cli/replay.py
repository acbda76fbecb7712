"""`livebet replay`: the slates there are, and the replay that runs: seen and steered."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import date

    from livebet.services.replay_state import ReplayState, Steering


def replay(
    slates: Annotated[bool, typer.Option("--list", help="List the slates to choose from.")] = False,
    season: Annotated[str, typer.Option(help="Whose to list: 2009 to 2019, or nba, mlb.")] = "2019",
    pause: Annotated[bool, typer.Option("--pause", help="Stand still.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on.")] = False,
    step: Annotated[int | None, typer.Option(help="So many more plays, then stand still.", min=1)] = None,
    speed: Annotated[float | None, typer.Option(help="Times real time; inf for no waiting.")] = None,
    seek: Annotated[
        str | None, typer.Option(help="Go there, forward or back: minutes (90) or clock (Q3-05:00).")
    ] = None,
    slate: Annotated[str, typer.Option(help="Play a slate into the run that is up.")] = "",
    day: Annotated[str, typer.Option(help="Play a day of live feeds (2026-11-22) from the archive.")] = "",
    feeds: Annotated[str, typer.Option(help="Of that day only these, as in espn,uof.")] = "",
    chaos: Annotated[
        float, typer.Option(help="Disturb that slate's feeds at this rate, as in 0.05.", min=0.0, max=0.5)
    ] = 0.0,
    verify: Annotated[
        str, typer.Option(help="Run a day's journal (2026-11-22) anew: does it say what was logged?")
    ] = "",
) -> None:
    """Steer the replay that runs, show how far it is, or play a slate or a day into the run that is up.

    To go back the games that run are abandoned and begin anew under ids of their own. A slate or a day that
    is played here ends with this command, at the speed given (30 where none is), from where --seek says.

    Examples: `livebet replay`, `livebet replay --list`, `livebet replay --pause`,
    `livebet replay --seek Q4-02:00`, `livebet replay --day 2026-11-22 --feeds espn --speed 60`,
    `livebet replay --verify 2026-11-22`
    """
    import asyncio

    if slates:
        _list(season)
        return
    if verify:
        _verify(verify)
        return
    if slate or day:
        _play(slate or _raw(day, feeds), speed, seek, chaos)
        return
    state = asyncio.run(_steer(pause, resume, step, speed, seek))
    typer.echo(
        f"{state.slate} ({state.replay_id}): {state.state} at {state.speed:g}×, told until "
        f"{state.position or 'nothing yet'}: {state.games} games, {state.plays} plays, {state.quotes} quotes"
    )


def _list(season: str) -> None:
    from cli.faults import Fault
    from livebet.feeds.seasons.slates import season_slates, sport_of
    from livebet.feeds.slates import NoSuchSlateError, slates_of
    from livebet.settings import settings

    sport = sport_of(season)
    try:
        found = slates_of(season) if sport is None else season_slates(sport, settings().recordings)
    except NoSuchSlateError as fault:
        raise Fault(f"--season: {fault}") from None
    for slate in found:
        week = "" if slate.week is None else f" week {slate.week:>2}"
        typer.echo(f"{slate.name}  {slate.season_type}{week}  {len(slate.eids):>2} games")


def _raw(day: str, feeds: str) -> str:
    """The name of a day of raw payloads."""
    name = f"raw:{_day(day).isoformat()}"
    return f"{name}:{feeds}" if feeds else name


def _play(name: str, speed: float | None, seek: str | None, chaos: float) -> None:
    """Play it in this process, into the Redis of the run that is up.

    Raises:
        Fault: nothing is called so, or a replay runs already.
    """
    import asyncio

    from pydantic import SecretStr

    from cli.faults import Fault
    from cli.ingest import strength_before
    from cli.runner.home import is_alive, running
    from cli.runner.servers import redis_url_of
    from livebet.feeds.slates import NoSuchSlateError
    from livebet.services.feeder import Wanted
    from livebet.services.ingest import ingest
    from livebet.services.strengths import margins_from
    from livebet.settings import settings

    of = settings()
    record = running(of.home)
    if record is not None and "ingest" in record.processes and is_alive(*record.processes["ingest"]):
        raise Fault("a replay runs already: --seek, --speed and --pause steer it, `livebet down` stops it")
    of = of.model_copy(update={"redis_url": SecretStr(redis_url_of(of))})
    start_at = None if seek is None else _minutes(seek)
    wanted = Wanted(slate=name, speed=speed or 30.0, start_at=start_at, chaos=chaos)
    try:
        state = asyncio.run(ingest(of, wanted, margins_from(strength_before())))
    except NoSuchSlateError as fault:
        raise Fault(str(fault)) from None
    typer.echo(f"{state.slate}: {state.state}, {state.plays} plays, {state.quotes} quotes told")


def _minutes(text: str) -> float:
    from cli.faults import Fault

    try:
        return float(text)
    except ValueError:
        raise Fault(f"--seek takes minutes where a slate or day begins, not {text}") from None


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
