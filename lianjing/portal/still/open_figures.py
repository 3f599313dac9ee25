"""The figures of schools as open data (B12): the rows of the pages, of every school in force."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lianjing.access import figures, public
from lianjing.portal.still.data_set import TEXT, WHOLE, DataSet, object_of, or_none, row_schema

_YES = {"type": "boolean"}
_FEN, _FEW = or_none(WHOLE), "null: few enough to be recognised"
Columns = dict[str, tuple[dict[str, Any], str]]

FEES: Columns = {
    "item": (TEXT, "charge; empty where its name holds personal data"),
    "in_catalogue": (_YES, "whether the county's catalogue of the term has it"),
    "standard": (_FEN, "standard of the catalogue, in fen"),
    "unit": (TEXT, "what the standard counts for"),
    "document": (TEXT, "document that allows it"),
    "each": (WHOLE, "charged a pupil in the class that was charged most, in fen"),
    "over": (_FEN, "by how much that is above the standard, in fen; null: cannot be compared"),
    "payers": (_FEN, f"pupils who paid; {_FEW}"),
    "asked": (_FEN, f"asked of all payers together, in fen; {_FEW}"),
    "received": (_FEN, f"received less refunds, in fen; {_FEW}"),
}
AID: Columns = {
    "term": (TEXT, "term"),
    "program": (TEXT, "kind of aid; together: several kinds with few pupils"),
    "pupils": (_FEN, f"pupils, counted once a kind; {_FEW}"),
    "amount": (_FEN, f"paid, in fen; {_FEW}"),
}
MATERIALS: Columns = {
    "isbn": (TEXT, "ISBN"),
    "title": (TEXT, "title of the catalogue, empty where it is not in it"),
    "in_catalogue": (_YES, "whether the county's catalogue of the term has it"),
    "list_price": (_FEN, "list price, in fen"),
    "price": (WHOLE, "highest price charged, in fen; 0 where it is free"),
    "over": (_FEN, "by how much that is above the list price, in fen"),
    "free": (_YES, "free for every pupil; otherwise voluntary"),
    "copies": (_FEN, f"copies; {_FEW}"),
    "consents": (_FEN, "parents who agreed in writing; null: not told"),
}
ENROLMENT: Columns = {
    "stage": (TEXT, "stage of schooling"),
    "what": (TEXT, "places, applied, admitted, arranged (at another school), means (admitted by one means), seed"),
    "means": (TEXT, "means of admission; together: several with few pupils"),
    "number": (_FEN, f"pupils or places; {_FEW}"),
    "seed": (TEXT, "hash of the ballot's seed"),
    "on": (TEXT, "day on which the seed was made known"),
}
_SETS = {
    "fees": (("\u6536\u8d39", "Fees beside the catalogue"), FEES),
    "aid": (("\u5b66\u751f\u8d44\u52a9", "Student aid"), AID),
    "materials": (("\u6559\u8f85", "Teaching aids"), MATERIALS),
    "enrolment": (("\u62db\u751f", "Enrolment"), ENROLMENT),
}
KINDS = tuple(_SETS)


def titles() -> dict[str, tuple[str, str]]:
    """Return the sets by name with their titles in Chinese and English."""
    return {kind: title for kind, (title, _columns) in _SETS.items()}


def figure_schema() -> dict[str, Any]:
    """Return the JSON Schema of a figure's published bytes."""
    rows = {"type": "array", "items": {"anyOf": [row_schema(columns) for _title, columns in _SETS.values()]}}
    batches = {"type": "array", "items": WHOLE}
    return object_of(
        {"figure": {"enum": list(KINDS)}, "school": TEXT, "period": TEXT, "batches": batches, "rows": rows}
    )


def figure_sets(on: date) -> Iterator[DataSet]:
    """Yield one set a figure: a school's rows after its code, the period and the hash that is in the public log."""
    schools = [one.code for one in public.schools(on)]
    for kind, (title, columns) in _SETS.items():
        found = figures.KINDS[kind]()
        rows = [
            {"school": code, "period": one.period, **row}
            for code in schools
            if (one := found.get(code)) is not None
            for row in one.rows
        ]
        head: Columns = {"school": (TEXT, "code of the school"), "period": (TEXT, "term or school year")}
        yield DataSet(kind, title, {**head, **columns}, rows)
