"""What a live feed is made of: settings, the client, the clock."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from urllib.parse import urlsplit, urlunsplit

import httpx
from pydantic import SecretStr

from livebet.domain.clock import Clock
from livebet.feeds.feed import Terms
from livebet.feeds.live.budget import Budget
from livebet.feeds.live.feed import LiveFeed
from livebet.feeds.live.http import Attempts, Classify, HttpPoller, as_http
from livebet.feeds.live.polled import Plan, PolledFeed
from livebet.feeds.live.schedule import Pace, Schedule
from livebet.settings import Settings


class MissingCredentialError(ValueError):
    """A feed's credential is not set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """Made once a process. `left`: credits that feeds had left when they were read last, this month."""

    settings: Settings
    client: httpx.AsyncClient
    clock: Clock
    left: Mapping[str, int] = field(default_factory=dict)
    attempts: Attempts = field(default_factory=Attempts)

    def address(self, feed: str, url: str) -> str:
        """Where a feed's address is read: at another origin where the settings say so."""
        instead = self.settings.feed_addresses.get(feed)
        if instead is None:
            return url
        origin, asked = urlsplit(instead), urlsplit(url)
        return urlunsplit((origin.scheme, origin.netloc, asked.path, asked.query, ""))

    def context(self, feed: str) -> ssl.SSLContext | None:
        """By whom the certificate of a feed's socket is checked; None for the machine's own authorities."""
        authorities = self.settings.feed_authorities.get(feed)
        return None if authorities is None else ssl.create_default_context(cafile=str(authorities))

    def secret(self, name: str) -> SecretStr:
        """A credential by the name of its setting.

        Raises:
            MissingCredentialError: it is not set.
        """
        found = getattr(self.settings, name, None)
        if not isinstance(found, SecretStr) or not found.get_secret_value():
            raise MissingCredentialError(f"LIVEBET_{name.upper()} is not set")
        return found

    def poller(self, terms: Terms, classify: Classify = as_http) -> HttpPoller:
        """A poller that keeps to a feed's terms."""
        return HttpPoller(
            self.client, self.clock, terms.requests_per_second, attempts=self.attempts, classify=classify
        )

    def polled(
        self, feed: str, terms: Terms, plan: Plan, pace: Pace, *, classify: Classify = as_http
    ) -> PolledFeed:
        """A feed that is polled, with what is left of its month's credits."""
        schedule = Schedule(pace, self.budget(feed, terms))
        return PolledFeed(feed, plan, self.poller(terms, classify), schedule, self.clock)

    def budget(self, feed: str, terms: Terms) -> Budget:
        """What is left of a feed's month, by its terms or by the settings."""
        monthly = self.settings.monthly_credits.get(feed, terms.monthly_credits)
        budget = Budget.of_month(monthly, self.clock.now().astimezone(UTC))
        return budget.told(min(budget.left, self.left[feed])) if feed in self.left else budget


Open = Callable[[Wiring], LiveFeed]
"""Makes a feed's live reader; it connects when it is run."""
