"""`livebet rollback`: the version before serves again, at once, and a card says why."""

from typing import Annotated

import typer


def rollback(
    reason: Annotated[str, typer.Option(help="Why, in a sentence: it stands on the card.")],
    sport: Annotated[str, typer.Option(help="Whose champion: nfl, nba or mlb.")] = "nfl",
    to: Annotated[str, typer.Option(help="The version or alias that serves again.")] = "previous",
    now: Annotated[bool, typer.Option("--now", help="Even in the middle of a game.")] = False,
) -> None:
    """Take the champion out of service: the version before it serves again.

    Refused in the middle of a game unless --now is given: an alarm of the guard is a reason to.

    Example: `livebet rollback --sport nfl --reason "the guard sounded in quarter 4" --now`
    """
    from cli.deciding import place, sport_named, told_services
    from cli.faults import Fault
    from training.promotion.games import nobody_plays
    from training.promotion.page import as_markdown
    from training.promotion.roll_back import roll_back

    if not reason.strip():
        raise Fault("--reason says why, and must not be empty")

    def say(line: str) -> None:
        typer.echo(line, err=True)

    with place(sport_named(sport), say) as where:
        asked = nobody_plays if now else where.games_in_play
        decision = roll_back(where.sport, where.uri, games_in_play=asked, reason=reason.strip(), to=to)
        if decision.card is None:
            raise Fault(decision.reason)
        typer.echo(as_markdown(decision.card))
        told_services(where, decision, say)
