"""The refusal of one cell."""

from typing import Any


class CellRefused(Exception):
    """The cell cannot be what its column asks for: a problem's code and facts, never the value itself."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
