"""Atom feeds (RFC 4287): what was published or answered, of one school or of the county. Following needs no account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree.ElementTree import Element, SubElement, tostring

from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import notices, public_answers
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


def entries(code: str, school: str, on: date, language: str) -> list[Entry]:
    """Return what a school published and answered, the newest first."""
    found = [
        Entry(
            reverse("portal:notice", args=[code, slot.id]),
            f"{school} {pages.name_of(slot, language)}",
            slot.newest.published_at,
            slot.newest.why,
        )
        for slot in notices.of_school(code, on)
        if slot.newest is not None and slot.audience != "staff"
    ]
    for one in public_answers.answered(code):
        day = one.reviewed_on or one.answered_on or one.asked_on
        at = datetime.combine(day, time(12), CHINA)
        address = reverse("portal:answer", args=[code, one.key])
        found.append(Entry(address, f"{school} {_('Question asked')}", at, one.asked))
    return sorted(found, key=lambda entry: (entry.at, entry.address), reverse=True)[:AT_MOST]


def feed(title: str, address: str, base: str, found: Iterable[Entry]) -> bytes:
    """Return an Atom feed. address: its own; base: what comes before every address."""
    held = list(found)
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
