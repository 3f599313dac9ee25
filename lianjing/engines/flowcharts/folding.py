"""A long drawing in columns side by side, so that it fills a sheet: cut between boxes, lines joined by letters."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from lianjing.engines.flowcharts.geometry import Box, Drawn, Edge, Lane, Line, Rect

_MOST = 4  # columns
_BETWEEN = 18.0  # columns
_JOINT = 15.0  # size of a letter's circle
_STEP = 17.0  # from one row of circles to the next, where lines lie too close for one row
_CROSSING = 25.0  # how much farther a cut may be moved to save cutting one line

Point = tuple[float, float]


def folded(picture: Drawn, aspect: float) -> Drawn:
    """Return a drawing that runs downward in as many columns (at most 4) as make it largest on a sheet of width :
    height `aspect`. It stays as it is where one column is best. Raises ValueError for one that runs across.
    """
    if picture.sheet.across:
        raise ValueError("only drawings that run downward are folded")
    made = [in_columns(picture, many) for many in range(1, _MOST + 1)]
    return min(made, key=lambda one: max(one.wide / aspect, one.high))


def in_columns(picture: Drawn, many: int) -> Drawn:
    """Return a drawing that runs downward in so many columns, fewer where it is too short to be cut."""
    return _Fold(picture, many).drawn() if many > 1 else picture


def window(picture: Drawn, made: Drawn, first: int, many: int) -> Rect:
    """Return the part of `made` (a drawing of `picture` in columns) that holds `many` columns from `first` on."""
    step = picture.wide + _BETWEEN
    return Rect(first * step, 0, min(many * step - _BETWEEN, made.wide - first * step), made.high)


class _Fold:
    def __init__(self, picture: Drawn, columns: int) -> None:
        self.picture = picture
        self.top = picture.lanes[0].at.y + picture.sheet.head if picture.lanes else 0.0
        self.cuts = _cuts(picture, self.top, columns)
        self.joints: dict[tuple[int, float], str] = {}
        self.rows = self._rows()

    def drawn(self) -> Drawn:
        """Return the drawing in columns."""
        picture, columns = self.picture, len(self.cuts) + 1
        high = max(self._bottom(column) for column in range(columns)) + 8
        edges = tuple(piece for edge in picture.edges for piece in self._pieces(edge))
        boxes = tuple(map(self._box, picture.boxes))
        lanes = tuple(self._lane(lane, column, high) for column in range(columns) for lane in picture.lanes)
        wide = columns * picture.wide + (columns - 1) * _BETWEEN
        return Drawn(picture.sheet, wide, high, (*boxes, *self._circles()), edges, lanes)

    def _rows(self) -> dict[tuple[int, float], int]:
        """Name the places where lines are cut, and give those that lie too close rows of their own."""
        rows: dict[tuple[int, float], int] = {}
        for number, cut in enumerate(self.cuts):
            before = float("-inf")
            for x in sorted({x for edge in self.picture.edges for x in _crossed(edge, cut)}):
                self.joints[number, x] = _letter(len(self.joints))
                rows[number, x] = 1 - rows.get((number, before), 1) if x - before < _JOINT + 2 else 0
                before = x
        return rows

    # --- from the one column to the many

    def _column(self, y: float) -> int:
        return sum(1 for cut in self.cuts if y > cut)

    def _at(self, point: Point, column: int) -> Point:
        start = self.cuts[column - 1] - self.top - 3 * _STEP if column else 0.0
        return point[0] + column * (self.picture.wide + _BETWEEN), point[1] - start

    def _bottom(self, column: int) -> float:
        last = column == len(self.cuts)
        end = self.picture.high - 8 if last else self.cuts[column]
        return self._at((0, end), column)[1] + (0 if last else 3 * _STEP)

    def _box(self, box: Box) -> Box:
        column = self._column(box.at.y)
        x, y = self._at((box.at.x, box.at.y), column)
        lane = box.lane + column * len(self.picture.lanes)
        return replace(box, at=Rect(x, y, box.at.wide, box.at.high), lane=lane)

    def _lane(self, lane: Lane, column: int, high: float) -> Lane:
        x = lane.at.x + column * (self.picture.wide + _BETWEEN)
        return replace(lane, at=Rect(x, lane.at.y, lane.at.wide, high - lane.at.y - 8))

    def _pieces(self, edge: Edge) -> Iterator[Edge]:
        """Yield the parts of a line between cuts, each led to the circles at its ends."""
        column = self._column(edge.points[0][1])
        piece = [self._at(edge.points[0], column)]
        for here, there in pairwise(edge.points):
            down = there[1] > here[1]
            for number in _passed(self.cuts, here[1], there[1]):
                piece.append(self._end(number, here[0], column, below=down))
                yield replace(edge, points=tuple(piece), arrow=False)
                column = number + 1 if down else number
                piece = [self._end(number, here[0], column, below=not down)]
            piece.append(self._at(there, column))
        yield replace(edge, points=tuple(piece))

    def _end(self, number: int, x: float, column: int, *, below: bool) -> Point:
        """Return where a cut line meets its circle: below the end of its column, or above the next one's beginning."""
        at = self._at((x, self.cuts[number]), column)
        away = 8 + self.rows[number, x] * _STEP
        return at[0], at[1] + (away if below else -away)

    def _circles(self) -> Iterator[Box]:
        for (number, x), letter in self.joints.items():
            for column in (number, number + 1):
                below = column == number
                at = self._end(number, x, column, below=below)
                y = at[1] if below else at[1] - _JOINT
                name = f"joint_{letter}_{'from' if below else 'to'}"
                yield Box(name, "joint", Rect(at[0] - _JOINT / 2, y, _JOINT, _JOINT), (Line(letter, 10),))


def _cuts(picture: Drawn, top: float, columns: int) -> list[float]:
    """Return where to cut, from above: between boxes, clear of lines that run across, near equal parts."""
    taken = [(box.at.y - 3, box.at.y + box.at.high + 3) for box in picture.boxes]
    taken += [(a[1] - 3, a[1] + 3) for edge in picture.edges for a, b in pairwise(edge.points) if a[1] == b[1]]
    free = [y + 0.5 for y in range(int(top) + 40, int(picture.high) - 40) if not _inside(y + 0.5, taken)]
    cuts: list[float] = []
    for number in range(1, columns):
        wanted = top + (picture.high - top) * number / columns
        left = [y for y in free if not cuts or y > cuts[-1] + 100]
        if left:
            cuts.append(min(left, key=lambda y: abs(y - wanted) + _CROSSING * _lines_at(picture, y)))
    return cuts


def _inside(y: float, spans: Sequence[tuple[float, float]]) -> bool:
    return any(begin <= y <= end for begin, end in spans)


def _lines_at(picture: Drawn, y: float) -> int:
    return len({x for edge in picture.edges for x in _crossed(edge, y)})


def _crossed(edge: Edge, y: float) -> Iterator[float]:
    for a, b in pairwise(edge.points):
        if min(a[1], b[1]) < y < max(a[1], b[1]):
            yield a[0]


def _passed(cuts: Sequence[float], begin: float, end: float) -> list[int]:
    """Return the numbers of the cuts between two heights, in the order in which a line meets them."""
    found = [number for number, cut in enumerate(cuts) if min(begin, end) < cut < max(begin, end)]
    return found if end > begin else found[::-1]


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"{_letter(number // 26 - 1)}{_letter(number % 26)}"
