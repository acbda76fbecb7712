"""Who was alerted of what, so that whoever was told is told when it is taken back."""

from uuid import UUID

AT_MOST = 20_000
"""Value bets and key events remembered; the oldest are forgotten first."""

Told = tuple[str, UUID]
"""A user, and the subscription that was answered."""


class Alerted:
    """The alerts that were sent, by value bet or key event."""

    def __init__(self) -> None:
        """Begin with none: whoever was alerted before a restart lost the socket, and gets the picture."""
        self._told: dict[UUID, dict[str, UUID]] = {}

    def note(self, thing: UUID, user: str, subscription: UUID) -> None:
        """A user was alerted of a value bet or key event; the first subscription that it answered counts."""
        self._told.setdefault(thing, {}).setdefault(user, subscription)
        if len(self._told) > AT_MOST:
            del self._told[next(iter(self._told))]

    def take_back(self, thing: UUID) -> list[Told]:
        """Who is to be told that it does not stand any more, once."""
        return list(self._told.pop(thing, {}).items())
