"""Where a row's cell stands in the file, for problems that only the network can tell."""

from collections.abc import Mapping
from typing import Any

from lianjing.engines.intake import Problem, Result


class Cells:
    """The places of a file's columns: sheet and column of the format → letter and header."""

    def __init__(self, result: Result) -> None:
        self._places = {
            (sheet.name, match.name): (match.letter, match.header) for sheet in result.sheets for match in sheet.matches
        }

    def problem(self, row: Mapping[str, Any], column: str, code: str, value: str, **facts: Any) -> Problem:
        """Return what is wrong with a cell of a row."""
        letter, header = self._places.get((row["_sheet"], column), (None, None))
        return Problem(code, row["_sheet"], row["_row"], letter, header, value, facts)
