"""The embedded database uses a SQLite build that has the WAL-reset fix; Debian's own has not.

Versions 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections checkpoint at once.
"""

import sys

SAFE_FROM = (3, 51, 3)


def use_fixed_build() -> None:
    """Make `sqlite3` mean the pinned build, for Django and everyone. Call before Django is imported."""
    import pysqlite3  # noqa: PLC0415 - must be the first to claim the name
    from pysqlite3 import dbapi2  # noqa: PLC0415

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


def version_in_use() -> tuple[int, ...]:
    """Return the version of the library behind `sqlite3`."""
    import sqlite3  # noqa: PLC0415 - the one that use_fixed_build put there

    return tuple(sqlite3.sqlite_version_info)
