"""Where a warehouse lives (its catalog and its Parquet) and how a connection gets there."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.postgres import watchful

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

POSTGRES = ("postgres:", "postgresql:")
SECRETS = re.compile(r"(?i)\b(password|passfile|sslpassword)\s*=\s*('(?:[^'\\]|\\.|'')*'|\S+)|(?<=://)\S*(?=@)")
PASSING = (
    "database is locked",
    "Transaction conflict",
    "could not serialize",
    "ducklake_snapshot_pkey",
    "Connection refused",
    "server closed the connection",
    "terminating connection",
    "the database system is starting up",
    "the database system is shutting down",
    "lost the writer's turn",
    "Connection timed out",
    "timeout expired",
    "No route to host",
    "Network is unreachable",
)
"""What catalogs say of troubles that are over when tried again: a lock, a lost race, a restart, a cut line."""

LOG_ROOM = 1_048_576
"""Bytes that SQLite must find free for its write-ahead log and what goes with it."""

ENCRYPTED = "select value from __ducklake_metadata_lake.ducklake_metadata where key = 'encrypted'"


class WarehouseUnreachable(Exception):
    """The catalog cannot be opened; carries the catalog (secrets blanked) and the reason."""

    def __init__(self, catalog: str, reason: str) -> None:
        super().__init__(f"the warehouse {catalog} cannot be opened: {reason}")
        self.catalog, self.reason = catalog, reason


class NoWarehouse(WarehouseUnreachable):
    """There is no warehouse at this place yet."""

    def __init__(self, catalog: str) -> None:
        super().__init__(catalog, "there is none yet; `icts-watch run` makes one")


class NothingKnownThen(WarehouseUnreachable):
    """The warehouse did not exist at the moment that was asked for."""

    def __init__(self, catalog: str, moment: str) -> None:
        super().__init__(catalog, f"nothing was recorded before {moment}")
        self.moment = moment


@dataclass(frozen=True, slots=True, repr=False)
class ObjectStore:
    """An S3-compatible server for the Parquet files; `endpoint` is host:port, without a scheme."""

    key_id: str
    secret: str
    endpoint: str = "s3.amazonaws.com"
    region: str = "us-east-1"
    url_style: str = "path"
    use_ssl: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Lake:
    """Where a warehouse lives.

    `catalog` is the path of a SQLite file, or a PostgreSQL address ("postgresql://..." or "postgres:dbname=...");
    `data_path` a folder or "s3://bucket/prefix"; `encrypted` holds for a warehouse's whole life, from its making;
    `patience` is how many seconds a writer waits for its turn, and retries what may pass.
    """

    catalog: str
    data_path: str
    store: ObjectStore | None = None
    encrypted: bool = False
    patience: float = 60.0

    @classmethod
    def under(cls, home: Path) -> Lake:
        """The warehouse without a server: SQLite catalog and Parquet under a home folder."""
        home = home.resolve()
        return cls(catalog=str(home / "catalog.sqlite"), data_path=str(home / "data"))

    @property
    def on_postgres(self) -> bool:
        """Whether the catalog is a PostgreSQL database rather than a file."""
        return self.catalog.startswith(POSTGRES)

    @property
    def name(self) -> str:
        """The catalog as it may be shown: without passwords."""
        return hide_secrets(self.catalog)


def hide_secrets(text: str) -> str:
    """The text with passwords and user information of addresses blanked."""
    return SECRETS.sub(lambda found: f"{found[1]}=***" if found[1] else "***", text)


def without_secrets(lake: Lake, text: str) -> str:
    """The text without what this lake is opened with."""
    own = (lake.store.key_id, lake.store.secret) if lake.store else ()
    for secret in filter(None, own):
        text = text.replace(secret, "***")
    return hide_secrets(text)


def quoted(text: str) -> str:
    """A SQL string literal, for the statements that take no parameters (attach, create secret)."""
    return "'" + text.replace("'", "''") + "'"


def make_private(folder: Path) -> None:
    """Makes a folder, and those above it that are missing, for this account alone; one that is there stays as it is."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


