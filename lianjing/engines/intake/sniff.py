"""What a file is, told by its content, and whether it may be opened at all."""

import io
import re
import zipfile
import zlib

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake.outcome import Limits

RATIO_FREE_BYTES = 20 * 10**6
WANTED = "xlsx, xls, ods, csv"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"{\\rtf", "rtf"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_PAGE = re.compile(rb"\A\s*(?:<!doctype\s+html|<html|<table|<meta|<head|<style)", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, KeyError, RuntimeError)


def kind_of(data: bytes, limits: Limits) -> str:
    """Return xlsx, xls, ods or csv.

    Raises RuleBroken: file_empty, file_too_large, file_wrong_type (with what was found), file_encrypted,
    file_has_macros, file_is_web_page, file_not_readable, file_too_hungry (a bomb).
    """
    if len(data) > limits.file_bytes:
        raise RuleBroken("file_too_large", **too_large(len(data), limits))
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RuleBroken("file_empty")
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zipped(data, limits)
    if data.startswith(_OLE):
        return _compound(data)
    if data[:2] == b"\x09\x08" or data[:4] in (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"):
        return "xls"
    for magic, found in _MAGIC:
        if data.startswith(magic):
            raise RuleBroken("file_wrong_type", found=found, wanted=WANTED)
    return _plain(data)


def _zipped(data: bytes, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _weigh(entries, limits)
            return _inside(archive, entries)
    except _BROKEN as broken:
        raise RuleBroken("file_not_readable", found="zip") from broken


def _weigh(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse an archive that would unpack into more than the limits; what it declares is a first word, not the last."""
    if len(entries) > limits.entries:
        raise RuleBroken("file_too_hungry", what="entries", limit=limits.entries)
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > limits.unpacked_bytes:
        raise RuleBroken("file_too_hungry", what="unpacked_bytes", limit=_megabytes(limits.unpacked_bytes))
    if unpacked > RATIO_FREE_BYTES and unpacked / packed > limits.ratio:
        raise RuleBroken("file_too_hungry", what="ratio", limit=f"{limits.ratio}:1")


def _inside(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    names = {entry.filename.replace("\\", "/").lstrip("/").lower() for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise RuleBroken("file_encrypted")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise RuleBroken("file_has_macros")
    if any(name.endswith("workbook.bin") for name in names):
        raise RuleBroken("file_wrong_type", found="xlsb", wanted=WANTED)
    if "mimetype" in names and "content.xml" in names:
        said = archive.read(next(entry for entry in entries if entry.filename.lower() == "mimetype"))[:100]
        if b"opendocument.spreadsheet" not in said:
            raise RuleBroken("file_wrong_type", found="odt", wanted=WANTED)
        if "manifest:encryption-data" in _text(archive, "META-INF/manifest.xml"):
            raise RuleBroken("file_encrypted")
        return "ods"
    if any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    found = next(
        (kind for part, kind in (("word/", "docx"), ("ppt/", "pptx")) for n in names if n.startswith(part)), "zip"
    )
    raise RuleBroken("file_wrong_type", found=found, wanted=WANTED)


def _text(archive: zipfile.ZipFile, name: str) -> str:
    try:
        return archive.read(name)[: 1 << 20].decode("utf-8", "replace")
    except KeyError:
        return ""


def _compound(data: bytes) -> str:
    """Tell an old workbook from the other things that Office keeps in the same container, by its directory names."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise RuleBroken("file_encrypted")
    if has("_VBA_PROJECT_CUR") or has("_VBA_PROJECT"):
        raise RuleBroken("file_has_macros")
    if any(has(name) for name in ("Workbook", "WORKBOOK", "workbook", "Book", "BOOK")):
        return "xls"
    raise RuleBroken("file_wrong_type", found="doc" if has("WordDocument") else "ole", wanted=WANTED)


def _plain(data: bytes) -> str:
    """Accept text; refuse web pages that call themselves workbooks, and bytes that are no text."""
    if _PAGE.match(data[:2000].removeprefix(b"\xef\xbb\xbf")):
        raise RuleBroken("file_is_web_page")
    head = data[:4000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb"<[!?A-Za-z]", head):
        raise RuleBroken("file_wrong_type", found="xml", wanted=WANTED)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "csv"
    sample = data[: 1 << 16]
    control = sum(sample.count(byte) for byte in range(32) if byte not in (9, 10, 12, 13))
    if b"\0" in sample or control > len(sample) // 200:
        raise RuleBroken("file_wrong_type", found="?", wanted=WANTED)
    return "csv"


def too_large(size: int, limits: Limits) -> dict[str, str]:
    """Return the facts of a refusal of a file of so many bytes."""
    return {"size": _megabytes(size), "limit": _megabytes(limits.file_bytes)}


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"
