"""Open standards come in as rows of the lake: OCDS for procurement, XES and CSV for event logs.

As everything that comes from outside, they are read in the limited child process; they are refused by RuleBroken, and
what a file says and the rows do not is counted by its reason.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import fence, formats, sniff
from lianjing.engines.intake.outcome import Limits, Problem

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["OCDS_TABLES", "StandardResult", "read_events", "read_ocds"]

OCDS_TABLES = ("procurements", "bids", "procurement_items", "awards", "contracts", "suppliers")


@dataclass(frozen=True)
class StandardResult:
    """Everything one file of a standard gave.

    tables: format → rows in plain types, as `TableResult.table` has them: school_code is null in tables of a school,
    for the standard does not say whose rows they are; `_row` is the document of the file (from 1). cases: how many
    processes or cases it holds. left_out: reason (codes.LEFT_OUT_CODES) → how often the file says something that the
    rows do not. problems: what the sender should correct; the file is clean when there are none. sha256: the file's.
    """

    tables: Mapping[str, "pa.Table"]
    cases: int
    left_out: Mapping[str, int]
    problems: Sequence[Problem]
    sha256: str
    kind: str


def read_ocds(data: bytes, filename: str, limits: Limits | None = None) -> StandardResult:
    """Return the rows of OCDS_TABLES in a file of OCDS 1.0 or 1.1: releases, records or packages of them, plain or .gz.

    One document, or one on each line. filename is not believed. The releases of one ocid are merged into its last
    state; nothing that is only linked is fetched.
    Raises RuleBroken: file_empty, file_too_large, file_too_hungry, file_too_many_rows, standard_wrong_type,
    standard_not_readable, standard_too_deep, standard_not_found, standard_only_links.
    """
    return _read({"act": "ocds"}, OCDS_TABLES, data, limits or Limits())


def read_events(
    data: bytes,
    filename: str,
    log: str = "",
    limits: Limits | None = None,
    mapping: Mapping[str, str | None] | None = None,
) -> StandardResult:
    """Return the rows of `events` in an event log: XES or a text table, plain or .gz. kind: "xes" or "csv".

    log: what the rows call the log; "" takes the name that the file gives itself. mapping: for a text table, column →
    header that a person chose (None: no such column). filename is not believed.
    Raises RuleBroken: file_empty, file_too_large, file_too_hungry, file_too_many_rows, file_too_many_cells,
    standard_wrong_type, standard_not_readable, standard_has_entities, standard_too_deep, standard_not_found.
    """
    request = {"act": "events", "log": log, "mapping": dict(mapping or {})}
    return _read(request, ("events",), data, limits or Limits())


def _read(request: dict[str, Any], names: Sequence[str], data: bytes, limits: Limits) -> StandardResult:
    from lianjing.engines.intake import arrow  # noqa: PLC0415 - rosters and marked workbooks do without it

    if not data:
        raise RuleBroken("file_empty")
    if len(data) > limits.file_bytes:
        raise RuleBroken("file_too_large", **sniff.too_large(len(data), limits))
    tables = {name: formats.load(name) for name in names}
    spelled = {name: formats.spell(table) for name, table in tables.items()}
    payloads, rest = fence.ask({**request, "formats": spelled, "limits": asdict(limits)}, data, limits)
    of = {name: [got for got, given in zip(payloads, rest["tables"], strict=True) if given == name] for name in names}
    return StandardResult(
        tables={name: arrow.unpack(of[name], arrow.schema(table)) for name, table in tables.items()},
        cases=rest["cases"],
        left_out=rest["left_out"],
        problems=[Problem(**problem) for problem in rest["problems"]],
        sha256=hashlib.sha256(data).hexdigest(),
        kind=rest["kind"],
    )
