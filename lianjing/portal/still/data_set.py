"""One set of open data: its rows, and what each column says."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LICENCE = "CC-BY-4.0"
TEXT, DAY, WHOLE = {"type": "string"}, {"type": "string", "format": "date"}, {"type": "integer"}


@dataclass(frozen=True)
class DataSet:
    """One set of rows. columns: name -> (JSON Schema of its values, what it says, in Chinese and English)."""

    name: str
    title: tuple[str, str]
    columns: dict[str, tuple[dict[str, Any], str]]
    rows: Sequence[dict[str, Any]]


def row_schema(columns: dict[str, tuple[dict[str, Any], str]]) -> dict[str, Any]:
    """Return the JSON Schema of one row with these columns."""
    return object_of({name: {**kind, "description": words} for name, (kind, words) in columns.items()})


def object_of(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of an object that has these properties, all of them and no others."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def or_none(kind: dict[str, Any]) -> dict[str, Any]:
    """Return a kind of value that may be missing."""
    return {**kind, "type": [kind["type"], "null"]}


def json_of(value: Any) -> bytes:
    """Return a value as the JSON that is published: always the same bytes for the same value."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()
