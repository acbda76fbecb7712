"""`livebet up`: everything, in one command."""

from collections.abc import Mapping
from typing import Annotated

import typer

SIMULATED = 2
"""Simulated games of each sport beside a slate, where nobody says how many."""


def up(
    speed: Annotated[float, typer.Option(help="Times real time; inf for no waiting.", min=0.01)] = 30.0,
    minutes: Annotated[float | None, typer.Option(help="Only so many minutes of the games' time.")] = None,
    slate: Annotated[str, typer.Option(help="Name, date or week; `livebet replay --list` shows them.")] = "",
    games: Annotated[int | None, typer.Option(help="Only so many games of the slate.", min=1)] = None,
    simulated: Annotated[
        int | None, typer.Option(help="Simulated games of the NBA and of MLB beside it; two each.", min=0)
    ] = None,
    start_at: Annotated[float | None, typer.Option(help="Begin at this minute of the games' time.")] = None,
    chaos: Annotated[
        float,
        typer.Option(help="Disturb the replay: this share is doubled, late, dropped…", min=0, max=0.5),
    ] = 0.0,
    exit_when_done: Annotated[
        bool, typer.Option("--exit-when-done", help="End with status 0 after the summary.")
    ] = False,
    live: Annotated[str, typer.Option(help="No replay: read these feeds, as in espn,the_odds_api.")] = "",
) -> None:
    """Start everything, train a champion where there is none, replay a slate of real games as if live.

    Without --slate an unfinished replay goes on, else the next Sunday's early games come. With --live feeds
    are read as they happen, and no quote is simulated. Ctrl-C, or `livebet down` in another terminal, stops
    every process.

    Examples: `livebet up`, `livebet up --speed 60 --games 2`, `livebet up --minutes 5 --exit-when-done`,
    `livebet up --live espn,the_odds_api`
    """
    from cli.runner.begin import begin
    from cli.runner.run import Wish

    of_replays = {"slate": slate, "minutes": minutes, "games": games, "start-at": start_at}
    of_replays["chaos"] = chaos or None
    if live:
        given = {**of_replays, "simulated": simulated}
        begin(Wish((), exit_when_done=False, live=check_live(live, given, exit_when_done)))
        return
    if slate:
        check_slate(slate)
    asked = {**of_replays, "speed": speed, "simulated": SIMULATED if simulated is None else simulated}
    replay = tuple(f"--{name}={value}" for name, value in asked.items() if value not in (None, ""))
    begin(Wish(replay, exit_when_done))


def check_live(feeds: str, of_replays: Mapping[str, object], exit_when_done: bool) -> tuple[str, ...]:
    """The feeds named, or a refusal before anything is started.

    Raises:
        Fault: a name that is none, a credential that is not set, an option that is of replays.
    """
    from cli.faults import Fault
    from livebet.feeds.live.registry import hindrances, named
    from livebet.settings import settings

    given = [f"--{name}" for name, value in of_replays.items() if value not in (None, "")]
    given += ["--exit-when-done"] if exit_when_done else []
    reasons = [f"{name} is of a replay" for name in given]
    names = named(feeds)
    reasons += hindrances(names, settings())
    if reasons:
        raise Fault(f"--live: {'; '.join(reasons)}")
    return names


def check_slate(name: str) -> None:
    """Refuse a slate that there is none of, before anything is started.

    Raises:
        Fault: no slate answers to that name.
    """
    from cli.faults import Fault
    from livebet.feeds.slates import NoSuchSlateError, find, slates

    try:
        find(name, slates())
    except NoSuchSlateError as fault:
        raise Fault(f"--slate: {fault}; `livebet replay --list` shows them") from None
