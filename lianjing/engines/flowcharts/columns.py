"""Events as columns, put in the order of each case: what a check of millions of events reads."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Ints = np.ndarray[Any, np.dtype[Any]]
_PIECE = 1 << 16
_LISTED = 1 << 17  # joining the lists of many chunks takes longer than making one


@dataclass(frozen=True)
class Events:
    """Columns of equal length, a row for each event.

    cases: whole numbers; the same number is the same case. activities: codes of `labels`. times: whole numbers that
    grow with time, or None: then the rows' order is the events' order. names: what the cases' numbers stand for, or
    None where they stand for themselves.
    """

    cases: Ints
    activities: Ints
    labels: tuple[str, ...]
    times: Ints | None = None
    names: pa.Array | None = None

    def named(self, cases: Ints) -> list[Any]:
        """Return what these cases are called."""
        named = pa.array(cases) if self.names is None else self.names.take(pa.array(cases))
        texts: list[Any] = named.to_pylist()
        return texts


@dataclass(frozen=True)
class Ordered:
    """Events case by case. cases: their numbers, rising. starts: where each case begins, then the number of events.

    activities: codes, in the smallest type that holds them. rows: the row that each event had; None: the same.
    """

    cases: Ints
    starts: Ints
    activities: Ints
    rows: "_Rows | Ints | None"

    def rows_at(self, places: Ints) -> Ints:
        """Return the rows that the events at these places had."""
        return places if self.rows is None else np.asarray(self.rows[places])


class _Rows:
    """The rows inside sorted keys, taken out only where somebody asks for them."""

    def __init__(self, keys: Ints, shift: int, bits: int) -> None:
        self._keys, self._shift, self._mask = keys, shift, (1 << bits) - 1

    def __getitem__(self, places: Any) -> Ints:
        return np.asarray((self._keys[places] >> self._shift) & self._mask, np.int64)


def events(cases: Any, activities: Any, times: Any = None) -> Events:
    """Return columns of a table (pyarrow's or numpy's; cases are text or whole numbers) as Events.

    times: timestamps or whole numbers; a missing one is earlier than every other.
    """
    numbers, names = case_numbers(cases)
    codes, labels = label_codes(activities)
    return Events(numbers, codes, labels, None if times is None else moments(times), names)


def case_numbers(cases: Any) -> tuple[Ints, pa.Array | None]:
    """Return a number for each row's case, and what the numbers stand for; None where the cases are numbers."""
    column = _column(cases)
    if pa.types.is_integer(column.type) and not column.null_count:
        return _numbers(column), None
    return _coded(column)


def label_codes(activities: Any) -> tuple[Ints, tuple[str, ...]]:
    """Return a code for each row's activity, in the smallest type that holds them, and the labels by code."""
    codes, labels = _coded(_column(activities))
    texts = tuple("" if label is None else str(label) for label in labels.to_pylist())
    return _small(codes, len(texts)), texts


def moments(times: Any) -> Ints:
    """Return whole numbers that grow with time; a missing time is before every other."""
    column = _column(times)
    if not pa.types.is_integer(column.type):
        column = pc.cast(column, pa.int64())
    if column.null_count:
        column = pc.fill_null(column, np.iinfo(np.int64).min)
    return _numbers(column)


def ordered(of: Events) -> Ordered:
    """Return the events case by case, in each by time and then by row; by row alone where there are no times."""
    rising = of.times is None or bool(np.all(of.times[1:] >= of.times[:-1]))
    if bool(np.all(of.cases[1:] >= of.cases[:-1])):
        found = _cut(of.cases, _small(of.activities, len(of.labels)), None)
    else:
        found = _by_case(of)
    if rising or of.times is None or not _falls(found, of.times):
        return found
    rows = np.lexsort((of.times, of.cases))
    return _cut(of.cases[rows], _small(of.activities[rows], len(of.labels)), rows)


