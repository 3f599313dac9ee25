"""One reader per column type: a cell in, a value out, or a refusal with its code."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from lianjing.engines.intake import dates, figures, identity, periods
from lianjing.engines.intake.formats import Column, Words
from lianjing.engines.intake.outcome import Lookups
from lianjing.engines.intake.plain import figures_of, key, person_name, shown, text_of, word
from lianjing.engines.intake.refused import CellRefused

Reader = Callable[[Any], Any]
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_NAME_LONGEST = 36  # JY/T 1002: a person's name has at most 36 characters
_DIGIT = re.compile(r"\d")


def reader(
    column: Column, lookups: Lookups, words: Words, on: date | None, header: str = "", above: str = ""
) -> Reader:
    """Return the function that reads cells of `column`; it raises CellRefused and nothing else.

    header: what stands above the cells; it may name the unit of bare figures, as may a line `above` the table.
    Values: text and codes str, dates (date, "day" | "month"), moments datetime, money int fen, weights int grams,
    decimals float, booleans bool, percent text with a point, posts and other lists tuple[str, ...]; unit and post
    cells become codes.
    """
    latest = on if column.not_future else None
    makers: Mapping[str, Callable[[], Reader]] = {
        "text": lambda: _list(words, column.max) if column.many else _text(column.max),
        "person_name": lambda: _person,
        "date": lambda: _date(latest),
        "time": lambda: _time(latest, rough=column.rough),
        "unit": lambda: _units(column, lookups, words),
        "post": lambda: _separated(words) if column.many else text_of,
        "choice": lambda: _choice(column),
        "boolean": lambda: _boolean(column, words),
        "integer": lambda: figures.integer(column),
        "decimal": lambda: figures.decimal(column, header),
        "money": lambda: figures.money(column, header, above),
        "weight": lambda: figures.weight(column, header, above),
    }
    return makers[column.type]() if column.type in makers else _PLAIN[column.type]


def _text(longest: int) -> Reader:
    def read(cell: Any) -> str:
        text = text_of(cell)
        if len(text) > longest:
            raise CellRefused("text_too_long", length=len(text), limit=longest)
        if not isinstance(cell, str):
            identity.lost_precision(cell, text)
        return text

    return read


def _person(cell: Any) -> str:
    name = person_name(text_of(cell))
    if not isinstance(cell, str) or _DIGIT.search(name):
        raise CellRefused("name_has_digits")
    if len(name) > _NAME_LONGEST:
        raise CellRefused("text_too_long", length=len(name), limit=_NAME_LONGEST)
    return name


def _date(latest: date | None) -> Reader:
    def read(cell: Any) -> tuple[date, str]:
        day, exact = dates.day_of(cell)
        if latest is not None and day > latest:
            raise CellRefused("date_in_future", latest=latest.isoformat())
        return day, exact

    return read


def _time(latest: date | None, *, rough: bool) -> Reader:
    def read(cell: Any) -> datetime:
        moment = periods.moment(cell, rough=rough)
        if latest is not None and moment.date() > latest:
            raise CellRefused("date_in_future", latest=latest.isoformat())
        return moment

    return read


def named(names: Mapping[str, str], code: str) -> Reader:
    """Return a reader that turns a name, an alias or a code into the code; the nearest name is offered otherwise."""
    known = {key(name): found for name, found in names.items()} | {key(found): found for found in names.values()}
    spelled = {key(name): name for name in names}
    answers: dict[str, str | CellRefused] = {}

    def read(cell: Any) -> str:
        asked = key(text_of(cell))
        if asked not in answers:
            answers[asked] = known.get(asked) or _unknown(code, asked, spelled)
        answer = answers[asked]
        if isinstance(answer, CellRefused):
            raise CellRefused(answer.code, **answer.facts)
        return answer

    return read


def _units(column: Column, lookups: Lookups, words: Words) -> Reader:
    one = named(lookups.units, "unit_unknown")
    if not column.many:
        return one
    parts = _separated(words)
    return lambda cell: tuple(dict.fromkeys(one(part) for part in parts(cell)))


def _unknown(code: str, asked: str, spelled: Mapping[str, str]) -> CellRefused:
    near = get_close_matches(asked, spelled, n=1, cutoff=0.6) if len(asked) <= 60 else []
    return CellRefused(f"{code}_near", nearest=spelled[near[0]]) if near else CellRefused(code)


def _separated(words: Words) -> Reader:
    """Return a reader that splits a cell with several values; empty parts and repeats are dropped."""
    split = _parts(words)
    return lambda cell: tuple(dict.fromkeys(filter(None, map(person_name, split(cell)))))


def _parts(words: Words) -> Callable[[Any], list[str]]:
    """Return a function from a cell to its parts as written, some perhaps empty."""
    signs = re.compile("|".join(re.escape(sign) for sign in sorted(words["list_separators"], key=len, reverse=True)))

    return lambda cell: [part.strip() for part in signs.split(text_of(cell))]


def _list(words: Words, longest: int) -> Reader:
    """Return a reader of lists. Blanks part numbers; between Chinese names they mean two things and are refused."""
    split = _parts(words)

    def read(cell: Any) -> tuple[str, ...]:
        if not isinstance(cell, str):
            identity.lost_precision(cell, text_of(cell))
        parts: list[str] = []
        for part in filter(None, split(cell)):
            pieces = part.split()
            if len(pieces) > 1 and part.isascii() and any(map(str.isdigit, part)):
                parts += pieces
            elif len(pieces) > 1 and not part.isascii() and all(len(piece) > 1 for piece in pieces):
                raise CellRefused("list_unclear")
            else:
                parts.append(person_name(part))
        if any(len(part) > longest for part in parts):
            raise CellRefused("text_too_long", length=max(map(len, parts)), limit=longest)
        return tuple(dict.fromkeys(parts))

    return read


def posts_reader(lookups: Lookups) -> Callable[[tuple[str, ...], str | None], tuple[str, ...]]:
    """Return a function from titles and the row's unit code to post codes; RuleBroken-like refusal "post_unknown".

    A title that the whole cell spells wins over its parts: some titles carry a separator themselves.
    """
    everywhere = named(lookups.posts, "post_unknown")
    at = {unit: {key(title): code for title, code in posts.items()} for unit, posts in lookups.posts_at.items()}

    @lru_cache(maxsize=16384)
    def resolve(titles: tuple[str, ...], unit: str | None) -> tuple[str, ...]:
        here = at.get(unit or "", {})
        found = []
        for title in titles:
            try:
                found.append(here.get(key(title)) or everywhere(title))
            except CellRefused as refused:
                raise CellRefused(refused.code, post=shown(title, sensitive=False), **refused.facts) from None
        return tuple(dict.fromkeys(found))

    return resolve


def _choice(column: Column) -> Reader:
    known = {
        word(said): choice.code
        for choice in column.choices
        for said in (choice.code, choice.zh, choice.en, *choice.aliases)
    }
    allowed = "\u3001".join(choice.zh for choice in column.choices)

    def read(cell: Any) -> str:
        code = known.get(word(text_of(cell)))
        if code is None:
            raise CellRefused("choice_unknown", allowed=allowed)
        return code

    return read


def _boolean(column: Column, words: Words) -> Reader:
    known = dict.fromkeys(map(word, (*words["no"], *column.no_words)), False)
    known |= dict.fromkeys(map(word, (*words["yes"], *column.yes_words)), True)
    allowed = "\u3001".join((words["yes"][0], words["no"][0]))

    def read(cell: Any) -> bool:
        answer = cell if isinstance(cell, bool) else known.get(word(text_of(cell)))
        if answer is None:
            raise CellRefused("choice_unknown", allowed=allowed)
        return answer

    return read


def _percent(cell: Any) -> str:
    """Return hundredths as text. A number below 1 is refused: a cell that shows 12.5% holds 0.125."""
    found = re.fullmatch(r"(\d{1,3})(?:\.(\d{1,4}))?\s*%?", figures_of(cell), re.ASCII)
    unclear = isinstance(cell, float) and 0 < cell < 1
    if not found or unclear or float(f"{found[1]}.{found[2] or 0}") > 100:
        raise CellRefused("percent_unreadable")
    return f"{int(found[1])}.{found[2]}" if found[2] else str(int(found[1]))


_PLAIN: Mapping[str, Reader] = {
    "phone": identity.phone,
    "id_number": identity.id_number,
    "credit_code": identity.credit_code,
    "pupil_number": identity.pupil_number,
    "account": identity.account,
    "isbn": identity.isbn,
    "month": periods.month,
    "ten_days": periods.ten_days,
    "term": periods.term,
    "school_year": periods.school_year,
    "grade": periods.grade,
    "percent": _percent,
}
