"""What the child does: look through files, or write a clean copy of one."""

from collections.abc import Iterator, Mapping
from typing import Any

from lianjing.engines.privacy.copies import clean_copy
from lianjing.engines.privacy.files import open_file
from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.looking import DETECTORS, Knowledge, look
from lianjing.engines.privacy.naming import Register
from lianjing.engines.privacy.opening import Opened

Answer = dict[str, Any]
MOST_FINDINGS = 500


def act(request: Mapping[str, Any], files: list[bytes]) -> Answer:
    """Return findings, or a clean copy, as plain values. Used in the child; in-process only by tests."""
    known = knowledge(request["known"])
    names = request["names"]
    if request["act"] == "mask":
        return clean_copy(files[0], names[0], known)
    off = set(request.get("off", ()))
    found = [one for name, data in zip(names, files, strict=True) for one in look_through(data, name, known, off)]
    return {"findings": [one.as_dict() for one in found[:MOST_FINDINGS]]}


def look_through(
    data: bytes, name: str, known: Knowledge, off: set[str] | frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Yield every finding in one file, its name included. off: detectors left out, for the test of each one."""
    detectors = {code: one for code, one in DETECTORS.items() if code not in off}
    opened = opened_or_refused(data, name, known)
    yield from (one for one in opened.carried if one.code not in off)
    yield from look([Piece(name, {"file": name, "part": "name"}), *opened.pieces], known, detectors)


def opened_or_refused(data: bytes, name: str, known: Knowledge) -> Opened:
    """Return a file opened; one that breaks its reader is refused by a finding."""
    try:
        return open_file(data, name, known.drawn)
    except MemoryError:
        raise
    except Exception:
        return Opened("unknown", carried=[Finding("not_readable", {"file": name})])


def spelled(known: Knowledge) -> dict[str, Any]:
    """Return the knowledge as plain values, for the pipe."""
    register = known.register
    return {
        "names": sorted(register.names),
        "common": sorted(register.common),
        "allowed": list(register.allowed),
        "phones": sorted(known.phones),
        "texts": list(known.texts),
        "personal": known.personal,
        "drawn": sorted(known.drawn),
    }


def knowledge(plain: Mapping[str, Any]) -> Knowledge:
    """Return the knowledge from plain values."""
    register = Register(frozenset(plain["names"]), frozenset(plain["common"]), tuple(plain["allowed"]))
    return Knowledge(
        register,
        frozenset(plain["phones"]),
        tuple(plain["texts"]),
        bool(plain["personal"]),
        frozenset(plain["drawn"]),
    )