def _falls(found: Ordered, times: Ints) -> bool:
    """Return whether an event of a case has an earlier time than the one before it."""
    ordered_times = times if found.rows is None else times[found.rows[:]]
    earlier = ordered_times[1:] < ordered_times[:-1]
    earlier[found.starts[1:-1] - 1] = False
    return bool(np.any(earlier))


def _cut(cases: Ints, activities: Ints, rows: "_Rows | Ints | None") -> Ordered:
    """Return events that stand case by case, with the places where cases begin."""
    starts = np.concatenate(([0], np.flatnonzero(cases[1:] != cases[:-1]) + 1, [len(cases)]))
    starts = starts[: len(cases) + 1]  # no events: only the end
    return Ordered(cases[starts[:-1]], starts, activities, rows)


def _by_case(of: Events) -> Ordered:
    """Sort by case and row. One sort of whole numbers that hold case, row and activity is ten times faster than
    sorting places and fetching what stands there; in pieces, for fresh memory costs more than the arithmetic."""
    count, low = len(of.cases), int(of.cases.min())
    row_bits, code_bits = max(count - 1, 1).bit_length(), max(len(of.labels) - 1, 1).bit_length()
    shift = row_bits + code_bits
    if (int(of.cases.max()) - low).bit_length() + shift > 63:
        order = np.argsort(of.cases, kind="stable")
        return _cut(of.cases[order], _small(of.activities[order], len(of.labels)), order)
    keys = np.empty(count, np.int64)
    for begin in range(0, count, _PIECE):
        piece = slice(begin, min(begin + _PIECE, count))
        part, within = keys[piece], np.arange(piece.start, piece.stop)
        np.subtract(of.cases[piece], low, out=part, dtype=np.int64)
        part <<= shift
        within <<= code_bits
        within |= of.activities[piece]
        part |= within
    keys.sort()
    activities, fresh = np.empty(count, _type(len(of.labels))), np.ones(count, np.bool_)
    for begin in range(0, count, _PIECE):
        part = keys[begin : begin + _PIECE + 1]
        activities[begin : begin + _PIECE] = part[:_PIECE] & ((1 << code_bits) - 1)
        fresh[begin + 1 : begin + len(part)] = (part[1:] ^ part[:-1]) >= (1 << shift)
    starts = np.append(np.flatnonzero(fresh), count)
    return Ordered((keys[starts[:-1]] >> shift) + low, starts, activities, _Rows(keys, code_bits, row_bits))


def _column(values: Any) -> pa.ChunkedArray:
    if isinstance(values, pa.ChunkedArray):
        return values
    return pa.chunked_array([values if isinstance(values, pa.Array) else pa.array(values)])


def _coded(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Return a code for each row, and what the codes stand for; a missing value is a value of its own."""
    if pa.types.is_dictionary(column.type):
        listed = sum(len(chunk.dictionary) for chunk in column.chunks)
        if column.null_count or listed > _LISTED:
            column = pc.cast(column, column.type.value_type)
        else:
            column = column.unify_dictionaries()
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column, null_encoding="encode")  # every chunk in the codes of the last one
    if not column.num_chunks:
        return np.zeros(0, np.int32), pa.array([], column.type.value_type)
    codes = pa.chunked_array([chunk.indices for chunk in column.chunks])
    return _numbers(codes), column.chunk(column.num_chunks - 1).dictionary


def _numbers(column: pa.ChunkedArray) -> Ints:
    """Return whole numbers without a null as numpy has them; `to_numpy` would import all of pandas for it."""
    parts = [np.from_dlpack(chunk) for chunk in column.chunks if len(chunk)]
    return parts[0] if len(parts) == 1 else np.concatenate([*parts, np.zeros(0, parts[0].dtype if parts else np.int64)])


def _small(codes: Ints, count: int) -> Ints:
    return codes.astype(_type(count), copy=False)


def _type(count: int) -> type[np.unsignedinteger[Any]]:
    return np.uint8 if count <= 1 << 8 else np.uint16 if count <= 1 << 16 else np.uint32
