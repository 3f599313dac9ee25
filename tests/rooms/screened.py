"""Rows handed in by the supervision office, and what they raise: a notice left hanging, somebody paid for nothing."""

from datetime import date

import pyarrow as pa

from lianjing.access import modelbook
from lianjing.records.models import RedFlag
from lianjing.rooms.uploads.ledger_rows import Ledger
from lianjing.rooms.uploads.usecases import ledgers
from tests.rooms.rosters import number
from tests.world import at

NOW = at("2026-10-12")


FEW = ("M-GK-01", "M-GK-02", "M-GK-03", "M-RS-04", "M-ST-01", "M-ST-06", "M-ZS-02", "M-ZZ-10")


def take(county, table, rows, slot="x", now=NOW, **sensitive):
    """Hand rows in as the supervision office."""
    columns, schema = {}, modelbook.layouts()[table].schema()
    for name in {name: None for row in rows for name in row}:
        cells = [row.get(name) for row in rows]
        columns[name] = pa.array(cells, schema.field(name).type if name in schema.names else pa.string())
    digest = f"{table}{slot}{now:%y%m%d%H}{len(rows)}{rows[0]}".encode().hex()[:64].ljust(64, "0")
    file = Ledger(table=table, rows=pa.table(columns), slot=slot, sha256=digest, sensitive=sensitive)
    return ledgers.take_in(post=county.officer, org=county.org("jcs"), ledger=file, now=now)


def notice(no, school="s001", off=None):
    """A public notice that was to come down on 12 January."""
    return {
        **{"school_code": school, "notice_no": no, "item_code": "ZZ-01", "kind": "notice"},
        **{"published_on": date(2026, 1, 5), "plan_off_on": date(2026, 1, 12), "off_on": off},
    }


def flags(**said):
    return RedFlag._base_manager.filter(**said).order_by("id")


def ghost(county):
    """Paid without a day at work for two months: a sealed question."""
    take(
        county,
        "staff_register",
        [{"school_code": "s001", "staff_no": "t1", "name": "鬼", "id_no": number(1), "joined_on": date(2015, 9, 1)}],
        id_no="id_number",
    )
    months = [("t1", "2025-10", 0), ("t1", "2025-11", 0), ("t2", "2025-10", 18), ("t2", "2025-11", 20)]
    rows = [
        {"school_code": "s001", "staff_no": who, "ym": ym, "days": days, "lessons": days} for who, ym, days in months
    ]
    take(county, "staff_months", rows)
    pay = [
        {"school_code": "s001", "staff_no": "t1", "ym": ym, "item": "basic", "amount": 500_000}
        for ym in ("2025-10", "2025-11")
    ]
    take(county, "payroll", pay)
