"""The only place with SQL: one small interface over SQLite and PostgreSQL, one module for each subject."""

from storage.database import Database, DatabaseBusy, NoFolder, SchemaTooNew, Tx, Unreachable
from storage.opening import open_database

__all__ = ["Database", "DatabaseBusy", "NoFolder", "SchemaTooNew", "Tx", "Unreachable", "open_database"]
