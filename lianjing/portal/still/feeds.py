"""Atom feeds (RFC 4287): what was published or answered, of one school or of the county. Following needs no account."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree.ElementTree import Element, SubElement, tostring

from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import notices, public, public_answers, published
from lianjing.access.notices import PublicDisclosure
from lianjing.access.public_answers import Exchange
from lianjing.domain.worktime import CHINA
from lianjing.portal import pages

_ATOM = "http://www.w3.org/2005/Atom"
AT_MOST = 50


@dataclass(frozen=True)
class Entry:
    """One thing that was published: where it stands, what it is, when."""

    address: str
    title: str
    at: datetime
    words: str


def of_school(code: str, address: str, base: str, on: date, language: str) -> bytes:
    """Return the feed of what a school published and answered, the newest first. base: before every address."""
    school = public.school(code, on)
    name = school.name if school else code
    slots, answers = notices.of_school(code, on), public_answers.answered(code)
    return _feed(name, address, base, _entries(slots, answers, {code: name}, language))


def of_county(address: str, base: str, on: date, language: str) -> bytes:
    """Return the feed of what all schools published and answered last."""
    names = {one.code: one.name for one in public.schools(on)}
    slots = notices.some(published.newest_notices(AT_MOST), on)
    answers = public_answers.newest_answered(AT_MOST)
    return _feed(_("Schools in the light"), address, base, _entries(slots, answers, names, language))


def _entries(
    slots: Iterable[PublicDisclosure], answers: Iterable[Exchange], names: Mapping[str, str], language: str
) -> list[Entry]:
    found = [
        Entry(
            reverse("portal:notice", args=[slot.unit_code, slot.id]),
            f"{names.get(slot.unit_code, slot.unit)} {pages.name_of(slot, language)}",
            slot.newest.published_at,
            slot.newest.why,
        )
        for slot in slots
        if slot.newest is not None and slot.audience != "staff"
    ]
    for one in answers:
        day = one.reviewed_on or one.answered_on or one.asked_on
        at = datetime.combine(day, time(12), CHINA)
        address = reverse("portal:answer", args=[one.school, one.key])
        found.append(Entry(address, f"{names.get(one.school, one.school)} {_('Question asked')}", at, one.asked))
    return sorted(found, key=lambda entry: (entry.at, entry.address), reverse=True)[:AT_MOST]


def _feed(title: str, address: str, base: str, held: Sequence[Entry]) -> bytes:
    root = Element("feed", {"xmlns": _ATOM})
    newest = max((entry.at for entry in held), default=datetime(2020, 6, 12, tzinfo=CHINA))
    for name, words in (("id", base + address), ("title", title), ("updated", newest.isoformat())):
        SubElement(root, name).text = words
    SubElement(SubElement(root, "author"), "name").text = _("Lianjing")
    SubElement(root, "link", {"rel": "self", "href": base + address})
    for entry in held:
        one = SubElement(root, "entry")
        for name, words in (("id", base + entry.address), ("title", entry.title), ("updated", entry.at.isoformat())):
            SubElement(one, name).text = words
        SubElement(one, "link", {"href": base + entry.address})
        SubElement(one, "summary").text = entry.words
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8") + b"\n"
