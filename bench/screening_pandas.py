"""The twelve questions of bench.screening as a county's analyst writes them in pandas, from the same Parquet files.

Whole columns wherever pandas has a word for it, else a list; only needed columns are read, and a table that several
questions need is read once and let go after the last of them. Each question returns a row for each row of evidence.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from bench import screening_pandas_canteen as canteen
from bench import screening_pandas_money as money
from bench import screening_pandas_people as people
from bench.screening_pandas_tables import Figures, Tables

Question = Callable[[Tables, pd.DataFrame, Figures], pd.DataFrame]
# Table, its columns, and the questions put to it.
SHARED: tuple[tuple[str, str, dict[str, Question]], ...] = (
    (
        "food_in",
        canteen.FOOD,
        {
            "M-ST-01": canteen.price_outliers,
            "M-ST-05": canteen.tied_suppliers,
            "M-ST-03": canteen.one_supplier,
        },
    ),
    ("vouchers", money.VOUCHERS, {"M-CW-24": money.first_digits, "M-CW-25": money.days_off}),
    ("procurements", money.PROCUREMENTS, {"M-CW-01": money.split_purchases}),
    ("invoices", money.INVOICES, {"M-CW-04": money.invoices}),
    ("payments", money.PAYMENTS, {"M-CW-26": money.below_a_limit}),
    ("aid_payments", people.AID, {"M-ZZ-03": people.aided_twice, "M-ZZ-04": people.after_leaving}),
    ("payroll", people.PAYROLL, {"M-RS-11": people.shared_accounts}),
    ("notices", people.NOTICES, {"M-GK-02": people.cut_notices}),
)


def run(
    folder: Path, figures: dict[str, Figures], seconds: dict[str, float], exports: bool = False
) -> dict[str, pd.DataFrame]:
    """Ask the twelve and return the evidence of each.

    exports: read csv instead of Parquet. seconds: learns what each took; reading a table is counted with the first
    question put to it.
    """
    tables, found = Tables(folder, exports), {}
    for table, columns, questions in SHARED:
        begun = time.perf_counter()
        rows = tables(table, columns)
        for name, question in questions.items():
            found[name] = question(tables, rows, figures[name])
            seconds[name] = time.perf_counter() - begun
            begun = time.perf_counter()
        del rows
    return found
