"""network.json: the canonical, clean county, one row per line."""

import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from lianjing.county.shape import AS_OF, FORMAT, MARKING, Network

LISTS = ("units", "posts", "people", "holdings", "edges", "kin", "interests", "suppliers", "calendar")


def write_network(path: Path, network: Network) -> None:
    """Write the network; the file appears whole or not at all, because its presence means a finished county."""
    head = {
        "format": FORMAT,
        "marking": MARKING,
        "seed": network.seed,
        "scale": network.scale,
        "as_of": AS_OF.isoformat(),
    }
    parts = [json.dumps(head, ensure_ascii=False)[:-1]]
    for name in LISTS:
        rows = ",\n".join(json.dumps(_plain(row), ensure_ascii=False) for row in getattr(network, name))
        parts.append(f'"{name}": [\n{rows}\n]')
    partial = path.with_suffix(".part")
    partial.write_text(",\n".join(parts) + "}\n", encoding="utf-8", newline="\n")
    partial.replace(path)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    return value
