"""The only place with SQL: one small interface over SQLite and PostgreSQL, one module for each subject."""

from storage.database import Database, DatabaseBusy, NoFolder, SchemaTooNew, Tx, Unreachable
from storage.opening import open_database
from storage.sealing import Keys, WrongKeys

__all__ = [
    "Database",
    "DatabaseBusy",
    "Keys",
    "NoFolder",
    "SchemaTooNew",
    "Tx",
    "Unreachable",
    "WrongKeys",
    "open_database",
]
