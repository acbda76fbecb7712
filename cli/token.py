"""`livebet token`: a fresh token for the gateway."""

from typing import Annotated

import typer


def token(
    minutes: Annotated[int | None, typer.Option(help="Minutes it holds.")] = None,
    user: Annotated[str, typer.Option(help="For whom.")] = "local",
) -> None:
    """Print a token that the gateway of this home takes, and nothing else.

    Example: `curl -H "Authorization: Bearer $(livebet token)" http://127.0.0.1:8000/live/games/active`
    """
    from gateway.auth import issue_token
    from livebet.settings import settings

    typer.echo(issue_token(user, minutes or settings().token_minutes))
