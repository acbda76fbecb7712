"""`livebet doctor`: what stands in the way of a run, and what mends it."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from cli.runner.checks import Check


def doctor() -> None:
    """Check Python, versions, disk, limits, ports and, when a run is up, its services.

    Ends with status 1 when something fails. Example: `livebet doctor`
    """
    from rich.console import Console
    from rich.table import Table

    checks = _all_checks()
    table = Table("", "check", "found", "what mends it")
    for check in checks:
        table.add_row("ok" if check.passed else "FAILS", check.name, check.found, check.mend)
    Console(width=None if Console().is_terminal else 160).print(table)
    if not all(check.passed for check in checks):
        raise typer.Exit(1)


def _all_checks() -> "list[Check]":
    from cli.runner import checks
    from cli.runner.home import running
    from livebet.settings import settings

    now = settings()
    run = running(now.home)
    basics = [
        checks.check_python(), checks.check_versions(), checks.check_disk(now.home), checks.check_open_files()
    ]  # fmt: skip
    ports = checks.check_ports(checks.ports_of(now), own=run is not None)
    return basics + ports + _services(run.addresses if run else {}) + _stores()


def _services(addresses: dict[str, str]) -> "list[Check]":
    """Whether each HTTP service of the run answers; one line that nothing is up else."""
    from cli.runner.checks import Check
    from cli.runner.ready import answers

    if not addresses:
        return [Check("services", True, "no run is up")]
    mend = "livebet down; read .livebet/logs; make run"
    found = {name: (url, answers(url)) for name, url in addresses.items()}
    return [
        Check(name, well, f"{url} {'answers' if well else 'is silent'}", "" if well else mend)
        for name, (url, well) in found.items()
    ]


def _stores() -> "list[Check]":
    """Whether Redis and PostgreSQL that were named by hand can be reached."""
    from cli.runner.checks import Check
    from cli.runner.servers import reach_database, reach_redis
    from livebet.settings import settings

    found: list[Check] = []
    for name, url, reach in (
        ("LIVEBET_REDIS_URL", settings().redis_url, reach_redis),
        ("LIVEBET_DATABASE_URL", settings().database_url, reach_database),
    ):
        if url is not None:
            fault = reach(url.get_secret_value())
            found.append(Check(name, fault is None, fault or "reachable", f"correct {name}" if fault else ""))
    return found
