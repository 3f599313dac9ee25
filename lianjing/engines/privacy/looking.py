"""All detectors over pieces of text. One table of detectors: what is not in it is not looked for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lianjing.engines.privacy import naming, numbers, places
from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.naming import Register
from lianjing.engines.privacy.numbers import Span
from lianjing.engines.privacy.written import WORDS, pattern


@dataclass(frozen=True)
class Knowledge:
    """What the gate knows of one notice.

    register: names of the school's pupils. phones: numbers that may be shown, digits only. texts: addresses and names
    of bodies that may be shown. personal: it lists people, so that words of hardship tell of them. drawn: hashes of
    pictures that the system drew itself.
    """

    register: Register = field(default_factory=lambda: Register(frozenset()))
    phones: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    personal: bool = False
    drawn: frozenset[str] = frozenset()


Detector = Callable[[Piece, Knowledge], Iterable[Span]]
_SECRET_COLUMNS, _PUBLIC_COLUMNS = pattern("secret_columns"), pattern("public_columns")


def _columns(piece: Piece, _known: Knowledge) -> Iterator[Span]:
    """A column that is called after something secret may not be there at all, whatever stands in it."""
    header = re.sub(r"\s", "", piece.header)
    secret = header and _SECRET_COLUMNS.search(header) and not _PUBLIC_COLUMNS.search(header)
    if secret and piece.text.strip(WORDS["blank"]):
        yield 0, len(piece.text)


DETECTORS: Mapping[str, Detector] = {
    "id_number": lambda piece, _known: numbers.id_numbers(piece.text),
    "phone": lambda piece, known: numbers.phones(piece.text, known.phones),
    "bank_card": lambda piece, _known: numbers.bank_cards(piece.text),
    "address": lambda piece, known: places.addresses(piece.text, known.texts),
    "birth_date": lambda piece, _known: numbers.birth_dates(piece.text),
    "minor_name": lambda piece, known: () if piece.named else naming.minors(piece.text, known.register),
    "circumstances": lambda piece, known: places.circumstances(piece.text) if known.personal else (),
    "personal_column": _columns,
}


def look(pieces: Iterable[Piece], known: Knowledge, detectors: Mapping[str, Detector] = DETECTORS) -> Iterator[Finding]:
    """Yield every finding in the pieces, in order; what an earlier detector covers is not named twice."""
    for piece in pieces:
        if not piece.text:
            continue
        read = replace(piece, text=numbers.plain(piece.text))
        taken: list[Span] = []
        for code, detector in detectors.items():
            for start, end in sorted(set(detector(read, known))):
                if any(start < last and first < end for first, last in taken):
                    continue
                taken.append((start, end))
                yield Finding(code, piece.place, start, end)
