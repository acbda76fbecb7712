"""The live ingest process, wired: team strength comes from the feature store (`python -m cli.live`)."""

from cli.ingest import strength_before
from livebet.services import live_run
from livebet.services.strengths import margins_from


def main() -> int:
    """Run the process; its exit status."""
    return live_run.main(lambda: margins_from(strength_before()))


if __name__ == "__main__":
    raise SystemExit(main())
