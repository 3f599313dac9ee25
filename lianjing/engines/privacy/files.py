"""A file opened for looking: every stretch of text it holds, and whatever it carries besides. In the child only."""

from lianjing.engines.privacy.findings import Finding
from lianjing.engines.privacy.opening import Opened, kind_of


def open_file(data: bytes, name: str, drawn: frozenset[str] = frozenset()) -> Opened:
    """Return what a file holds and carries. drawn: hashes of pictures that the system drew itself."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Opened("txt", carried=[Finding("empty", {"file": name})])
    kind = kind_of(data, name)
    match kind:
        case "txt":
            from lianjing.engines.privacy import texts

            return texts.opened(data, name)
        case "xlsx":
            from lianjing.engines.privacy import workbooks

            return workbooks.opened(data, name, drawn)
        case "docx" | "pptx":
            from lianjing.engines.privacy import documents

            return documents.opened(data, name, kind, drawn)
        case "pdf":
            from lianjing.engines.privacy import pdfs

            return pdfs.opened(data, name)
        case "picture":
            from lianjing.engines.privacy import pictures

            return Opened(kind, carried=list(pictures.found(data, {"file": name}, drawn)))
        case "archive":
            return Opened(kind, carried=[Finding("nested_archive", {"file": name})])
        case "encrypted":
            return Opened(kind, carried=[Finding("encrypted", {"file": name})])
        case _:
            return Opened(kind, carried=[Finding("kind_not_allowed", {"file": name})])