def attach(con: DuckDBPyConnection, lake: Lake, *options: str, create: bool = False) -> None:
    """Attaches the lake as `lake` and makes it the default. Raises WarehouseUnreachable and its kinds."""
    import duckdb

    if not create and not lake.on_postgres and not Path(lake.catalog).is_file():
        raise NoWarehouse(lake.name)
    if create and not lake.on_postgres:
        make_private(Path(lake.data_path))
    try:
        con.execute(
            f"attach {quoted('ducklake:' + _metadata(lake))} as lake ({', '.join(_options(lake, create, options))})"
        )
        con.execute("use lake")  # a damaged catalog may show only now
        if con.execute(ENCRYPTED).fetchall() == [("true",)]:
            load(con, "httpfs")  # encrypting is its part, and the catalog, not the setting, says whether it is wanted
    except duckdb.Error as error:
        raise explained(lake, error) from None  # the original message may show the password


def postgres_dsn(lake: Lake) -> str:
    """The catalog's address as libpq takes it, with what makes a lost machine be noticed."""
    plain = not lake.catalog.startswith(("postgres://", "postgresql://"))
    return watchful(lake.catalog.removeprefix("postgres:") if plain else lake.catalog)


def _metadata(lake: Lake) -> str:
    return f"postgres:{postgres_dsn(lake)}" if lake.on_postgres else f"sqlite:{lake.catalog}"


def _options(lake: Lake, create: bool, extra: tuple[str, ...]) -> list[str]:
    # Readers must not stop a writer, nor it them: SQLite keeps a write-ahead log. A home folder may have been moved.
    sqlite = ["meta_journal_mode 'WAL'", "meta_busy_timeout 10000"]
    making = ["encrypted"] if lake.encrypted and create else []
    return [
        f"data_path {quoted(lake.data_path)}",
        "override_data_path true",
        f"create_if_not_exists {str(create).lower()}",
        *([] if lake.on_postgres else sqlite),
        *making,
        *extra,
    ]


def load(con: DuckDBPyConnection, extension: str) -> None:
    """Loads an extension of DuckDB from its package, without network."""
    import duckdb
    import duckdb_extensions

    try:
        con.execute(f"load {extension}")
    except duckdb.Error:  # not yet unpacked on this machine
        duckdb_extensions.import_extension(extension, con=con)
        con.execute(f"load {extension}")


def explained(lake: Lake, error: Exception) -> WarehouseUnreachable:
    """What the engine says of a catalog that cannot be opened, without passwords."""
    text = without_secrets(lake, str(error))
    if "we requested an encrypted database" in text:
        return WarehouseUnreachable(lake.name, "it was made without encryption: leave encrypted out, or make another")
    if found := re.search(r"No snapshot found at timestamp (.+)", text):
        return NothingKnownThen(lake.name, found[1])
    if "creating a new DuckLake is explicitly disabled" in text:
        return NoWarehouse(lake.name)
    if "disk I/O error" in text and _without_room(lake):  # SQLite's words where its write-ahead log finds no room
        text = f"the disk is full ({text})"
    return WarehouseUnreachable(lake.name, text)


def _without_room(lake: Lake) -> bool:
    folder = Path(lake.catalog).parent
    return not lake.on_postgres and folder.is_dir() and shutil.disk_usage(folder).free < LOG_ROOM


def passing(error: Exception) -> bool:
    """Whether an error of the catalog is one that goes away when tried again."""
    return any(sign in str(error) for sign in PASSING)


def roll_back(con: DuckDBPyConnection) -> None:
    """Takes a transaction back, if it is still there."""
    import duckdb

    try:
        con.execute("rollback")
    except duckdb.Error:
        # A failed commit has rolled back already; what went wrong is on its way to the caller.
        return
