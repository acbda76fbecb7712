"""`livebet train`: a new champion from all seasons."""


def train() -> None:
    """Train on every season. Example: `livebet train`."""
