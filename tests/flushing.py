"""A plugin of the suite: between tests that commit, PostgreSQL empties the tables, the append-only ones among them.

The product cannot do that: the database refuses. The suite owns its cluster, so it sets the trigger aside for just the
statement that empties, and puts it back in the same transaction. SQLite deletes row by row and meets an empty journal.
"""

import os

APPEND_ONLY = ("journalentry", "publicleaf", "publictile", "publiccheckpoint", "publiccosignature")


def pytest_sessionstart(session):
    """Wrap the flush of the tests' own PostgreSQL."""
    if os.environ.get("LIANJING_TEST_DB") != "postgresql":
        return
    from django.db.backends.postgresql.operations import DatabaseOperations

    plain = DatabaseOperations.execute_sql_flush
    aside, back = (
        [f"ALTER TABLE records_{table} {verb} TRIGGER USER" for table in APPEND_ONLY] for verb in ("DISABLE", "ENABLE")
    )
    DatabaseOperations.execute_sql_flush = lambda self, statements: plain(self, [*aside, *statements, *back])
