"""Ledger rows in Delta tables: appended and replaced by slot, read by version, never half.

`Lake` keeps one Delta table per ledger table. `seal_columns` takes the plain ID numbers, phones and accounts out
of rows before they reach it.
"""

from lianjing.engines.lake.sensitive import seal_columns, sealed_names
from lianjing.engines.lake.store import Lake

__all__ = ["Lake", "seal_columns", "sealed_names"]
