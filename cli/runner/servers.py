"""Redis and PostgreSQL of a run: started from wheels, or those that the settings name."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from cli.faults import Fault
from livebet.settings import Settings

DATABASES = ("livebet", "mlflow", "dagster")
"""One server, three databases; of these the first holds the four tables."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Addresses, passwords inside; `pids` of those that we started."""

    redis_url: str = field(repr=False)
    database_url: str = field(repr=False)
    mlflow_url: str = field(repr=False)
    dagster_url: str = field(repr=False)
    pids: dict[str, int] = field(default_factory=dict)


def start_stores(settings: Settings, stack: ExitStack) -> Stores:
    """Start what the settings do not name, stopped with the stack; check what they do.

    Raises:
        CannotStart: an embedded server gives up.
        Fault: a server that was named cannot be reached.
    """
    from livebet.embedded import postgres, redis

    logs = settings.home / "logs"
    pids: dict[str, int] = {}
    if settings.redis_url is None:
        own_redis = redis.start(settings.home, settings.redis_port, log=logs / "redis.log")
        stack.callback(own_redis.stop)
        pids["redis"], redis_url = own_redis.pid, own_redis.url
    else:
        redis_url = _named("LIVEBET_REDIS_URL", settings.redis_url.get_secret_value())
    if settings.database_url is None:
        port, log = settings.postgres_port, logs / "postgres.log"
        own_postgres = postgres.start(settings.home, port, log=log, databases=DATABASES)
        stack.callback(own_postgres.stop)
        pids["postgres"], database_url = own_postgres.pid, own_postgres.url
    else:
        database_url = _named("LIVEBET_DATABASE_URL", settings.database_url.get_secret_value())
        create_databases(database_url, DATABASES[1:])
    mlflow_url, dagster_url = (sibling(database_url, name) for name in DATABASES[1:])
    return Stores(redis_url, database_url, mlflow_url, dagster_url, pids)


def stores_of_running(settings: Settings) -> Stores:
    """The addresses of the run of this home that is up.

    Raises:
        Fault: its PostgreSQL was started by hand, and LIVEBET_DATABASE_URL does not name it.
    """
    from livebet.embedded.place import read

    if settings.database_url is not None:
        database_url = settings.database_url.get_secret_value()
    else:
        record = read(settings.home)
        if record is None:
            raise Fault("set LIVEBET_DATABASE_URL to the database of the run that is up")
        database_url = (
            f"postgresql://livebet:{record.password}@127.0.0.1:{settings.postgres_port}/{DATABASES[0]}"
        )
    mlflow_url, dagster_url = (sibling(database_url, name) for name in DATABASES[1:])
    return Stores(redis_url_of(settings), database_url, mlflow_url, dagster_url)


def _named(setting: str, url: str) -> str:
    fault = reach_redis(url) if setting == "LIVEBET_REDIS_URL" else reach_database(url)
    if fault is not None:
        raise Fault(f"{setting} cannot be reached ({fault}): correct it, or unset it for the embedded one")
    return url


def redis_url_of(settings: Settings) -> str:
    """Where the Redis of this home's run answers."""
    if settings.redis_url is not None:
        return settings.redis_url.get_secret_value()
    return f"redis://127.0.0.1:{settings.redis_port}/0"


def reach_redis(url: str) -> str | None:
    """Why this Redis does not answer; None when it does."""
    from redis import Redis, RedisError

    try:
        with Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            client.ping()
    except (RedisError, ValueError, OSError) as fault:
        return _line(fault, url)
    return None


def reach_database(url: str) -> str | None:
    """Why this PostgreSQL does not answer; None when it does."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine = create_engine(with_driver(url), connect_args={"connect_timeout": 3})
        with engine.connect():
            pass
        engine.dispose()
    except (SQLAlchemyError, ValueError) as fault:
        return _line(fault, url)
    return None


def create_databases(url: str, names: tuple[str, ...]) -> None:
    """Create the databases that lack beside the one that `url` names.

    Raises:
        Fault: the role may not create them.
    """
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import SQLAlchemyError

    engine = create_engine(with_driver(url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            there = set(connection.scalars(text("SELECT datname FROM pg_database")))
            for name in (name for name in names if name not in there):
                connection.execute(text(f'CREATE DATABASE "{name}"'))
    except SQLAlchemyError as fault:
        raise Fault(
            f"LIVEBET_DATABASE_URL: cannot create the databases {', '.join(names)} ({_line(fault, url)}): "
            "create them by hand or let the role do it"
        ) from None
    finally:
        engine.dispose()


def with_driver(url: str) -> str:
    """The address as SQLAlchemy takes it, with the driver that Dagster needs too."""
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql+psycopg2"))


def sibling(url: str, database: str) -> str:
    """The same server's other database, as SQLAlchemy takes it."""
    return urlunsplit(urlsplit(with_driver(url))._replace(path=f"/{database}"))


def _line(fault: Exception, url: str) -> str:
    """The fault in one line, the password taken out."""
    password = urlsplit(url).password
    line = " ".join(str(getattr(fault, "orig", None) or fault).split())
    return line.replace(password, "[secret]") if password else line
