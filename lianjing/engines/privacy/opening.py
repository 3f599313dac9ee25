"""What any file may be and carry: its kind by content, the parts of office files, pictures, macros, who made it.

Kinds that may go out: txt, csv, xlsx, docx, pptx, pdf, each under its own ending: by it readers open the file. A
picture is let through only when the system drew it (its hash is known): no program can promise that a picture holds no
text. Archives are refused, and so is text written in code.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lianjing.engines.privacy import parts as office
from lianjing.engines.privacy.findings import Finding, Piece

MOST_ENTRIES, MOST_BYTES = 2_000, 100 * 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


@dataclass
class Opened:
    """What a file holds: its text piece by piece, findings about what it carries, tables for a clean copy."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)
    carried: list[Finding] = field(default_factory=list)


def kind_of(data: bytes, name: str) -> str:
    """Return txt, xlsx, docx, pptx, pdf, picture, archive, old_office, encrypted or unknown.

    By content; what may go out is unknown under another ending, and text that is written in code is markup.
    """
    kind = _by_content(data)
    ending = name.rpartition(".")[2].lower()
    if kind in _ENDINGS and ending not in _ENDINGS[kind]:
        return "unknown"
    return "markup" if kind == "txt" and _MARKUP.match(data) else kind


_ENDINGS = {"txt": ("txt", "csv"), "xlsx": ("xlsx",), "docx": ("docx",), "pptx": ("pptx",), "pdf": ("pdf",)}
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:\{\\rtf|<[a-z!?/]|(?:MIME-Version|Received|Return-Path|From|To|Subject|Message-ID|X-[\w-]+):)",
    re.IGNORECASE,
)


def _by_content(data: bytes) -> str:
    if data.startswith(b"%PDF"):
        return "pdf"
    if data.startswith(_OLE):
        return "encrypted" if b"E\0n\0c\0r\0y\0p\0t" in data[:65536] else "old_office"
    if data.startswith(_PICTURES) or data[4:12] in (b"ftypheic", b"ftypavif") or data[8:12] == b"WEBP":
        return "picture"
    if data.startswith(_ARCHIVES):
        return "archive"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    return "unknown" if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "txt"


def _zipped(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
    for part, kind in (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"), ("ppt/presentation.xml", "pptx")):
        if part in names:
            return kind
    return "archive"


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of an office file. Raises ValueError where it would unpack to too much or says things twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [one for one in archive.infolist() if not one.is_dir()]
        if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_BYTES:
            raise ValueError("too much inside")
        if len({one.filename.lower() for one in entries}) < len(entries) or archive.comment:
            raise ValueError("two parts of one name, or words behind the last one")
        return {one.filename: archive.read(one) for one in entries}


def carried_parts(name: str, parts: dict[str, bytes], drawn: frozenset[str]) -> Iterator[Finding]:
    """Yield what any office file may carry: pictures, files in it, macros, links outside, parts that nobody knows."""
    from lianjing.engines.privacy import pictures

    for part, data in parts.items():
        place = {"file": name, "part": part.rsplit("/", 1)[-1]}
        if "/media/" in part.lower() or data.startswith(_PICTURES):
            yield from pictures.found(data, place, drawn)
            continue
        code = office.against(part, data)
        if code in ("", "not_readable") and data.startswith((b"PK\x03\x04", _OLE, *_ARCHIVES)):
            code = "nested_file"
        if code:
            yield Finding(code, place)


def core_properties(name: str, parts: dict[str, bytes]) -> Iterator[Finding]:
    """Yield who made or changed an office file, its company, its own properties: each that is not empty."""
    from defusedxml import ElementTree

    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        if part not in parts:
            continue
        for element in ElementTree.fromstring(parts[part]).iter():
            tag = element.tag.rsplit("}", 1)[-1]
            told = tag in _TELLING or (part.endswith("custom.xml") and tag != "Properties")
            if told and (element.text or "").strip() and element.text not in _TOOLS:
                yield Finding("metadata", {"file": name, "part": tag})


_TELLING = frozenset(
    {"creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category", "contentStatus"}
    | {"Company", "Manager", "HyperlinkBase"}
)
_TOOLS = frozenset({"openpyxl", "python-docx", "xlsxwriter", "Microsoft Office User", "WPS Office", "lianjing", ""})
