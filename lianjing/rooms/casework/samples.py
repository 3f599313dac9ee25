"""The rows that are looked at: drawn from a public seed among the rows the check reads; else among the evidence."""

from datetime import datetime
from typing import Any

from lianjing.access import rectifying, rulebook, sampling
from lianjing.domain.sampling import RULE, drawn
from lianjing.records.models import Rectification


def draw_first(record: Rectification, now: datetime) -> dict[str, Any]:
    """Draw what the acceptor looks at: rows as they are now."""
    return _draw(record, now, since=None)


def draw_later(record: Rectification, now: datetime) -> dict[str, Any]:
    """Draw what is looked back at: rows that came after the acceptance; all rows where none came."""
    return _draw(record, now, since=record.sample.get("newest", {}))


def _draw(record: Rectification, now: datetime, since: dict[str, int] | None) -> dict[str, Any]:
    flag = rectifying.flag_of(record)
    names, newest = sampling.rows_of(flag) if flag else ([], {})
    look, after = ("first", {}) if since is None else ("back", since)
    later = [one for one in names if after and sampling.number_of(one) > after.get(sampling.table_of(one), 0)]
    among = later or names or [f"{one['table']}:{one['id']}" for one in record.evidence]
    source, seed = rectifying.public_seed(now, f"rectification {record.pk} {record.round} {look}")
    chosen = drawn(seed, among, rulebook.whole("rectification.sample", now))
    labels = {f"{one['table']}:{one['id']}": one["label"] for one in record.evidence}
    rows = [{"name": one, "label": labels.get(one) or "", "cells": sampling.cells_of(one)} for one in chosen]
    return {"rule": RULE, "source": source, "seed": seed, "of": len(among), "rows": rows, "newest": newest}
