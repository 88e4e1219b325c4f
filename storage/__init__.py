"""The only place with SQL: one small interface over SQLite and PostgreSQL, one module for each subject."""

from storage.database import Database, DatabaseBusy, SchemaTooNew, Tx
from storage.opening import open_database

__all__ = ["Database", "DatabaseBusy", "SchemaTooNew", "Tx", "open_database"]
