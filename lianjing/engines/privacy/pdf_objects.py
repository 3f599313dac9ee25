"""Every object of a PDF: the strings they hold, and what lies in the file though no page leads to it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lianjing.engines.privacy.findings import Finding

_SHOWS = re.compile(rb"\bT[jJ]\b")
# What programs write into a file's own description; anything else there tells of people or of the matter.
_PLAIN_XMP = re.compile(
    r"(Create|Modify|Metadata)Date|CreatorTool|Producer|format|(Original)?(Document|Instance)ID|part|conformance|"
    r"(PDF)?Version(ID)?|NPages|language|Trapped|RenditionClass|about|parseType|rev|amd|corr"
)


def carried(reader: Any, data: bytes, name: str) -> Iterator[Finding]:
    """Yield what the objects of a file carry: earlier states of it, programs, forms, who is behind it."""
    objects = _reached(reader)
    straight = b"/Linearized" in data[:1024]
    if data.count(b"startxref") > 1 + straight or _is_left_over(reader, set(objects)):
        yield Finding("earlier_version", {"file": name})
    said = [one for one in objects.values() if isinstance(one, Mapping)]
    if any(one.get("/S") == "/JavaScript" or "/JS" in one for one in said):
        yield Finding("macro", {"file": name})
    if any("/XFA" in one or (one.get("/FT") in ("/Tx", "/Ch") and one.get("/V")) for one in said):
        yield Finding("hidden_text", {"file": name, "part": "form"})
    described: list[Any] = [one for one in said if one.get("/Type") == "/Metadata"]
    if any(_tells(one.get_data()) for one in described):
        yield Finding("metadata", {"file": name, "part": "XMP"})


def texts(reader: Any) -> Iterator[str]:
    """Yield every string of every object, and the text of every form that may be drawn on a page or a mark."""
    page = reader.pages[0] if reader.pages else None
    for one in _reached(reader).values():
        yield from _strings(one)
        if (
            isinstance(one, Mapping)
            and page is not None
            and (one.get("/Subtype") == "/Form" or one.get("/PatternType") == 1)
        ):
            yield page.extract_xform_text(one)


def _reached(reader: Any) -> dict[int, Any]:
    """Return number -> object of all that hangs on the file's root or description."""
    from pypdf.generic import IndirectObject

    found: dict[int, Any] = {}
    todo = [dict.get(reader.trailer, key) for key in ("/Root", "/Info")]
    while todo:
        one = todo.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in found:
                continue
            number, one = one.idnum, one.get_object()
            found[number] = one
        if isinstance(one, Mapping):
            todo += dict.values(one)  # type: ignore[arg-type]
        elif isinstance(one, list):
            todo += list.__iter__(one)
    return found


def _strings(one: Any) -> Iterator[str]:
    """Yield the strings inside one object, not those of objects it names. Chinese programs write GB 18030."""
    todo = [one]
    while todo:
        one = todo.pop()
        if isinstance(one, Mapping):
            todo += dict.values(one)  # type: ignore[arg-type]
        elif isinstance(one, list):
            todo += list.__iter__(one)
        elif isinstance(one, str | bytes) and hasattr(one, "original_bytes"):
            if isinstance(one, str):
                yield str(one)
            if not one.original_bytes.isascii() and not one.original_bytes.startswith((b"\xfe\xff", b"\xff\xfe")):
                yield one.original_bytes.decode("gb18030", "ignore")


def _is_left_over(reader: Any, reached: set[int]) -> bool:
    """Return whether a page, a remark or drawn text lies in the file that nothing leads to: people took it out."""
    from pypdf.generic import IndirectObject

    pages = {page.indirect_reference.idnum for page in reader.pages}
    numbers = {(number, generation) for generation, rows in reader.xref.items() for number in rows}
    for number, generation in numbers | {(number, 0) for number in reader.xref_objStm}:
        if number in pages or reader.xref_free_entry.get(generation, {}).get(number):
            continue
        one = IndirectObject(number, generation, reader).get_object()
        kind = one.get("/Type") if isinstance(one, Mapping) else None
        if kind == "/Page" or (number not in reached and (kind in ("/Annot", "/Catalog") or _shows_text(one))):
            return True
    return False


def _shows_text(one: Any) -> bool:
    said = isinstance(one, Mapping) and hasattr(one, "get_data") and one.get("/Type") not in ("/XRef", "/ObjStm")
    return said and _SHOWS.search(one.get_data()) is not None


def _tells(xmp: bytes) -> bool:
    from defusedxml import ElementTree

    from lianjing.engines.privacy.parts import tag

    about = [one for one in ElementTree.fromstring(xmp.strip(b"\0 \r\n\t")).iter() if tag(one) == "Description"]
    named = [(tag(told), "".join(told.itertext())) for one in about for told in one]
    named += [(key.rsplit("}", 1)[-1], said) for one in about for key, said in one.attrib.items()]
    return any(said.strip() and not _PLAIN_XMP.fullmatch(key) for key, said in named)
