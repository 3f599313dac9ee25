"""The table of a power as a page shows it: rows in words, what differs from another version, what is wrong where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext

from lianjing.access import powers
from lianjing.access.power_exams import Exam
from lianjing.domain.parameters import Words
from lianjing.domain.power.item import Item
from lianjing.domain.power.table import Kind, Row, Rows, rows_of
from lianjing.domain.power.table_difference import Cell, Line, Mark, difference
from lianjing.engines.flowcharts.telling import Teller
from lianjing.rooms.powers.queries import language
from lianjing.ui.amounts import money
from lianjing.ui.wording import power_versions as words

DEEPEST = 8  # steps of indentation that a page shows; deeper rows stand there too


@dataclass(frozen=True)
class ShownCell:
    """One cell. was: what stood there in the other version, where it differs."""

    code: str
    label: Any
    said: list[str]
    changed: bool = False
    was: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ShownRow:
    """One row. at: its place in the table now, None for one that only the other version has."""

    at: int | None
    kind: str
    kind_words: Any
    no: str
    depth: int
    mark: str
    mark_words: Any
    name: ShownCell
    cells: list[ShownCell]
    problems: list[str]


@dataclass(frozen=True)
class Table:
    """All rows; problems that belong to no row; and how many rows there are of each mark."""

    rows: list[ShownRow]
    problems: list[str]
    marks: Mapping[str, int]

    @property
    def differs(self) -> bool:
        """Return whether anything is otherwise than in the other version."""
        return any(count for mark, count in self.marks.items() if mark != Mark.SAME)


def table(item: Item, other: Item | None, on: date, exam: Exam | None = None) -> Table:
    """Return the table of `item`, held against `other` where there is one, with what an exam found."""
    rows = rows_of(item)
    lines = difference(rows, rows_of(other)) if other else [Line(Mark.SAME, row, at) for at, row in enumerate(rows)]
    told, loose = _problems(item, rows, exam, on)
    mine, theirs = _Words(item, on), _Words(other or item, on)
    shown = [_row(line, mine, theirs, told) for line in lines]
    marks: dict[str, int] = defaultdict(int)
    for line in lines:
        marks[line.mark.value] += 1
    return Table(shown, loose, dict(marks))


def _row(line: Line, mine: "_Words", theirs: "_Words", told: Mapping[int, list[str]]) -> ShownRow:
    gone = line.mark is Mark.REMOVED
    now = dict((theirs if gone else mine).cells(line.row))
    was = dict(theirs.cells(line.was)) if line.was else {}
    cells = [
        ShownCell(cell.value, words.CELLS[cell], said, cell in line.cells, was.get(cell, []))
        for cell, said in now.items()
        if said or was.get(cell)
    ]
    name = next((cell for cell in cells if cell.code == Cell.NAME.value), ShownCell("name", "", []))
    return ShownRow(
        at=None if gone else line.at,
        kind=line.row.kind.value,
        kind_words=words.KINDS[line.row.kind],
        no=line.row.no,
        depth=min(line.row.depth, DEEPEST),
        mark=line.mark.value,
        mark_words=words.MARKS[line.mark],
        name=name,
        cells=[cell for cell in cells if cell is not name],
        problems=[] if gone else told.get(line.at, []),
    )


class _Words:
    """Says the cells of the rows of one item."""

    def __init__(self, item: Item, on: date) -> None:
        self.item, self.teller, self.language = item, Teller(item, powers.legend(on), language()), language()

    def say(self, said: Words) -> str:
        return said.say(self.language)

    def cells(self, row: Row) -> Iterator[tuple[Cell, list[str]]]:
        """Yield every cell of a row with its lines of text."""
        yield Cell.NAME, self._name(row)
        step, teller = row.step, self.teller
        if step is None:
            return
        posts = [teller.posts(step.posts), *(teller.decision(one) for one in step.decisions)]
        yield Cell.POSTS, posts
        yield Cell.PEOPLE, [str(step.people)] if step.people > 1 else []
        yield Cell.LIMITS, [teller.limit(one) for one in step.limits]
        papers = self.item.papers or {}
        yield Cell.PAPERS, [self.say(papers[code]) for code in (*step.gives, *step.reads) if code in papers]
        risk = step.risk
        yield Cell.RISK, [teller.level(risk.level), self.say(risk.what), self.say(risk.control)] if risk else []
        yield Cell.WATCHES, [f"{teller.watcher(watch)} {self.say(watch.how)}" for watch in step.watches]
        notice = step.notice
        yield Cell.NOTICE, [teller.publication(notice), self.say(notice.what)] if notice else []
        yield Cell.APART, list(row.apart)

    def _name(self, row: Row) -> list[str]:
        if row.step:
            return [self.say(row.step.name), *([self.say(row.step.hint)] if row.step.hint else [])]
        said = [self.say(row.said)] if row.said else []
        if guard := row.guard:
            least = "" if guard.at_least is None else f"≥ {money(guard.at_least)}"
            below = "" if guard.below is None else f"< {money(guard.below)}"
            said.append(" ".join(part for part in (least, below) if part))
        if row.ends:
            said.append(f"■ {self.say(row.ends)}")
        return said


def _problems(item: Item, rows: Rows, exam: Exam | None, on: date) -> tuple[dict[int, list[str]], list[str]]:
    """Return what is wrong, by the place of the row; and what belongs to no single row."""
    at = {row.no: place for place, row in enumerate(rows) if row.no}
    told: dict[int, list[str]] = defaultdict(list)
    loose: list[str] = []
    for said, steps in _said(item, exam, on) if exam else ():
        place = next((at[no] for no in steps if no in at), None)
        (told[place] if place is not None else loose).append(said)
    return told, loose


def _said(item: Item, exam: Exam, on: date) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield each problem as a sentence with the steps it concerns."""
    teller = Teller(item, powers.legend(on), language())
    for fault in exam.faults:
        facts = {"step": fault.step, "other": _paper(item, fault.other), "amount": words.yuan(fault.other)}
        yield str(words.FAULTS[fault.code]) % facts, (fault.step,)
    for unsound in exam.unsound:
        yield str(words.UNSOUND[unsound.code]) % {"steps": gettext(", ").join(unsound.steps)}, unsound.steps
    for loose in exam.looser:
        facts = {"step": loose.step, "other": loose.other, "amount": words.yuan(loose.other)}
        facts |= {"post": teller.post(loose.other), "paper": _paper(item, loose.other), "field": _field(loose.other)}
        yield str(words.LOOSER[loose.code]) % facts, (loose.step,)
    if exam.beyond:
        names = {step.no: f"{step.no} {step.name.say(language())}" for step in item.steps}
        steps = " → ".join(names.get(no, no) for no in exam.beyond.steps)
        wanted = gettext(", ").join(names.get(no, no) for no in exam.beyond.wanted)
        place = exam.beyond.steps[: exam.beyond.at + 1][-1:]
        yield words.beyond(steps, exam.beyond.at, wanted, exam.beyond.amount), place
    yield from exam.gaps or ()


def _paper(item: Item, code: str) -> str:
    known = (item.papers or {}).get(code)
    return known.say(language()) if known else code


def _field(code: str) -> str:
    known = powers.notice_words().fields.get(code)
    return known.say(language()) if known else code


def adds(row: Row, rows: Rows, at: int) -> list[tuple[str, Any]]:
    """Return what may be added at a row: kind and words."""
    kinds = [Kind.STEP, Kind.CHOICE, Kind.TOGETHER]
    if row.kind in (Kind.STEP, Kind.CHOICE, Kind.TOGETHER):
        kinds.append(Kind.REPEAT)
    if row.kind in (Kind.CHOICE, Kind.CASE):
        kinds.append(Kind.CASE)
    if row.kind in (Kind.TOGETHER, Kind.LANE):
        kinds.append(Kind.LANE)
    if row.kind is Kind.REPEAT:
        kinds.append(Kind.BETWEEN)
    return [(kind.value, words.ADDS[kind]) for kind in kinds]
