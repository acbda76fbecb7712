"""`livebet watch`: a game over the public WebSocket, in the terminal."""

from typing import Annotated

import typer


def watch(
    game: Annotated[str, typer.Argument(help="A team as in MIN, or a game's id; any game else.")] = "",
    quotes: Annotated[bool, typer.Option("--quotes", help="Show every quote that moves too.")] = False,
    seconds: Annotated[float | None, typer.Option(help="End after so many seconds.")] = None,
) -> None:
    """Follow a game as any client of the gateway would: its plays, probabilities and value bets.

    Examples: `livebet watch`, `livebet watch MIN --quotes`
    """
    import asyncio
    import contextlib

    from cli.watching import choose_game, follow
    from livebet.settings import settings

    port = settings().gateway_port
    chosen = choose_game(port, game)
    typer.echo(f"{chosen.title} ({chosen.game_id})")
    with contextlib.suppress(KeyboardInterrupt, TimeoutError):
        asyncio.run(asyncio.wait_for(follow(port, chosen.game_id, quotes, typer.echo), seconds))
