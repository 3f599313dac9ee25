"""What an act of the editor does to a draft's item: a move of one row, a row as it was typed, a new row."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from lianjing.access import modelbook, powers
from lianjing.access.rulebook import powers as rulebook_powers
from lianjing.domain.parameters import Words
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.domain.power.table import Kind, Row, Rows, item_of, rows_of
from lianjing.domain.power.table_moves import add, deeper, down, outer, remove, up
from lianjing.domain.refusals import RuleBroken
from lianjing.rooms.powers.queries import language
from lianjing.rooms.powers.row_fields import Choices

MOVES: Mapping[str, Callable[[Rows, int], Rows]] = {
    "up": up,
    "down": down,
    "deeper": deeper,
    "outer": outer,
    "remove": remove,
}


def moved(item: Item, at: int, name: str) -> tuple[Item, int]:
    """Return the item after a move or an addition (`add-step` …) at a row, and the row that is open then.

    Raises RuleBroken: table_no_place, and what the moves refuse.
    """
    rows = rows_of(item)
    if not -1 <= at < len(rows):
        raise RuleBroken("table_no_place", row=at)
    if name.startswith("add-"):
        try:
            kind = Kind(name.removeprefix("add-"))
        except ValueError:
            raise RuleBroken("table_no_place", row=at) from None
        new, here = add(rows, at, kind, lambda no: _fresh(no, rows, at), _said)
        return item_of(item, new), here
    if name not in MOVES or at < 0:
        raise RuleBroken("table_no_place", row=at)
    new = MOVES[name](rows, at)
    return item_of(_without_papers(item, rows, new), new), _where(rows, new, at)


def _where(rows: Rows, new: Rows, at: int) -> int:
    """Return where a row stands after a move: the same step, or the same value; else the row at its place."""
    row = rows[at]
    found = [n for n, one in enumerate(new) if (one.no == row.no if row.no else replace(one, depth=row.depth) == row)]
    return min(found, key=lambda n: abs(n - at)) if found else min(at, len(new) - 1)


def _without_papers(item: Item, rows: Rows, new: Rows) -> Item:
    """Return the item without the papers that only the rows taken out named."""
    if len(new) >= len(rows):
        return item
    gone = _papers(rows) - _papers(new)
    return replace(item, papers={code: said for code, said in (item.papers or {}).items() if code not in gone})


def _papers(rows: Rows) -> set[str]:
    return {paper for row in rows if row.step for paper in (*row.step.gives, *row.step.reads)}


def typed(item: Item, at: int, row: Row, papers: Mapping[str, Words]) -> Item:
    """Return the item with one row as it was typed, and the papers that are used then."""
    before = rows_of(item)
    rows = (*before[:at], row, *before[at + 1 :])
    used, gone = _papers(rows), _papers(before) - _papers(rows)
    known = item.papers or {}
    kept = {code: said for code, said in papers.items() if code in used or (code in known and code not in gone)}
    return item_of(replace(item, papers=kept), rows)


def _fresh(no: str, rows: Rows, at: int) -> Step:
    """Return a new step, for the post of the step before it."""
    earlier = [row.step for row in rows[: at + 1] if row.step] or [row.step for row in rows if row.step]
    return Step(no, _standing("new_step"), earlier[-1].posts[:1])


def _said(number: int) -> Words:
    return _standing("new_again") if number == 0 else _standing("new_case", n=number)


def _standing(code: str, **facts: object) -> Words:
    said = powers.chart_words()[code]
    return Words(said.zh.format(**facts), said.en.format(**facts))


def choices() -> Choices:
    """Return what may be chosen in the form of a step, in the reader's language."""
    said, book = language(), rulebook_powers()
    posts = [(code, f"{words.say(said)} {code}") for code, words in book.posts.items()]
    known = powers.notice_words()
    return Choices(
        posts=posts,
        models=[(f"model:{code}", f"{words.say(said)} {code}") for code, words in _models().items()],
        fields=[(code, words.say(said)) for code, words in known.fields.items()],
        places=[(code, words.say(said)) for code, words in known.places.items()],
    )


def _models() -> dict[str, Words]:
    return {code: model.title for code, model in modelbook.models().items()}
