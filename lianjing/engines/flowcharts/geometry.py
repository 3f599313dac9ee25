"""A drawing as plain figures: boxes with lines of text, edges with their bends, lanes. Units are CSS pixels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lianjing.domain.power.flow import Branch, Repeat
from lianjing.domain.power.steps import Step
from lianjing.engines.flowcharts.telling import Row
from lianjing.engines.flowcharts.wrapping import width_of, wrapped

LEADING = 1.4  # height of a line of text, in its size
MARK = 1.45  # room before the text of a row that has a mark, in em
PADDING = 7.0


@dataclass(frozen=True)
class Sheet:
    """How a chart is laid out.

    across: time runs to the right and lanes are rows; else downward, and lanes are columns. lanes: one for each
    accountable post; else a single column whose boxes name their posts (`full`). wide, high: of a step's box; a box
    grows in height with its text. case: the widest label of a branch. gate: size of a gateway, `meet` of one where
    ways only meet. gap: between lines that run across, pitch: between lines that run along. head: room for the names
    of the lanes. total: the whole width, which the boxes of a single column then fill.
    round_ends: starts and ends are circles with the words below, as BPMN draws them.
    """

    name: str
    across: bool
    lanes: bool
    full: bool
    wide: float
    high: float
    case: float
    gate: float
    meet: float
    gap: float
    pitch: float
    head: float
    name_size: float
    total: float = 0.0
    round_ends: bool = False


PHONE = Sheet("phone", False, False, True, 300, 40, 300, 20, 8, 6, 14, 0, 16, total=358)
PAPER = Sheet("paper", False, True, False, 136, 30, 136, 18, 8, 5, 12, 36, 14)
BPMN = Sheet("bpmn", True, True, False, 130, 60, 110, 40, 40, 14, 16, 30, 12, round_ends=True)


@dataclass(frozen=True)
class Line:
    """One line of text of a box. first: the mark of its row is drawn before it."""

    text: str
    size: float
    bold: bool = False
    mark: str = ""
    first: bool = True


@dataclass(frozen=True)
class Rect:
    """A rectangle by its left upper corner."""

    x: float
    y: float
    wide: float
    high: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.wide / 2, self.y + self.high / 2


@dataclass(frozen=True)
class Box:
    """What stands in a drawing. kind: start, end, step, case (the words of a branch), split, merge, fork, join, head
    (where a repetition comes back), check (where it is asked whether to repeat), joint (a letter where a line that was
    cut goes on). step: the step's number.
    label: where the words stand, when not inside. means: the part of the flow it stands for: the branch of a case or
    an end, what is repeated of a case.
    """

    id: str
    kind: str
    at: Rect
    lines: tuple[Line, ...] = ()
    step: str = ""
    lane: int = 0
    label: Rect | None = None
    means: Step | Branch | Repeat | None = None


@dataclass(frozen=True)
class Edge:
    """A line with square bends from one box to another. back: it leads to what is done again.
    order: its place among the lines that leave the same box, as the flow is written. arrow: its end is its target,
    not a place where the drawing is cut.
    """

    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    back: bool = False
    order: int = 0
    arrow: bool = True


@dataclass(frozen=True)
class Lane:
    """The part of the drawing where the steps of one accountable post stand."""

    post: str
    at: Rect


@dataclass(frozen=True)
class Drawn:
    """A whole drawing, from (0, 0) to (wide, high)."""

    sheet: Sheet
    wide: float
    high: float
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    lanes: tuple[Lane, ...]

    def box(self, name: str) -> Box:
        """Return the box with this id. Raises KeyError."""
        return {box.id: box for box in self.boxes}[name]


def broken(rows: Iterable[Row], room: float) -> tuple[Line, ...]:
    """Return rows as lines no wider than `room` pixels."""
    return tuple(line for row in rows for line in _lines(row, room))


def height_of(lines: Iterable[Line]) -> float:
    """Return how high lines stand together."""
    return sum(line.size * LEADING for line in lines)


def breadth_of(lines: Iterable[Line]) -> float:
    """Return how wide the widest line is, its mark included."""
    widths = (
        line.size * (width_of(line.text) * (1.04 if line.bold else 1) + (MARK if line.mark else 0)) for line in lines
    )
    return max(widths, default=0.0)


def _lines(row: Row, room: float) -> Iterator[Line]:
    em = room / row.size / (1.04 if row.bold else 1) - (MARK if row.mark else 0)
    for place, text in enumerate(wrapped(row.text, em)):
        yield Line(text, row.size, row.bold, row.mark, place == 0)
