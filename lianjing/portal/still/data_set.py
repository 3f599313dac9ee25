"""One set of open data: its rows, and what each column says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TEXT, DAY, WHOLE = {"type": "string"}, {"type": "string", "format": "date"}, {"type": "integer"}


@dataclass(frozen=True)
class DataSet:
    """One set of rows. columns: name -> (JSON Schema of its values, what it says, in Chinese and English)."""

    name: str
    title: tuple[str, str]
    columns: dict[str, tuple[dict[str, Any], str]]
    rows: Sequence[dict[str, Any]]


def or_none(kind: dict[str, Any]) -> dict[str, Any]:
    """Return a kind of value that may be missing."""
    return {**kind, "type": [kind["type"], "null"]}
