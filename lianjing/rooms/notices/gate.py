"""The one gate: a verdict for exactly these bytes. Nothing is approved, published or shown without one.

Allow-list first: a field that the power's rule does not name is a finding by itself. Then every sign of the content and
of the files beside it. The verdict keeps the hash of what it looked at; whoever changes a byte has no verdict.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from lianjing.access import notice_slots
from lianjing.access.notice_rows import public_texts, pupil_names
from lianjing.access.notices import canonical, files_of, fingerprint, unchanged
from lianjing.domain.power.steps import Publication
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.privacy import Finding, Knowledge, Piece, Register, inspect_files, inspect_texts, masked
from lianjing.records.models import Disclosure, NoticeVersion
from lianjing.rooms.notices.rules import lists_people, rule_of

_NAMES = frozenset({"name", "name_hidden"})
_PHONE = "phone_public"


def judge(notice: NoticeVersion, now: datetime) -> list[Finding]:
    """Look at a version's bytes, keep the verdict on it, and return what was found. The caller saves the record."""
    slot, content = notice.disclosure, content_of(notice)
    rule, known = rule_of(slot), knowledge(slot, content)
    files = [(one.name, bytes(one.data)) for one in files_of(notice)]
    found = [*strangers(content, rule), *inspect_texts(pieces(content), known), *inspect_files(files, known)]
    notice.sha256 = fingerprint(bytes(notice.content), [(name, _hash(data)) for name, data in files])
    notice.personal = lists_people(rule)
    notice.verdict = {
        "sha256": notice.sha256,
        "at": now.isoformat(),
        "names": len(known.register.names),
        "findings": [one.as_dict() for one in found],
    }
    notice.passed = "" if found else notice.sha256
    return found


def renew(notice: NoticeVersion, now: datetime) -> list[Finding]:
    """Look again at bytes that passed, by what is known today: pupils may have come since. The caller saves the record.

    Raises RuleBroken("notice_not_passed") for bytes that are not those of the verdict.
    """
    if not passed(notice):
        raise RuleBroken("notice_not_passed")
    return judge(notice, now)


def checked(slot: Disclosure, words: str) -> str:
    """Return words that everybody will read beside a notice, without white space around them.

    Raises RuleBroken("notice_words_not_passed") with the codes found: words are looked at like what they stand beside.
    """
    newest = notice_slots.newest(slot)
    content = content_of(newest) if newest is not None and bytes(newest.content) else {}
    known = replace(knowledge(slot, content), personal=False)  # hardship tells of a person only beside a list of them
    found = dict.fromkeys(one.code for one in inspect_texts([Piece(words, {})], known))
    if found:
        raise RuleBroken("notice_words_not_passed", field="reason", found=tuple(found))
    return words.strip()


def passed(notice: NoticeVersion) -> bool:
    """Return whether a version's bytes, hashed anew, are exactly those that passed."""
    return unchanged(notice)


def content_of(notice: NoticeVersion) -> dict[str, Any]:
    """Return a version's content as values."""
    found: dict[str, Any] = json.loads(bytes(notice.content))
    return found


def findings_of(notice: NoticeVersion) -> list[Finding]:
    """Return what the kept verdict found."""
    plain = notice.verdict.get("findings", ())
    return [Finding(one["code"], one["place"], one["start"], one["end"]) for one in plain]


def strangers(content: dict[str, Any], rule: Publication) -> Iterator[Finding]:
    """Yield every field that the rule does not name, and everything that is no field at all."""
    allowed = set(rule.fields)
    for key in set(content) - {"fields", "rows"}:
        yield Finding("field_not_allowed", {"field": key})
    for key in content.get("fields", {}):
        if key not in allowed:
            yield Finding("field_not_allowed", {"field": key})
    for number, row in enumerate(content.get("rows", ()), 1):
        for key in row:
            if key not in allowed:
                yield Finding("field_not_allowed", {"field": key, "row": number})


def pieces(content: dict[str, Any]) -> Iterator[Piece]:
    """Yield every text of a content with its field and row."""
    for key, text in content.get("fields", {}).items():
        yield Piece(str(text), {"field": key}, named=key in _NAMES)
    for number, row in enumerate(content.get("rows", ()), 1):
        for key, text in row.items():
            yield Piece(str(text), {"field": key, "row": number}, named=key in _NAMES)


def knowledge(slot: Disclosure, content: dict[str, Any]) -> Knowledge:
    """Return what the gate knows of a slot's school, and the telephone that the notice itself names."""
    texts = public_texts(slot.org)
    register = Register(pupil_names(slot.org.code), allowed=texts)
    said = str(
        content.get("fields", {}).get(_PHONE, "")
    )  # the one field for telephones: its numbers may stand everywhere
    found = inspect_texts([Piece(said, {})], Knowledge())
    phones = [_digits(said[one.start : one.end]) for one in found if one.code == "phone"]
    return Knowledge(
        register, frozenset({*phones, *(one[-11:] for one in phones)}), texts, personal=lists_people(rule_of(slot))
    )


def hide(content: dict[str, Any], found: Iterable[Finding]) -> dict[str, Any]:
    """Return a content with what was found hidden, and fields the rule does not name taken out."""
    found = list(found)
    out = {(str(one.place["field"]), one.place.get("row")) for one in found if one.code == "field_not_allowed"}

    def cleaned(row: dict[str, str], number: int | None) -> dict[str, str]:
        return {
            key: masked(text, [one for one in found if _there(one, key, number)])
            for key, text in row.items()
            if (key, number) not in out
        }

    return {
        "fields": cleaned(content.get("fields", {}), None),
        "rows": [cleaned(row, number) for number, row in enumerate(content.get("rows", ()), 1)],
    }


def bytes_of(content: dict[str, Any]) -> bytes:
    """Return a content as the bytes that are kept, hashed and shown."""
    return canonical(content)


def _there(one: Finding, key: str, number: int | None) -> bool:
    return one.place.get("field") == key and one.place.get("row") == number and one.end > one.start


def _digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
