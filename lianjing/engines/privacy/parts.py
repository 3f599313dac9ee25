"""The parts an office file may have. A part in no row below is not understood, and refuses the file.

Every part that is XML is read whole, paragraph by paragraph and attribute by attribute, whatever it draws: nothing
hides in a chart, a drawing, a name or a setting. What a reader of the file sees of it is for `workbooks`, `documents`.
"""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree

from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.numbers import plain

_ALWAYS, _FILLED, _WORDED = "always", "filled", "worded"  # when a part speaks against the file
# First row that fits; names in small letters.
_AGAINST = tuple(
    (re.compile(names), code, when)
    for names, code, when in (
        (r".*thumbnail.*", "image", _ALWAYS),
        (r".*(vbaproject|vbadata|attachedtoolbars|macrosheets|dialogsheets).*", "macro", _ALWAYS),
        (r".*/(embeddings|activex|webextensions)/.*|.*/afchunk.*", "nested_file", _ALWAYS),
        (r"xl/(externallinks/.*|connections\.xml|querytables/.*)", "outside_link", _ALWAYS),
        (r"xl/(pivotcache|slicercaches|timelinecaches|model)/.*", "cached_data", _ALWAYS),
        (r"xl/revisions/.*|ppt/(changesinfos/.*|revisioninfo\.xml)", "tracked_change", _ALWAYS),
        (r"word/comments\.xml|(xl/threadedcomments|ppt/comments)/.*", "comment", _FILLED),
        (r"ppt/notesslides/.*", "comment", _WORDED),
        (r"word/people\.xml|xl/persons/.*|ppt/(comment)?authors\.xml", "metadata", _FILLED),
        (r"docmetadata/.*|_xmlsignatures/.*", "metadata", _ALWAYS),
        (r"customxml/item[0-9]*\.xml", "metadata", _WORDED),
    )
)
_READ = re.compile(
    r"""\[content_types\]\.xml | docprops/(core|app|custom)\.xml | customxml/itemprops[0-9]*\.xml
    | (word|xl|ppt)/(theme|charts|diagrams|drawings)/[^/]+\.(xml|vml)
    | word/(document|header[0-9]*|footer[0-9]*|footnotes|endnotes|comments[a-z]+|styles|styleswitheffects|settings
        |websettings|fonttable|numbering|glossary/[a-z]+)\.xml
    | xl/(workbook|sharedstrings|styles|calcchain|metadata|comments[0-9]*|cellimages)\.xml
    | xl/(worksheets|chartsheets|comments|tables|ctrlprops|richdata|slicers|timelines|pivottables)/[^/]+\.xml
    | ppt/(presentation|presprops|viewprops|tablestyles)\.xml
    | ppt/(slides|slidemasters|slidelayouts|notesmasters|handoutmasters|tags)/[^/]+\.xml""",
    re.VERBOSE,
)
_SHAPES = re.compile(r"(word|ppt)/fonts/[^/]+\.(odttf|ttf|fntdata)")  # of letters: they say nothing
_PRINTER = re.compile(r"(xl|word|ppt)/printersettings/[^/]+\.bin")  # the printer's name, then paper and trays
_LINKS = re.compile(r"(.*/)?_rels/[^/]*\.rels")
_BLOCKS = ("p", "si", "is", "text")  # runs in these are one text: a number may be spread over several of them
_JOINED = ("t", "delText", "instrText", "delInstrText")
_FONTS = ("rFonts", "rFont", "latin", "ea", "cs", "sym", "font", "buFont")  # name letters' shapes, in Chinese too
_SAYS = re.compile(r"[^\x00-\x7f]|(?:[0-9][^0-9]{0,3}){7}")
_FIGURE = re.compile(r"[-+]?[0-9]*\.[0-9]+(?:[eE][-+]?[0-9]+)?")  # of a chart: a point makes it no telephone


def against(part: str, content: bytes) -> str:
    """Return the code of what the mere presence of a part says against a file, "" for nothing.

    A part that nobody knows is not read, so it may not pass.
    """
    lower = part.lower()
    if any(known.fullmatch(lower) for known in (_LINKS, _READ, _SHAPES, _PRINTER)):
        return ""
    code, when = next(((code, when) for names, code, when in _AGAINST if names.fullmatch(lower)), ("", ""))
    if not code:
        return "not_readable"
    return code if when == _ALWAYS or _fills(content, when) else ""


def roots_of(name: str, parts: Mapping[str, bytes]) -> tuple[dict[str, Any], list[Finding]]:
    """Return (part -> root of its XML, findings for what is no XML though it should be)."""
    roots, broken = {}, []
    for part, content in parts.items():
        if not part.lower().endswith((".xml", ".vml", ".rels")):
            continue
        try:
            roots[part] = ElementTree.fromstring(content)
        except (ParseError, ValueError):
            broken.append(Finding("not_readable", {"file": name, "part": part.rsplit("/", 1)[-1]}))
    return roots, broken


def everything(name: str, parts: Mapping[str, bytes], roots: Mapping[str, Any], said: set[str]) -> Iterator[Piece]:
    """Yield all that the parts of a file say besides what was said already; what is said here is added to it."""
    for part, content in parts.items():
        texts = _texts(roots[part]) if part in roots else iter(())
        if _PRINTER.fullmatch(part.lower()):
            texts = iter([content[:64].decode("utf-16-le", "ignore").partition("\0")[0]])
        remarks = re.findall(rb"<!--(.*?)-->", content, re.DOTALL) if part in roots else ()
        for text in (*texts, *(one.decode("utf-8", "ignore") for one in remarks)):
            if text not in said and _SAYS.search(plain(text)) and not _FIGURE.fullmatch(text.strip()):
                said.add(text)
                yield Piece(text, {"file": name, "part": part.rsplit("/", 1)[-1].removesuffix(".xml")})


def tag(element: Any) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def value(element: Any, name: str = "val") -> str | None:
    """Return an attribute without asking for its namespace, None also of no element."""
    if element is None:
        return None
    return next((said for key, said in element.attrib.items() if key.rsplit("}", 1)[-1] == name), None)


def text_of(element: Any, gone: Container[int] = ()) -> str:
    """Return all text inside an element, deleted text too; tabs, breaks and further paragraphs become white space.

    gone: ids of elements that are left out.
    """
    said: list[str] = []
    for one in element.iter():
        if id(one) in gone:
            continue
        match tag(one):
            case name if name in _JOINED:
                said.append(one.text or "")
            case "tab" | "br" | "cr":
                said.append(" ")
            case "p" if said and one is not element:
                said.append("\n")
    return "".join(said)


def _texts(root: Any) -> Iterator[str]:
    inside: set[int] = set()
    for block in (one for one in root.iter() if tag(one) in _BLOCKS):
        inside.update(id(one) for one in block.iter() if tag(one) in _JOINED)
        yield text_of(block)
    for one in root.iter():
        if one.text and id(one) not in inside:
            yield one.text
        if one.tail:
            yield one.tail
        if tag(one) not in _FONTS:
            yield from map(unquote, one.attrib.values())  # addresses are written in code


def _fills(content: bytes, when: str) -> bool:
    root = ElementTree.fromstring(content)
    if when == _FILLED:
        return len(root) > 0
    own = any((one.text or "").strip() for one in root.iter() if tag(one) not in ("t", "r"))
    return own or any(text_of(one).strip() for one in root.iter() if tag(one) == "r")
