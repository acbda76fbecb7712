"""The processes of a run, from the Procfile: started one by one, watched, stopped whole."""

import signal
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.printer import Message, Printer
from honcho.process import Popen, Process

from cli.faults import Fault
from cli.runner.orderly import check_signals
from cli.runner.redaction import RedactedLog, tail
from cli.runner.stopping import stop_family
from livebet.embedded.server import die_with_parent

POLL_SECONDS = 0.5
TAIL_LINES = 15
"""Lines of a dead process's log that are shown: a traceback's end."""


def read_procfile(path: Path) -> dict[str, str]:
    """Process name -> shell command, in the file's order."""
    return dict(parse_procfile(path.read_text()).processes)


class Runner:
    """Runs commands, each in a session of its own, with its output in `<logs>/<name>.log`."""

    def __init__(self, logs: Path, environment: Mapping[str, str], root: Path) -> None:
        """Take the folder of the logs, the children's environment and their working folder."""
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._environment = dict(environment)
        self._root = root
        self._printers: dict[str, Printer] = {}
        self._begun: dict[str, threading.Event] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._hear: dict[str, Callable[[str], None]] = {}
        self.pids: dict[str, int] = {}
        self.ended: dict[str, int] = {}

    def start(self, name: str, command: str) -> int:
        """Start a command and give its process id, which leads a new session."""
        self._printers[name] = Printer(RedactedLog(self.log(name)), colour=False)
        self._begun[name] = threading.Event()
        child = Process(command, name=name, env=self._environment, cwd=str(self._root))
        # The thread that starts it reads its output to its end, so it dies with us and not before.
        child._child_ctor = partial(Popen, preexec_fn=die_with_parent(signal.SIGTERM))
        thread = threading.Thread(target=child.run, args=(self,), name=f"log of {name}", daemon=True)
        self._threads[name] = thread
        thread.start()
        if not self._begun[name].wait(timeout=10):
            raise Fault(f"{name} could not be started: {command}")
        return self.pids[name]

    def put(self, message: Message) -> None:
        """Take what honcho's process tells, in that process's own thread: it began, a line, it ended."""
        if message.type == "line":
            self._printers[message.name].write(message)
            if message.name in self._hear:
                self._hear[message.name](message.data.decode("utf-8", "replace").rstrip())
        elif message.type == "start":
            self.pids[message.name] = message.data["pid"]
            self._begun[message.name].set()
        else:
            self.ended[message.name] = message.data["returncode"]

    def log(self, name: str) -> Path:
        """Where a process's output goes."""
        return self._logs / f"{name}.log"

    def run_to_end(self, name: str, command: str, hear: Callable[[str], None]) -> None:
        """Run a command that ends by itself; `hear` gets each line of its output.

        Raises:
            Fault: it failed, or another process ended meanwhile.
        """
        self._hear[name] = hear
        self.start(name, command)
        while name not in self.ended:
            self._threads[name].join(timeout=POLL_SECONDS)
            self.check(may_end=name)
        self.check(may_end=name)
        del self.pids[name], self.ended[name]

    def check(self, may_end: str = "") -> None:
        """Raise when a process has ended that should run, or `may_end` with a status other than 0.

        Raises:
            Fault: which one, its status and the end of its log.
            KeyboardInterrupt: a signal came.
        """
        check_signals()
        for name, status in self.ended.items():
            if name == may_end and status == 0:
                continue
            lines = "\n".join(f"  {line}" for line in tail(self.log(name), TAIL_LINES))
            raise Fault(f"{name} ended with status {status}; the end of {self.log(name)}:\n{lines}")

    def stop(self) -> None:
        """End all processes and all that they started; returns when none is left."""
        stop_family(set(self.pids.values()))
        for thread in self._threads.values():
            thread.join(timeout=2)
