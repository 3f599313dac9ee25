"""Documents and slides (docx, pptx): paragraphs, table cells, head and foot lines; comments, changes, hidden text."""

import re
from collections.abc import Container, Iterator
from typing import Any

from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.opening import Opened, carried_parts, core_properties, parts_of
from lianjing.engines.privacy.parts import everything, roots_of, tag, text_of
from lianjing.engines.privacy.texts import header_of
from lianjing.engines.privacy.unseen import Unseen, has_dark_ground, styles_that_hide, unseen

_RUNNING = re.compile(
    r"(word/(document|header\d*|footer\d*|footnotes|endnotes|glossary/document)|ppt/slides/[^/]+)\.xml"
)
_CHANGES = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"}
_GROUNDS = ("ppt/slidemasters/", "ppt/slidelayouts/")


def opened(data: bytes, name: str, kind: str, drawn: frozenset[str]) -> Opened:
    """Return a document piece by piece, with everything it hides or carries. Raises what the parsers raise."""
    parts = parts_of(data)
    found = Opened(kind)
    found.carried += carried_parts(name, parts, drawn)
    found.carried += core_properties(name, parts)
    roots, broken = roots_of(name, parts)
    found.carried += broken
    hiding = styles_that_hide(roots)
    for part, root in roots.items():
        place: dict[str, str | int] = {"file": name, "part": part.rsplit("/", 1)[-1].removesuffix(".xml")}
        found.pieces += _paragraphs(root, place)
        found.pieces += _tables(root, place)
        if _RUNNING.fullmatch(part):
            found.carried += _hidden(root, place, unseen(root, hiding))
    found.pieces += list(everything(name, parts, roots, {piece.text for piece in found.pieces}))
    return found


def body_of(data: bytes) -> tuple[Any, Unseen]:
    """Return (body of a text document, what nobody sees of it)."""
    roots, _broken = roots_of("", parts_of(data))
    body = next(one for one in roots["word/document.xml"].iter() if tag(one) == "body")
    return body, unseen(body, styles_that_hide(roots))


def slides_of(data: bytes) -> Iterator[Iterator[tuple[str, str]]]:
    """Yield what is seen of each slide: (text, what its column is called) of paragraphs and cells."""
    roots, _broken = roots_of("", parts_of(data))
    dark = any(has_dark_ground(root) for part, root in roots.items() if part.lower().startswith(_GROUNDS))
    for part in sorted((part for part in roots if part.startswith("ppt/slides/s")), key=lambda part: (len(part), part)):
        yield _seen(roots[part], unseen(roots[part], shaded=dark).ids)


def _seen(slide: Any, gone: Container[int]) -> Iterator[tuple[str, str]]:
    tables = [one for one in slide.iter() if tag(one) == "tbl" and id(one) not in gone]
    inside = {id(one) for table in tables for one in table.iter()}
    for one in slide.iter():
        if tag(one) == "p" and id(one) not in inside and id(one) not in gone:
            yield text_of(one, gone), ""
    for table in tables:
        rows = rows_of(table, gone)
        number, names = header_of(rows)
        for row, cells in enumerate(rows, 1):
            yield from ((text, names.get(at, "") if row > number else "") for at, text in enumerate(cells))


def _paragraphs(root: Any, place: dict[str, str | int]) -> Iterator[Piece]:
    """Yield the text of every paragraph, runs joined: a number may be spread over several of them."""
    for number, paragraph in enumerate((one for one in root.iter() if tag(one) == "p"), 1):
        text = text_of(paragraph)
        if text.strip():
            yield Piece(text, {**place, "paragraph": number})


def _tables(root: Any, place: dict[str, str | int]) -> Iterator[Piece]:
    """Yield the cells that stand below a column's name: what the column is called tells what it holds."""
    for at, table in enumerate((one for one in root.iter() if tag(one) == "tbl"), 1):
        rows = rows_of(table)
        number, names = header_of(rows)
        for row, cells in enumerate(rows[number:], number + 1):
            for column, text in enumerate(cells):
                if text.strip() and names.get(column):
                    yield Piece(text, {**place, "table": at, "row": row, "column": column + 1}, header=names[column])


def rows_of(table: Any, gone: Container[int] = ()) -> list[list[str]]:
    """Return the cells of a table as text. gone: ids of elements that are left out, rows of them as well."""
    lines = [one for one in table if tag(one) == "tr" and id(one) not in gone]
    return [[text_of(cell, gone) for cell in line if tag(cell) == "tc"] for line in lines]


def _hidden(root: Any, place: dict[str, str | int], hidden: Unseen) -> Iterator[Finding]:
    if {tag(element) for element in root.iter()} & _CHANGES:
        yield Finding("tracked_change", place)
    if tag(root) == "sld" and root.get("show") == "0":
        yield Finding("hidden_slide", place)
    elif hidden.concealed:
        yield Finding("hidden_text", place)
