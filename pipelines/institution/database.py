"""The database of what people write: SQLite in the folder, or PostgreSQL by its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import environment
from pipelines.errors import FaroError
from pipelines.institution import policy

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HERE = Path(__file__).resolve().parent
PATIENCE = 5  # seconds for a connection: a machine that is away answers nothing at all
TURN = 8_520_2026  # of the advisory lock that gives the audit log one writer at a time


def migrate(url: str | None = None, to: str = "head") -> str:
    """Bring the database to a version of its tables; return the version it has then.

    Args:
        url: The database; that of the institution when None.
        to: A revision of the migrations, or ``head``.
    """
    from alembic import command

    command.upgrade(_alembic(url or policy.database_url()), to)
    return version(url) or ""


def version(url: str | None = None) -> str | None:
    """Return the version of the tables, None before the first migration.

    Args:
        url: Address of the database; that of the institution when None.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    from alembic.runtime.migration import MigrationContext

    with answering(), engine(url or policy.database_url()).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the version that this Faro asks for."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory.from_config(_alembic("sqlite://")).get_current_head())


def _alembic(url: str) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.attributes["url"] = url
    return config


@lru_cache(maxsize=8)
def engine(url: str) -> Engine:
    """Return the way to a database, made once.

    Args:
        url: Address of the database, as SQLAlchemy takes it.

    Raises:
        FaroError: The libraries of an institution are not there, or the address is wrong.
    """
    try:
        import sqlalchemy as sa
    except ImportError as error:
        raise FaroError(
            "the libraries of an institution are not installed",
            fix="Run pip install --require-hashes -r requirements.lock",
            code="no_libraries",
        ) from error
    try:
        patience = {"connect_timeout": PATIENCE} if url.startswith("postgresql") else {}
        made = sa.create_engine(url, pool_pre_ping=True, connect_args=patience)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise FaroError(
            "this is no address of a database",
            where=environment.DATABASE_URL.name,
            fix="Give one as postgresql+psycopg://user@host/name",
            code="bad_setting",
        ) from error
    if made.dialect.name == "sqlite":
        sa.event.listen(made, "connect", _sqlite)
        sa.event.listen(made, "begin", _at_once)
    return made


def _sqlite(connection: Any, _record: Any) -> None:
    """Let readers read while one writes; begin ourselves, so that a writer never has to give up."""
    connection.isolation_level = None
    for line in ("journal_mode=wal", "synchronous=full", "busy_timeout=20000", "foreign_keys=on"):
        connection.execute(f"pragma {line}")


def _at_once(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads")
    connection.exec_driver_sql("begin" if reads else "begin immediate")


def reading() -> AbstractContextManager[Connection]:
    """Read in one transaction, beside whoever writes (see :func:`writing`)."""
    return writing(reads=True)


@contextmanager
def writing(*, reads: bool = False) -> Iterator[Connection]:
    """Write in one transaction, kept when the block ends and undone when it fails.

    Args:
        reads: Whether it only reads.

    Raises:
        FaroError: The database does not answer, or its tables are of another version.
    """
    with answering():
        way = engine(policy.database_url()).execution_options(reads=reads)
        with way.begin() as connection:
            yield connection


@contextmanager
def answering() -> Iterator[None]:
    """Say in our words that a database does not answer.

    Yields:
        Nothing.

    Raises:
        FaroError: It does not (``no_database``).
    """
    import sqlalchemy as sa

    try:
        yield
    except sa.exc.DBAPIError as error:
        raise FaroError(
            f"the database of the institution does not take this: {type(error.orig).__name__}",
            fix="Run `faro doctor`; `faro institution migrate` brings its tables up to date",
            code="no_database",
            es="la base de datos de la institución no responde. Ejecute `faro doctor`",
        ) from error


def one_at_a_time(connection: Connection) -> None:
    """Wait for the turn to write the audit log; SQLite has one writer anyway.

    Args:
        connection: In the transaction that writes.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({TURN})")
