"""The risk poster of one power, A3: its flowchart, its risk points with their control, who decides and who supervises,
what is made public, and how to object. All words come in; here is only what stands where.
"""

from dataclasses import asdict, dataclass

from lianjing.engines.papers.typesetting import pdf_of

# The room of the drawing in mm: beside the table, or on a sheet of its own.
BESIDE, ALONE = (214.0, 236.0), (396.0, 240.0)
_PIXEL = 25.4 / 96  # mm
_LETTER = 11 * 0.75  # points: the smallest letters of a drawing at its own size
_BESIDE, _ALONE = 5.8, 4.6  # points: smaller ones are not read beside a table, or at all


@dataclass(frozen=True)
class RiskRow:
    """One risk point: where, what, its grade (high, middle, low; and in words), the control, who does, who watches."""

    step: str
    what: str
    level: str
    grade: str
    control: str
    who: str
    watched: str


@dataclass(frozen=True)
class Section:
    """A heading and the lines under it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Poster:
    """A poster's words. drawings: SVGs. beside: the only one stands beside the table, else each on a sheet of its own.
    heads: the five heads of the table. code: an SVG of a QR code, "" for none. lang: zh or en.
    """

    lang: str
    title: str
    under: str
    guide: str
    drawings: tuple[str, ...]
    beside: bool
    heads: tuple[str, ...]
    rows: tuple[RiskRow, ...]
    sections: tuple[Section, ...]
    foot: str
    code: str = ""


def fits_beside(wide: float, high: float) -> bool:
    """Return whether a drawing of this size in pixels can be read when it stands beside the table."""
    return _letters(wide, high, BESIDE) >= _BESIDE


def fits_alone(wide: float, high: float) -> bool:
    """Return whether a drawing of this size in pixels can be read on a sheet of its own."""
    return _letters(wide, high, ALONE) >= _ALONE


def _letters(wide: float, high: float, room: tuple[float, float]) -> float:
    return _LETTER * min(room[0] / (wide * _PIXEL), room[1] / (high * _PIXEL), 1.0)


def poster_pdf(poster: Poster) -> bytes:
    """Return the poster as PDF. Raises RuleBroken("paper_not_set", template, said)."""
    return pdf_of("poster", asdict(poster))
