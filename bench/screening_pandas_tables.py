"""What the questions of the pandas script share: the folder of Parquet files, read by the column, and their answer."""

from pathlib import Path
from typing import Any

import pandas as pd

SCHOOL = "school_code"
Figures = dict[str, Any]


class Tables:
    """The folder, read by the column."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calendar = pd.read_parquet(folder / "calendar.parquet", to_pandas_kwargs={"date_as_object": False})
        self.limits = pd.read_parquet(folder / "limits.parquet", to_pandas_kwargs={"date_as_object": False})

    def __call__(self, name: str, columns: str) -> pd.DataFrame:
        """Return those columns of a table; days as days, not as objects."""
        path = self.folder / name
        return pd.read_parquet(path, columns=columns.split(), to_pandas_kwargs={"date_as_object": False})

    def dated(self, rows: pd.DataFrame, day: str, columns: list[str]) -> pd.DataFrame:
        """Return the rows with columns of the calendar's day beside them."""
        return rows.merge(self.calendar[["d", *columns]], left_on=day, right_on="d").drop(columns="d")

    def limits_of(self, model: str, names: list[str]) -> pd.DataFrame:
        """Return the dated limits of a question."""
        return self.limits[(self.limits.model == model) & self.limits.name.isin(names)]


def evidence(
    rows: pd.DataFrame, subject: Any, period: Any, observed: Any, threshold: Any, amount: Any, source: Any
) -> pd.DataFrame:
    """Return what every question returns."""
    columns = {SCHOOL: rows[SCHOOL], "subject": subject, "period": period, "observed": observed}
    found = pd.DataFrame({**columns, "threshold": threshold, "amount": amount, "source": source, "row_id": rows.row_id})
    types = {"subject": str, "period": str, "source": str, "observed": float, "threshold": float, "row_id": "int64"}
    return found.astype({**types, "amount": "Int64"}).drop_duplicates()
