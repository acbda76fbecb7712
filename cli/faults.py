"""Expected faults: said in one line, with what mends them, never as a traceback."""


class Fault(Exception):  # noqa: N818 - an obstacle that is told, not an error of ours
    """Something outside the program stands in the way; the text names the setting or act that mends it."""
