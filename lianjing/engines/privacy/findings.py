"""What the gate finds: a code, a place, and where in the text. Never the thing itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# Codes of what is found in text; each can be masked there.
IN_TEXT = ("id_number", "phone", "bank_card", "address", "birth_date", "minor_name", "circumstances", "personal_column")
# Codes of what a file carries besides its text; a clean copy leaves it out.
CARRIED = (
    "hidden_sheet",
    "hidden_row",
    "hidden_column",
    "hidden_text",
    "hidden_slide",
    "comment",
    "tracked_change",
    "metadata",
    "cached_data",
    "nested_file",
    "macro",
    "image",
    "gps",
    "outside_link",
    "earlier_version",
    "outlines",
)
# Codes that refuse a file as a whole.
REFUSED = (
    "field_not_allowed",
    "kind_not_allowed",
    "not_readable",
    "encrypted",
    "nested_archive",
    "too_hungry",
    "empty",
)


@dataclass(frozen=True)
class Finding:
    """One thing that must not go out.

    code: one of the above. place: where, as plain values: file, field, sheet, cell, page, paragraph, row, column, part.
    start, end: where in the text of that place; both 0 where it is no text. Nothing here repeats what was found.
    """

    code: str
    place: Mapping[str, str | int] = field(default_factory=dict)
    start: int = 0
    end: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return {**asdict(self), "place": dict(self.place)}


@dataclass(frozen=True)
class Piece:
    """A stretch of text of a file or a notice with its place. header: what the column is called, "" outside tables.

    named: the field may hold people's names by its rule, so that they are not looked for.
    """

    text: str
    place: Mapping[str, str | int]
    header: str = ""
    named: bool = False
