"""ID numbers, phones and accounts leave the rows before the lake sees them: a key, a tail and a sealed value stay."""

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from lianjing.domain.refusals import RuleBroken

SHOWN = 4


def sealed_names(name: str) -> tuple[str, str, str]:
    """Return the three columns that stand for a sensitive one: key, tail, sealed value."""
    return f"{name}_key", f"{name}_tail", f"{name}_sealed"


def seal_columns(
    table: pa.Table,
    columns: Mapping[str, str],
    fingerprint: Callable[[str, str], int],
    seal: Callable[[str, str], bytes],
) -> pa.Table:
    """Return the table with each plain column replaced, in its place, by `<name>_key`, `<name>_tail`, `<name>_sealed`.

    columns: name → kind ("id_number", "phone" …). A column that the table lacks is passed over.
    fingerprint(kind, text): 63 bits, equal for equal text of a kind, so that an ID number matches across tables.
    seal(name, text): the ciphertext, bound to the column's name.
    Key int64, tail the last four characters ("" where there are no more than four), sealed binary; all three null
    for a blank cell. Each distinct value is computed once, so equal values of one call share a ciphertext: that
    tells no more than their equal keys. Raises RuleBroken("sensitive_not_text") for a column that is not text.
    """
    for name, kind in columns.items():
        if name not in table.column_names:
            continue
        at = table.column_names.index(name)
        sealed = zip(sealed_names(name), _sealed(table[name], name, kind, fingerprint, seal), strict=True)
        table = table.remove_column(at)
        for offset, (column, values) in enumerate(sealed):
            table = table.add_column(at + offset, column, values)
    return table


def _sealed(
    plain: pa.ChunkedArray,
    name: str,
    kind: str,
    fingerprint: Callable[[str, str], int],
    seal: Callable[[str, str], bytes],
) -> tuple[pa.Array, pa.Array, pa.Array]:
    if pa.types.is_dictionary(plain.type):
        plain = plain.cast(plain.type.value_type)
    if not (pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type) or pa.types.is_null(plain.type)):
        raise RuleBroken("sensitive_not_text", column=name, type=str(plain.type))
    text = plain.cast(pa.string()).combine_chunks()
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    coded = text.dictionary_encode()
    distinct: list[str] = coded.dictionary.to_pylist()
    keys = pa.array([fingerprint(kind, value) for value in distinct], pa.int64())
    tails = pa.array([value[-SHOWN:] if len(value) > SHOWN else "" for value in distinct], pa.string())
    values = pa.array([seal(name, value) for value in distinct], pa.binary())
    return keys.take(coded.indices), tails.take(coded.indices), values.take(coded.indices)
