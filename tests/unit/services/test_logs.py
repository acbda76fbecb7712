"""What a process writes to standard error once its logs are configured."""

import re
import subprocess
import sys
from textwrap import dedent

import pytest

from livebet.settings import ROOT

INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z ", re.MULTILINE)


def logged(script: str) -> list[str]:
    """The lines that a process logs, each stripped of its instant, which it must have."""
    head = "import logging, structlog\nfrom livebet.services.logs import configure_logs\n"
    head += "configure_logs(requests=True)\n"
    done = subprocess.run(
        [sys.executable, "-c", head + "log = structlog.get_logger()\n" + dedent(script)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stderr.splitlines()
    assert done.stdout == ""
    assert [line for line in lines if not INSTANT.match(line)] == []
    return [INSTANT.sub("", line) for line in lines]


def test_our_own_news_and_a_librarys_warnings_are_alike() -> None:
    assert logged(
        """
        log.info("replay begins", games=2, slate="2019 09", done=False)
        log.debug("not said")
        logging.getLogger("httpx").info("not said either")
        logging.getLogger("asyncio").warning("slow: %d ms", 7)
        """
    ) == [
        'info     replay begins games=2 slate="2019 09" done=false',
        "warning  slow: 7 ms logger=asyncio",
    ]


def test_a_traceback_stays_within_its_line() -> None:
    (line,) = logged(
        """
        try:
            1 / 0
        except ZeroDivisionError:
            log.exception("look failed", model="nfl")
        """
    )
    assert line.startswith('error    look failed model=nfl exception="Traceback (most recent call last):\\n')
    assert line.endswith('\\nZeroDivisionError: division by zero"')


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "logging.getLogger('uvicorn.access').info('%s - \"%s %s\"', '::1', 'GET', '/live?token=x')",
            'info     ::1 - "GET /live?…" logger=uvicorn.access',
        ),
        (
            "log.info('bearer eyJhbGci.eyJzdWIi.c2ln', at='postgresql://livebet:pw@127.0.0.1/x')",
            "info     bearer [token] at=postgresql://livebet:[secret]@127.0.0.1/x",
        ),
        (
            "log.info('a\\nb', told='\\x1b[31mred\\x1b[0m', by='\\u2028')",
            "info     a\\nb told=\\x1b[31mred\\x1b[0m by=\\u2028",
        ),
    ],
    ids=["a query", "a token and a password", "colour and line ends"],
)
def test_what_must_not_reach_a_log_is_taken_out(said: str, kept: str) -> None:
    assert logged(said) == [kept]


def test_a_retry_is_one_line_without_the_arguments_of_the_call() -> None:
    assert logged(
        """
        import stamina

        @stamina.retry(on=ValueError, attempts=2, wait_initial=0.01, wait_jitter=0)
        def ask(rows, tries=[]):
            tries.append(1)
            if len(tries) < 2:
                raise ValueError("away\\nfor more information see elsewhere")

        ask({"margin": 3.0})
        """
    ) == ['warning  trying again what=__main__.ask attempt=1 fault="ValueError: away" in_seconds=0.01']
