"""Redis and PostgreSQL from Python wheels: real servers for a run on one machine, no root needed."""


class CannotStart(Exception):  # noqa: N818 - reads as what happened: "cannot start: the port is taken"
    """A server cannot start; the message is one line that says why and what mends it."""

    def __init__(self, message: str) -> None:
        """Keep the line."""
        super().__init__(" ".join(message.split()))
