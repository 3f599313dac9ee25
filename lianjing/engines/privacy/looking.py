"""All detectors over pieces of text. One table of detectors: what is not in it is not looked for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lianjing.engines.privacy import naming, numbers, places
from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.naming import Register
from lianjing.engines.privacy.numbers import Span


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
_SECRET_COLUMNS = re.compile(
    r"身份证|证件号|公民身份|出生|生日|住址|地址|住所|户籍|家庭|电话|手机|联系方式|银行卡|卡号|账号|账户|开户"
    r"|监护人|父亲|母亲|家长姓名|致困|困难(?:等级|类型|原因)|残疾|健康|病|低保|民族|照片|微信|QQ"
)
_PUBLIC_COLUMNS = re.compile("咨询|监督|学校|单位|公司|供应|举报|报名|收款单位|办公")


def _columns(piece: Piece, _known: Knowledge) -> Iterator[Span]:
    """A column that is called after something secret may not be there at all, whatever stands in it."""
    header = re.sub(r"\s", "", piece.header)
    secret = header and _SECRET_COLUMNS.search(header) and not _PUBLIC_COLUMNS.search(header)
    if secret and piece.text.strip(" -—/无*＊"):
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
