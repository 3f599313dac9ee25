"""Documents and slides (docx, pptx): paragraphs, table cells, head and foot lines; comments, changes, hidden text."""

import re
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree

from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.opening import Opened, carried_parts, core_properties, parts_of
from lianjing.engines.privacy.texts import header_of

_READ = {
    "docx": re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml"),
    "pptx": re.compile(r"ppt/(slides|slideMasters|slideLayouts|diagrams)/[^/]+\.xml"),
}
_COMMENTS = re.compile(
    r"(word/comments\w*|word/people|ppt/comments/[^/]+|ppt/notesSlides/[^/]+|ppt/commentAuthors)\.xml"
)
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange")


def opened(data: bytes, name: str, kind: str, drawn: frozenset[str]) -> Opened:
    """Return a document piece by piece, with everything it hides or carries. Raises what the parsers raise."""
    parts = dict(parts_of(data))
    found = Opened(kind)
    found.carried += carried_parts(name, parts, drawn)
    found.carried += core_properties(name, parts)
    for part, content in parts.items():
        place: dict[str, str | int] = {"file": name, "part": part.rsplit("/", 1)[-1].removesuffix(".xml")}
        if _READ[kind].fullmatch(part):
            root = ElementTree.fromstring(content)
            found.pieces += _paragraphs(root, place)
            found.pieces += _tables(root, place)
            found.carried += _hidden(root, place)
        elif _COMMENTS.fullmatch(part):
            root = ElementTree.fromstring(content)
            if any((element.text or "").strip() for element in root.iter() if _tag(element) == "t") or "omment" in part:
                found.carried.append(Finding("comment", place))
            found.pieces += _paragraphs(root, place)
        elif part.endswith(".rels"):
            found.pieces += _links(content, place)
        elif re.fullmatch(r"(word|ppt)/charts?/[^/]+\.xml", part):
            root = ElementTree.fromstring(content)
            found.pieces += [Piece(one.text, place) for one in root.iter() if _tag(one) in ("v", "t") and one.text]
    return found


def _paragraphs(root: Any, place: dict[str, str | int]) -> Iterator[Piece]:
    """Yield the text of every paragraph, runs joined: a number may be spread over several of them."""
    for number, paragraph in enumerate((one for one in root.iter() if _tag(one) == "p"), 1):
        text = text_of(paragraph)
        if text.strip():
            yield Piece(text, {**place, "paragraph": number})


def _tables(root: Any, place: dict[str, str | int]) -> Iterator[Piece]:
    """Yield the cells that stand below a column's name: what the column is called tells what it holds."""
    for at, table in enumerate((one for one in root.iter() if _tag(one) == "tbl"), 1):
        rows = rows_of(table)
        number, names = header_of(rows)
        for row, cells in enumerate(rows[number:], number + 1):
            for column, text in enumerate(cells):
                if text.strip() and names.get(column):
                    yield Piece(text, {**place, "table": at, "row": row, "column": column + 1}, header=names[column])


def rows_of(table: Any) -> list[list[str]]:
    """Return the cells of a table as text."""
    lines = [one for one in table if _tag(one) == "tr"]
    return [[text_of(cell) for cell in line if _tag(cell) == "tc"] for line in lines]


def text_of(element: Any) -> str:
    """Return all text inside an element, deleted text too; tabs and breaks become spaces."""
    said = []
    for one in element.iter():
        match _tag(one):
            case "t" | "delText" | "instrText":
                said.append(one.text or "")
            case "tab" | "br" | "cr":
                said.append(" ")
    return "".join(said)


def _hidden(root: Any, place: dict[str, str | int]) -> Iterator[Finding]:
    tags = {_tag(element) for element in root.iter()}
    if tags & set(_CHANGES):
        yield Finding("tracked_change", place)
    if any(_tag(one) == "vanish" and _value(one) not in ("0", "false") for one in root.iter()):
        yield Finding("hidden_text", place)
    if any(_tag(one) == "color" and (_value(one) or "").upper() == "FFFFFF" for one in root.iter()):
        yield Finding("hidden_text", place)
    if _tag(root) == "sld" and root.get("show") == "0":
        yield Finding("hidden_slide", place)


def _links(content: bytes, place: dict[str, str | int]) -> Iterator[Piece]:
    for one in ElementTree.fromstring(content).iter():
        if one.get("TargetMode") == "External":
            yield Piece(one.get("Target") or "", place)


def _value(element: Any) -> str | None:
    return next((value for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == "val"), None)


def _tag(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]
