"""PDF: the text of every page; who made it, remarks on pages, files inside, forms, pictures, layers that can be off."""

import io
import re
from collections.abc import Iterator
from typing import Any

from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.opening import Opened

_TELLING = ("/Author", "/Title", "/Subject", "/Keywords", "/Manager", "/Company", "/SourceModified")
_UNREAD = re.compile("[\\x00-\\x08\ufffd\ue000-\uf8ff]")
_MARKS = ("/Link", "/Widget")


def opened(data: bytes, name: str) -> Opened:
    """Return a PDF piece by piece, with everything it carries. Raises what pypdf raises."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        return Opened("pdf", carried=[Finding("encrypted", {"file": name})])
    found = Opened("pdf")
    found.carried += _document(reader, name)
    for number, page in enumerate(reader.pages, 1):
        place: dict[str, str | int] = {"file": name, "page": number}
        text = page.extract_text() or ""
        if _UNREAD.search(text):  # signs without a meaning: what a person sees there, no program reads
            found.carried.append(Finding("not_readable", place))
        if text.strip():
            found.pieces.append(Piece(text, place))
        found.carried += _page(page, place)
        found.pieces += [Piece(said, place) for said in _remarks(page)]
    return found


def _document(reader: Any, name: str) -> Iterator[Finding]:
    told = reader.metadata or {}
    for key in told:
        if (key in _TELLING or key not in _TECHNICAL) and str(told[key] or "").strip():
            yield Finding("metadata", {"file": name, "part": key.lstrip("/")})
    root = reader.trailer["/Root"]
    if "/Metadata" in root and b"dc:creator" in root["/Metadata"].get_object().get_data():
        yield Finding("metadata", {"file": name, "part": "XMP"})
    if reader.attachments or "/Collection" in root:
        yield Finding("nested_file", {"file": name})
    if "/OCProperties" in root:
        yield Finding("hidden_text", {"file": name, "part": "layer"})
    if "/AcroForm" in root:
        for field, value in (reader.get_form_text_fields() or {}).items():
            if value:
                yield Finding("hidden_text", {"file": name, "part": str(field)})


_TECHNICAL = ("/Producer", "/Creator", "/CreationDate", "/ModDate", "/Trapped", "/PTEX.Fullbanner")


def _page(page: Any, place: dict[str, str | int]) -> Iterator[Finding]:
    resources = page.get("/Resources")
    pictures = _pictures(resources.get_object() if resources is not None else {}, 0)
    if pictures or any(operator == b"INLINE IMAGE" for _operands, operator in _operations(page)):
        yield Finding("image", place)
    for mark in page.get("/Annots") or ():
        if mark.get_object().get("/Subtype") not in _MARKS:
            yield Finding("comment", place)


def _operations(page: Any) -> Any:
    from pypdf.generic import ContentStream

    contents = page.get_contents()
    return ContentStream(contents, page.pdf).operations if contents is not None else []


def _pictures(resources: Any, depth: int) -> bool:
    """Return whether a page, or a form drawn on it, shows a picture."""
    for one in (resources.get("/XObject") or {}).values():
        drawn = one.get_object()
        if drawn.get("/Subtype") == "/Image":
            return True
        inner = drawn.get("/Resources")
        if inner is not None and depth < 5 and _pictures(inner.get_object(), depth + 1):
            return True
    return False


def _remarks(page: Any) -> Iterator[str]:
    for mark in page.get("/Annots") or ():
        inside = mark.get_object()
        for key in ("/Contents", "/T", "/V"):
            if inside.get(key):
                yield str(inside[key])
        action = inside.get("/A")
        if action is not None and action.get_object().get("/URI"):
            yield str(action.get_object()["/URI"])
