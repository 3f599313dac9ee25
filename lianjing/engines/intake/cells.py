"""One reader per column type: a cell in, a value out, or a refusal with its code."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from lianjing.engines.intake import dates, identity
from lianjing.engines.intake.formats import Column, Words
from lianjing.engines.intake.outcome import Lookups
from lianjing.engines.intake.plain import figures_of, key, keys, person_name, shown, text_of
from lianjing.engines.intake.refused import CellRefused

Reader = Callable[[Any], Any]
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_NAME_LONGEST = 36  # JY/T 1002: a person's name has at most 36 characters
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+|[+-]?\d{1,12}", re.ASCII)


def reader(column: Column, lookups: Lookups, words: Words, on: date | None) -> Reader:
    """Return the function that reads cells of `column`; it raises CellRefused and nothing else.

    Values: text and codes str, dates (date, "day" | "month"), integers int, percent text with a point, posts and
    other lists tuple[str, ...]; unit and post cells become codes.
    """
    makers: Mapping[str, Callable[[], Reader]] = {
        "text": lambda: _text(column.max),
        "person_name": lambda: _person,
        "date": lambda: _date(on if column.not_future else None),
        "phone": lambda: identity.phone,
        "id_number": lambda: identity.id_number,
        "credit_code": lambda: identity.credit_code,
        "unit": lambda: _units(column, lookups, words),
        "post": lambda: _separated(words) if column.many else text_of,
        "choice": lambda: _choice(column),
        "integer": lambda: _integer(column.top),
        "percent": lambda: _percent,
    }
    return makers[column.type]()


def _text(longest: int) -> Reader:
    def read(cell: Any) -> str:
        text = text_of(cell)
        if len(text) > longest:
            raise CellRefused("text_too_long", length=len(text), limit=longest)
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
    signs = re.compile("|".join(re.escape(sign) for sign in sorted(words["list_separators"], key=len, reverse=True)))

    def read(cell: Any) -> tuple[str, ...]:
        parts = (person_name(part.strip()) for part in signs.split(text_of(cell)))
        return tuple(dict.fromkeys(part for part in parts if part))

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
        word: choice.code
        for choice in column.choices
        for word in keys((choice.code, choice.zh, choice.en, *choice.aliases))
    }
    allowed = "\u3001".join(choice.zh for choice in column.choices)

    def read(cell: Any) -> str:
        code = known.get(key(text_of(cell)))
        if code is None:
            raise CellRefused("choice_unknown", allowed=allowed)
        return code

    return read


def _integer(top: int) -> Reader:
    def read(cell: Any) -> int:
        text = figures_of(cell)
        if not _FIGURE.fullmatch(text):
            raise CellRefused("integer_unreadable")
        figure = int(text.replace(",", ""))
        if not 0 <= figure <= top:
            raise CellRefused("integer_out_of_range", lowest=0, highest=top)
        return figure

    return read


def _percent(cell: Any) -> str:
    """Return hundredths as text. A number below 1 is refused: a cell that shows 12.5% holds 0.125."""
    found = re.fullmatch(r"(\d{1,3})(?:\.(\d{1,4}))?\s*%?", figures_of(cell), re.ASCII)
    unclear = isinstance(cell, float) and 0 < cell < 1
    if not found or unclear or float(f"{found[1]}.{found[2] or 0}") > 100:
        raise CellRefused("percent_unreadable")
    return f"{int(found[1])}.{found[2]}" if found[2] else str(int(found[1]))
