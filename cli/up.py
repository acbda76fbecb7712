"""`livebet up`: everything, in one command."""

from typing import Annotated

import typer


def up(
    speed: Annotated[float, typer.Option(help="Times real time; inf for no waiting.", min=0.01)] = 30.0,
    minutes: Annotated[float | None, typer.Option(help="Only so many minutes of the games' time.")] = None,
    slate: Annotated[str, typer.Option(help="Name, date or week; `livebet replay --list` shows them.")] = "",
    games: Annotated[int | None, typer.Option(help="Only so many games of the slate.", min=1)] = None,
    start_at: Annotated[float | None, typer.Option(help="Begin at this minute of the games' time.")] = None,
    exit_when_done: Annotated[
        bool, typer.Option("--exit-when-done", help="End with status 0 after the summary.")
    ] = False,
) -> None:
    """Start everything, train a champion where there is none, replay a slate of real games as if live.

    Without --slate an unfinished replay goes on, else the next Sunday's early games come. Ctrl-C, or
    `livebet down` in another terminal, stops every process.

    Examples: `livebet up`, `livebet up --speed 60 --games 2`, `livebet up --minutes 5 --exit-when-done`
    """
    from cli.runner.begin import begin
    from cli.runner.run import Wish

    if slate:
        check_slate(slate)
    asked = {"speed": speed, "slate": slate, "minutes": minutes, "games": games, "start-at": start_at}
    replay = tuple(f"--{name}={value}" for name, value in asked.items() if value not in (None, ""))
    begin(Wish(replay, exit_when_done))


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
