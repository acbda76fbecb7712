"""`livebet watch`: a game over the public WebSocket, in the terminal."""

from typing import Annotated

import typer


def watch(
    game: Annotated[str, typer.Argument(help="A team as in MIN, or a game's id; any game else.")] = "",
    quotes: Annotated[bool, typer.Option("--quotes", help="Show every quote that moves too.")] = False,
    odds: Annotated[
        bool, typer.Option("--odds", help="Only prices and lines, from the bus, with their significance.")
    ] = False,
    seconds: Annotated[float | None, typer.Option(help="End after so many seconds.")] = None,
) -> None:
    """Follow a game as any client of the gateway would: its plays, probabilities and value bets.

    Examples: `livebet watch`, `livebet watch MIN --quotes`, `livebet watch MIN --odds`
    """
    import asyncio
    import contextlib
    from uuid import UUID

    from cli.odds import follow_odds
    from cli.watching import choose_game, follow
    from livebet.settings import settings

    of = settings()
    chosen = choose_game(of.gateway_port, game)
    typer.echo(f"{chosen.title} ({chosen.game_id})")
    following = (
        follow_odds(of, UUID(chosen.game_id), typer.echo)
        if odds
        else follow(of.gateway_port, chosen.game_id, quotes, typer.echo)
    )
    with contextlib.suppress(KeyboardInterrupt, TimeoutError):
        asyncio.run(asyncio.wait_for(following, seconds))
