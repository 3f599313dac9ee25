"""The privacy gate: whether bytes may go out, and a clean copy where they may not. Pure; files are opened in a child.

`inspect_texts` looks at a notice's own fields in this process: they are plain text. `inspect_files` and `clean_file`
open other people's files, and do so behind the fence. What the gate cannot read does not pass.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lianjing.engines.privacy import fence
from lianjing.engines.privacy.findings import CARRIED, IN_TEXT, REFUSED, Finding, Piece
from lianjing.engines.privacy.looking import DETECTORS, Knowledge, look
from lianjing.engines.privacy.masking import hidden_name, masked
from lianjing.engines.privacy.naming import Register

__all__ = [
    "CARRIED",
    "DETECTORS",
    "IN_TEXT",
    "REFUSED",
    "Finding",
    "Knowledge",
    "Piece",
    "Register",
    "clean_file",
    "hidden_name",
    "inspect_files",
    "inspect_texts",
    "masked",
]


def inspect_texts(pieces: Iterable[Piece], known: Knowledge) -> list[Finding]:
    """Return every finding in pieces of plain text."""
    return list(look(pieces, known))


def inspect_files(files: Sequence[tuple[str, bytes]], known: Knowledge) -> list[Finding]:
    """Return every finding in files (name, bytes); what could not be read is a finding too."""
    if not files:
        return []
    names, contents = [name for name, _ in files], [data for _, data in files]
    said = fence.ask({"act": "look", "names": names, "known": _spelled(known)}, contents)
    return [_finding(one) for one in said["findings"]]


def clean_file(name: str, data: bytes, known: Knowledge) -> tuple[str, bytes] | list[Finding]:
    """Return (name, bytes) of a clean copy with text and tables only, or what keeps one from being written."""
    said = fence.ask({"act": "mask", "names": [name], "known": _spelled(known)}, [data])
    if "bytes" in said:
        return str(said["name"]), said["bytes"]
    return [_finding(one) for one in said.get("findings", ())] or [Finding("empty", {"file": name})]


def _finding(plain: Mapping[str, Any]) -> Finding:
    return Finding(plain["code"], dict(plain["place"]), int(plain["start"]), int(plain["end"]))


def _spelled(known: Knowledge) -> dict[str, Any]:
    from lianjing.engines.privacy.acting import spelled

    return spelled(known)
