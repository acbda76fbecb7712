r"""How all our processes log: one line each on standard error, secrets taken out.

    2026-11-22T20:13:11.123456Z warning  trying again what=… attempt=1 fault="ConnectError: …" in_seconds=0.05

Instant (UTC), level, event, then facts as key=value. A traceback is a fact too, its line ends written `\n`,
and so is every other control character: no text that came from outside can begin a line or colour it.
"""

import logging.config
import re
import sys
from typing import Any

import stamina.instrumentation
import structlog
from stamina.instrumentation import PrometheusOnRetryHook, RetryDetails
from structlog.typing import EventDict, Processor, WrappedLogger

from livebet.services.redaction import redact

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_QUERY = re.compile(r"\?\S*")
_FAULT_BOUND = 300

log = structlog.get_logger()


class WithoutQuery(logging.Filter):
    """Cuts the query, which is private, from the URLs among a record's arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, shortened."""
        if isinstance(record.args, tuple):
            record.args = tuple(_QUERY.sub("?…", one) if isinstance(one, str) else one for one in record.args)
        return True


_facts = structlog.processors.LogfmtRenderer(bool_as_flag=False)


def one_line(logger: WrappedLogger, method: str, event: EventDict) -> str:
    """An event dictionary with `timestamp`, `level` and `event` as a line."""
    head = f"{event.pop('timestamp')} {event.pop('level'):<8} {event.pop('event')}"
    line = f"{head} {_facts(logger, method, event)}" if event else head
    return redact(_CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), line))


_SHARED: list[Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def _foreign() -> logging.Formatter:
    """For records of libraries."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, one_line],
        foreign_pre_chain=[*_SHARED, structlog.stdlib.add_logger_name],
    )


_HEARD = ("uvicorn.error", "bentoml")
"""Libraries whose news are worth a line; of the others only warnings are."""
_REQUESTS = "uvicorn.access"

_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_query": {"()": WithoutQuery}},
    "formatters": {"one_line": {"()": _foreign}},
    "handlers": {
        "error": {
            "class": "logging.StreamHandler",
            "formatter": "one_line",
            "filters": ["without_query"],
            "stream": "ext://sys.stderr",
        }
    },
    "root": {"handlers": ["error"], "level": "WARNING"},
    "loggers": {name: {"handlers": [], "level": "INFO", "propagate": True} for name in _HEARD},
}


def configure_logs(*, requests: bool = False) -> None:
    """Let this process log so; called once, as it begins. `requests`: each HTTP request is worth a line."""
    structlog.configure(
        processors=[*_SHARED, one_line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.config.dictConfig(_LOGGING)
    logging.getLogger(_REQUESTS).setLevel(logging.INFO if requests else logging.WARNING)
    logging.captureWarnings(True)
    stamina.instrumentation.set_on_retry_hooks([PrometheusOnRetryHook, _trying_again])


def fault(error: BaseException) -> str:
    """An error in a few words: its kind and the first line of what it says."""
    says = str(error).partition("\n")[0][:_FAULT_BOUND]
    return f"{type(error).__name__}: {says}" if says else type(error).__name__


def _trying_again(details: RetryDetails) -> None:
    """Log a retry without the arguments of the call, which are objects and rows."""
    log.warning(
        "trying again",
        what=details.name,
        attempt=details.retry_num,
        fault=fault(details.caused_by),
        in_seconds=round(details.wait_for, 2),
    )
