"""What the questions of the pandas script share: the folder of Parquet files, read by the column, and their answer."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

SCHOOL = "school_code"
Figures = dict[str, Any]


class Tables:
    """The folder, read by the column; `exports`: from the text tables that an office has instead of Parquet."""

    def __init__(self, folder: Path, exports: bool = False) -> None:
        self.folder, self.exports = folder, exports
        self.calendar = pd.read_parquet(folder / "calendar.parquet", to_pandas_kwargs={"date_as_object": False})
        self.limits = pd.read_parquet(folder / "limits.parquet", to_pandas_kwargs={"date_as_object": False})

    def __call__(self, name: str, columns: str) -> pd.DataFrame:
        """Return those columns of a table; days as days, not as objects."""
        if self.exports:
            return self._exported(name, columns.split())
        path = self.folder / name
        return pd.read_parquet(path, columns=columns.split(), to_pandas_kwargs={"date_as_object": False})

    def _exported(self, name: str, columns: list[str]) -> pd.DataFrame:
        kinds = json.loads((self.folder / "csv" / f"{name}.json").read_text("utf-8"))
        days = [column for column in columns if kinds[column].startswith(("date", "timestamp"))]
        texts = {column: str for column in columns if kinds[column] == "string"}
        return pd.read_csv(self.folder / "csv" / f"{name}.csv", usecols=columns, dtype=texts, parse_dates=days)[columns]

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
