"""The links of a county: which table and column gives which evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from lianjing.engines.matching.gathering import Gathered
from lianjing.engines.matching.levels import LINKS, Decisions, Levels, Party, Variants
from lianjing.engines.matching.names import address_of, alike_companies, plain

# The columns read of each table; a table or column that is absent gives no evidence.
READS: Mapping[str, tuple[str, ...]] = {
    "staff_register": ("school_code", "staff_no", "name", "id_no_key", "phone_key", "account_key"),
    "staff_relations": ("school_code", "staff_no", "relative_name", "relative_id_key", "company_credit_code"),
    "suppliers": ("credit_code", "name", "phone_key", "email", "address"),
    "supplier_people": ("credit_code", "name", "id_no_key", "phone_key", "address"),
    "bids": ("bidder_code", "phone_key", "email", "address", "deposit_account_key"),
    "aid_payments": ("pupil_no_key", "account_key"),
    "pupils": ("pupil_no_key", "guardian_name", "guardian_id_key", "guardian_phone_key"),
}
STAFF_SUPPLIER, SUPPLIER_SUPPLIER, STAFF_PUPIL = "staff_supplier", "supplier_supplier", "staff_pupil"
CERTAIN = 1.0
LEAST_ADDRESS = 6  # characters: a village's name alone is no address


def match(
    tables: Mapping[str, pa.Table],
    levels: Levels,
    variants: Variants,
    decisions: Decisions | None = None,
) -> pa.Table:
    """Return the links: pairs from `levels.low` upward, and every pair a person said yes to, sorted.

    tables: as the lake keeps them, sensitive columns by key only. The order of rows makes no difference, and a pair
    of suppliers stands once, the lesser code on the left. A staff number is its school's own: equal numbers of two
    schools are two people. The schema's metadata says how many shared values were passed over as an agency's
    (`crowds`). A pupil is named by the text of its key.
    """
    gathered = Gathered(levels)
    rows = {name: _rows(tables.get(name), columns) for name, columns in READS.items()}
    _staff_and_suppliers(gathered, rows, levels, variants)
    _relatives(gathered, rows, levels, variants)
    _suppliers(gathered, rows, levels, variants)
    _pupils(gathered, rows)
    return _table(gathered, levels, decisions or {})


def _staff_and_suppliers(gathered: Gathered, rows: "Rows", levels: Levels, variants: Variants) -> None:
    staff, people = rows["staff_register"], rows["supplier_people"]
    phones = _groups([*people, *rows["suppliers"]], "phone_key", "credit_code")
    for value, codes in _groups(rows["bids"], "phone_key", "bidder_code").items():
        phones.setdefault(value, set()).update(codes)
    held = (
        ("id_no_key", "same_id", _groups(people, "id_no_key", "credit_code")),
        ("phone_key", "same_phone", phones),
        ("account_key", "same_account", _groups(rows["bids"], "deposit_account_key", "bidder_code")),
    )
    for column, code, parties in held:
        gathered.join(STAFF_SUPPLIER, _groups(staff, column, "staff_no"), parties, (code,), CERTAIN)
    every = levels.crowd  # one person may stand in two registers
    named = _rare(_named(staff, "name", "staff_no"), rows, variants, most=every)
    there = _rare(_named(people, "name", "credit_code"), rows, variants)
    gathered.join(STAFF_SUPPLIER, named, there, ("same_name",), levels.person_name)


def _relatives(gathered: Gathered, rows: "Rows", levels: Levels, variants: Variants) -> None:
    """Declared relatives: the link names the member of staff and the supplier, never the relative (K9)."""
    declared, people = rows["staff_relations"], rows["supplier_people"]
    ids = _groups(declared, "relative_id_key", "staff_no")
    there = _groups(people, "id_no_key", "credit_code")
    gathered.join(STAFF_SUPPLIER, ids, there, ("relative", "same_id"), CERTAIN)
    known = {row["credit_code"] for row in [*rows["suppliers"], *people]}
    companies = _groups(
        [row for row in declared if row["company_credit_code"] in known], "company_credit_code", "staff_no"
    )
    codes = {code: {("", str(code))} for code in companies}
    gathered.join(STAFF_SUPPLIER, companies, codes, ("relative", "declared_company"), CERTAIN)
    named = _rare(_named(declared, "relative_name", "staff_no"), rows, variants)
    rare = _rare(_named(people, "name", "credit_code"), rows, variants)
    gathered.join(STAFF_SUPPLIER, named, rare, ("relative", "same_name"), levels.person_name)


def _suppliers(gathered: Gathered, rows: "Rows", levels: Levels, variants: Variants) -> None:
    firms, people = rows["suppliers"], rows["supplier_people"]
    bids = [{**row, "credit_code": row["bidder_code"]} for row in rows["bids"]]
    every = [*firms, *people, *bids]
    for column, code in (
        ("id_no_key", "same_person"),
        ("phone_key", "same_phone"),
        ("deposit_account_key", "same_account"),
    ):
        gathered.within(SUPPLIER_SUPPLIER, _groups(every, column, "credit_code"), code, CERTAIN)
    written = [{**row, "email": plain(row.get("email"))} for row in every]
    gathered.within(SUPPLIER_SUPPLIER, _groups(written, "email", "credit_code"), "same_email", CERTAIN)
    for address, codes in _addresses(every, variants).items():
        numbered = any(sign.isdigit() for sign in address)
        likeness = levels.address if numbered else levels.place
        gathered.within(SUPPLIER_SUPPLIER, {address: codes}, "same_address", likeness)
    rare = _rare(_named(people, "name", "credit_code"), rows, variants, most=2)
    gathered.within(SUPPLIER_SUPPLIER, rare, "same_name", levels.person_name)
    names = sorted({(str(row["credit_code"]), row["name"] or "") for row in firms})
    for a, b, code, likeness in alike_companies([name for _, name in names], levels, variants):
        if names[a][0] != names[b][0]:
            gathered.add(SUPPLIER_SUPPLIER, ("", names[a][0]), ("", names[b][0]), code, likeness)


def _pupils(gathered: Gathered, rows: "Rows") -> None:
    staff, pupils = rows["staff_register"], rows["pupils"]
    for column, theirs, code in (
        ("id_no_key", "guardian_id_key", "same_id"),
        ("phone_key", "guardian_phone_key", "same_phone"),
    ):
        guardians = _groups(pupils, theirs, "pupil_no_key")
        gathered.join(STAFF_PUPIL, _groups(staff, column, "staff_no"), guardians, (code,), CERTAIN)
    paid = _groups(rows["aid_payments"], "account_key", "pupil_no_key")
    gathered.join(STAFF_PUPIL, _groups(staff, "account_key", "staff_no"), paid, ("same_account",), CERTAIN)


Row = dict[str, Any]
Rows = Mapping[str, list[Row]]


def _rows(table: pa.Table | None, columns: tuple[str, ...]) -> list[Row]:
    if table is None:
        return []
    held = table.select([name for name in columns if name in table.column_names])
    empty = dict.fromkeys(columns)
    return [{**empty, **row} for row in held.to_pylist()]


def _groups(rows: Iterable[Row], column: str, party: str) -> dict[object, set[Party]]:
    """Return value → parties that have it. Blank values and nameless parties join nobody."""
    found: dict[object, set[Party]] = defaultdict(set)
    for row in rows:
        if row.get(column) not in (None, "") and row.get(party) not in (None, ""):
            school = str(row["school_code"] or "") if party == "staff_no" else ""
            found[row[column]].add((school, str(row[party])))
    return found


def _named(rows: Iterable[Row], column: str, party: str) -> dict[object, set[Party]]:
    return _groups([{**row, column: plain(row[column])} for row in rows], column, party)


def _addresses(rows: Iterable[Row], variants: Variants) -> dict[str, set[Party]]:
    written = [{**row, "address": address_of(row.get("address"), variants)} for row in rows]
    found = _groups(written, "address", "credit_code")
    return {str(address): codes for address, codes in found.items() if len(str(address)) >= LEAST_ADDRESS}


def _rare(
    names: Mapping[object, set[Party]], rows: Rows, variants: Variants, most: int = 1
) -> dict[object, set[Party]]:
    """Return the names that `most` parties of this side bear at the most, and that are no common names.

    A name common among staff or guardians is common everywhere: it then says nothing about two people.
    """
    held = rows["staff_register"]
    whose = [{**row, "bearer": row["id_no_key"] or (row["school_code"], row["staff_no"])} for row in held]
    staff = _named(whose, "name", "bearer")
    guardians = _named(rows["pupils"], "guardian_name", "guardian_id_key")
    common = {name for group in (staff, guardians) for name, bearers in group.items() if len(bearers) > 1}
    return {
        name: parties
        for name, parties in names.items()
        if len(parties) <= most and name not in common and name not in variants.common_names and len(str(name)) > 1
    }


def _table(gathered: Gathered, levels: Levels, decisions: Decisions) -> pa.Table:
    weighed = gathered.weighed()
    for pair, decision in decisions.items():
        if decision.same and pair not in weighed:
            weighed[pair] = (0.0, frozenset({"decided"}))
    rows = []
    for pair, (likeness, evidence) in sorted(weighed.items()):
        said = decisions.get(pair)
        decided = said.same if said is not None and said.stands(evidence) else None
        if likeness >= levels.low or decided is not None:
            rows.append((*pair, likeness, f"|{'|'.join(sorted(evidence))}|", decided))
    columns = zip(*rows, strict=True) if rows else [[] for _ in LINKS]
    arrays = [pa.array(list(values), field.type) for values, field in zip(columns, LINKS, strict=True)]
    return pa.table(arrays, schema=LINKS.with_metadata({"crowds": str(gathered.crowds)}))
