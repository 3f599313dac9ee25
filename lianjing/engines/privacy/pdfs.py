"""PDF: the text of every page and every string beside it; who made it, remarks, files inside, forms, layers, drawings.

Every object of the file is asked, so that a bookmark, a picture's description, a choice in a form or a page that was
taken out is no place to hide. How text lies on its page is for `pdf_ink`.
"""

import io
from collections.abc import Iterator
from typing import Any

from lianjing.engines.privacy import pdf_objects
from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.opening import Opened
from lianjing.engines.privacy.pdf_ink import Ink, unread_fonts

_TELLING = ("/Author", "/Title", "/Subject", "/Keywords", "/Manager", "/Company", "/SourceModified")
_TECHNICAL = ("/Producer", "/Creator", "/CreationDate", "/ModDate", "/Trapped", "/PTEX.Fullbanner")
_MARKS = ("/Link", "/Widget")
_NO_COPY = ("hidden_text", "not_readable", "outlines", "encrypted")  # nobody knows what of its text is seen


def opened(data: bytes, name: str) -> Opened:
    """Return a PDF piece by piece, with everything it carries. Raises what pypdf raises."""
    found, _pages = _opened(data, name)
    return found


def seen(data: bytes, name: str) -> tuple[list[str], list[Finding]]:
    """Return (text of each page, what keeps a copy from being written: no copy may show what was hidden)."""
    found, pages = _opened(data, name)
    kept_back = [one for one in found.carried if one.code in _NO_COPY]
    white = [Finding("hidden_text", {"file": name, "page": at}) for at, page in enumerate(pages, 1) if page.white]
    return [page.text for page in pages], [*kept_back, *white]


def _opened(data: bytes, name: str) -> tuple[Opened, list[Ink]]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        return Opened("pdf", carried=[Finding("encrypted", {"file": name})]), []
    found, pages = Opened("pdf"), []
    found.carried += _document(reader, name)
    for number, page in enumerate(reader.pages, 1):
        place: dict[str, str | int] = {"file": name, "page": number}
        ink = Ink(page)
        pages.append(ink)
        if ink.text.strip():
            found.pieces.append(Piece(ink.text, place))
        found.pieces += [Piece(said, place) for said in ink.said_beside]
        found.carried += _page(page, ink, place)
    found.carried += pdf_objects.carried(reader, data, name)
    said = "\n".join(piece.text for piece in found.pieces)
    beside = dict.fromkeys(text for text in pdf_objects.texts(reader) if text not in said)
    found.pieces += [Piece(text, {"file": name}) for text in beside]
    return found, pages


def _document(reader: Any, name: str) -> Iterator[Finding]:
    told = reader.metadata or {}
    for key in told:
        if (key in _TELLING or key not in _TECHNICAL) and str(told[key] or "").strip():
            yield Finding("metadata", {"file": name, "part": key.lstrip("/")})
    root = reader.trailer["/Root"]
    if reader.attachments or "/Collection" in root:
        yield Finding("nested_file", {"file": name})
    if "/OCProperties" in root:
        yield Finding("hidden_text", {"file": name, "part": "layer"})


def _page(page: Any, ink: Ink, place: dict[str, str | int]) -> Iterator[Finding]:
    if ink.unread or unread_fonts(page):  # what a person sees there, no program reads
        yield Finding("not_readable", place)
    if ink.outlined:
        yield Finding("outlines", place)
    if ink.concealed:
        yield Finding("hidden_text", place)
    if ink.pictures:
        yield Finding("image", place)
    for mark in page.get("/Annots") or ():
        if mark.get_object().get("/Subtype") not in _MARKS:
            yield Finding("comment", place)
