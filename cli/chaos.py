"""`livebet chaos`: feeds are disturbed on purpose, and every game has to end as if they had not been."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from livebet.chaos.games import ToldGame
    from livebet.chaos.rates import Rates
    from livebet.chaos.tellings import Manner


def _rate(what: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(help=f"Share of payloads that are {what}.", min=0, max=0.5)
    return option


def chaos(
    slate: Annotated[str, typer.Option(help="Whose games; `livebet replay --list` shows them.")] = "1",
    game: Annotated[str, typer.Option(help="One recorded game alone, by its id as in 2019090800.")] = "",
    games: Annotated[int, typer.Option(help="So many games of the slate.", min=1)] = 1,
    simulated: Annotated[int, typer.Option(help="Simulated games of the NBA and MLB beside it.", min=0)] = 1,
    seed: Annotated[str, typer.Option(help="The same seed disturbs alike.")] = "1",
    duplicate: Annotated[float, _rate("told twice")] = 0.05,
    delay: Annotated[float, _rate("5 to 60 seconds late")] = 0.05,
    reorder: Annotated[float, _rate("overtaken by the next")] = 0.05,
    drop: Annotated[float, _rate("dropped")] = 0.02,
    corrupt: Annotated[float, _rate("corrupted")] = 0.02,
    freeze: Annotated[float, typer.Option(help="Share of the time a feed is frozen.", min=0, max=0.5)] = 0.02,
    poll: Annotated[float, typer.Option(help="Seconds between two answers of a polled feed.", min=1)] = 60.0,
    manner: Annotated[
        str, typer.Option(help="How the league's feed tells: polled, pushed, or empty for both.")
    ] = "",
    whole: Annotated[bool, typer.Option("--all", help="List all that was dropped for good.")] = False,
) -> None:
    """Disturb games on their way through parsers, merge, checks and engine, in process; no server is needed.

    Each game is told by its league, by a faster feed of the media and by simulated bookmakers. A polled feed
    tells a game whole in every answer, so what is dropped heals; what a pushing feed tells once and nobody
    repeats is listed as dropped for good. Ends with status 1 unless every game ends as in the clean run
    without what is listed.

    Examples: `livebet chaos`, `livebet chaos --seed 7 --drop .1`, `livebet chaos --game 2019090800`
    """
    from livebet.chaos.rates import Rates

    rates = Rates(
        duplicate=duplicate, delay=delay, reorder=reorder, drop=drop, corrupt=corrupt, freeze=freeze
    )
    chosen = _chosen(slate, game, games, simulated)
    passed = [_tried(chosen, one, poll, rates, seed, whole) for one in _manners(manner)]
    if not all(passed):
        raise typer.Exit(1)


def _manners(manner: str) -> "list[Manner]":
    from cli.faults import Fault
    from livebet.chaos.tellings import Manner

    try:
        return [Manner(manner)] if manner else list(Manner)
    except ValueError:
        raise Fault(f"--manner is {' or '.join(Manner)}, not {manner}") from None


def _chosen(slate: str, game: str, games: int, simulated: int) -> "list[ToldGame]":
    from cli.faults import Fault
    from livebet.chaos.games import of_slate
    from livebet.feeds.slates import NoSuchSlateError, find, slate_of, slates

    try:
        wanted = slate_of(game) if game else find(slate, slates())
    except NoSuchSlateError as fault:
        raise Fault(f"{fault}; `livebet replay --list` shows slates") from None
    found, refused = of_slate(wanted, games, simulated)
    for one in refused:
        typer.echo(f"not played: {one.native_id}: {one.reason}", err=True)
    if not found:
        raise Fault("no game that can be told")
    return found


def _tried(
    chosen: "list[ToldGame]", manner: "Manner", poll: float, rates: "Rates", seed: str, whole: bool
) -> bool:
    import asyncio
    from datetime import timedelta

    from livebet.chaos.games import told
    from livebet.chaos.report import lines_of
    from livebet.chaos.trial import trial

    tellings = told(chosen, manner, timedelta(seconds=poll), quotes=True)
    found = asyncio.run(trial(tellings, rates, seed))
    for line in lines_of(found, f"the league is {manner}, seed {seed}", whole=whole):
        typer.echo(line)
    return found.passed
