"""Refusals of disclosures and notices."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def _found(sentence: Any) -> Callable[[dict[str, Any]], str]:
    """Return a sentence that names what was found, in words."""
    return lambda facts: str(sentence) % {"found": str(_(", ")).join(str(FINDINGS[code]) for code in facts["found"])}


SENTENCES: dict[str, Any] = {
    "notice_field_unknown": _(
        "“%(field)s” may not be shown in this notice: the power's rule names the fields. Take it out."
    ),
    "notice_text_long": _("%(field)s has %(length)s signs; at most %(limit)s can be shown. Shorten it."),
    "notice_says_nothing": _(
        "No record of this period tells anything yet, and nothing was written. Hand in the ledger, write the fields, "
        "or say that there was nothing."
    ),
    "notice_is_over": _("This notice is over or approved; nothing is written into it any more."),
    "notice_not_made": _("Nothing has been prepared yet. Prepare it first."),
    "notice_not_passed": _(
        "These are not the bytes that passed the privacy check, so they are not published. Prepare it again and look "
        "at what the check says."
    ),
    "notice_words_not_passed": _found(
        _(
            "Everybody will read this, and it holds what may not be public: %(found)s. Say it without, for example "
            "“personal details were shown”. Nothing was changed, and what you wrote is still here."
        )
    ),
    "notice_found_since": _found(
        _(
            "This passed the privacy check earlier and does not today, because more is known now: %(found)s. Return it "
            "to the clerk, who prepares it again and sees where it stands."
        )
    ),
    "notice_not_sent": _("The correction was not sent for approval yet."),
    "notice_back_dated": _(
        "%(day)s is past: a notice counts from the moment it is really published, today %(today)s. Leave the day empty "
        "or choose one to come."
    ),
    "notice_file_large": _("The file is over %(limit)s MB. Send a smaller one."),
    "notice_files_many": _("At most %(limit)s files stand beside a notice. Take one away first."),
    "notice_file_twice": _(
        "A file of this name is there already. Take it away first or give the new one another name."
    ),
    "notice_file_unknown": _("This file is not there any more. Reload the page."),
    "nothing_is_untrue": _(
        "A matter or a ledger row of this kind exists in the period, so “nothing this period” would be untrue. "
        "Prepare the notice instead."
    ),
    "nothing_asked_already": _("It was asked for already and waits for one level up."),
    "no_objection_to_settle": _("No objection to this notice is open, so none can be settled. Reload the page."),
}

FINDINGS = {
    "id_number": _("an identity number"),
    "phone": _("a telephone number"),
    "bank_card": _("a bank card number"),
    "address": _("a home address"),
    "birth_date": _("a day of birth"),
    "minor_name": _("a pupil's name"),
    "circumstances": _("a word about hardship, illness or family beside people's names"),
    "personal_column": _("a column that may not be there"),
    "hidden_sheet": _("a hidden sheet"),
    "hidden_row": _("a hidden row"),
    "hidden_column": _("a hidden column"),
    "hidden_text": _("text that is hidden or white"),
    "hidden_slide": _("a hidden slide"),
    "comment": _("a comment"),
    "tracked_change": _("tracked changes"),
    "metadata": _("who made it, or other properties of the file"),
    "cached_data": _("rows kept in a cache behind a table"),
    "earlier_version": _("an earlier state of the file that is still inside it: print it to a new PDF"),
    "outlines": _("letters turned into outlines, or a drawing, which nobody can check: export the PDF with its text"),
    "nested_file": _("a file inside the file"),
    "macro": _("a macro"),
    "image": _("a picture: pictures are not published, because nobody can check what is written in them"),
    "gps": _("the place where a photograph was taken"),
    "outside_link": _("a link to another file"),
    "field_not_allowed": _("a field that this notice may not show"),
    "kind_not_allowed": _(
        "a kind of file that is not published, or an ending that is not its own; save it as xlsx, docx, pptx, pdf, csv "
        "or txt"
    ),
    "not_readable": _(
        "something that cannot be read, so it cannot be checked: take it out, or copy text and tables into a new file"
    ),
    "encrypted": _("a password; take it off"),
    "nested_archive": _("an archive; send the files one by one"),
    "too_hungry": _("a file too large to be checked"),
    "empty": _("an empty file"),
}
PLACES = {
    "file": _("file %s"),
    "field": "%s",
    "sheet": _("sheet %s"),
    "cell": _("cell %s"),
    "page": _("page %s"),
    "paragraph": _("paragraph %s"),
    "table": _("table %s"),
    "row": _("row %s"),
    "column": _("column %s"),
    "part": "%s",
}
STEPS = {
    "send_back": _("Send back to the clerk"),
    "take_back": _("Take the approval back"),
    "correct": _("Publish the correction"),
    "pause": _("Pause"),
    "resume": _("Go on"),
    "withdraw": _("Withdraw"),
}
AUDIENCES = {
    "public": _("Everybody, on the net"),
    "school": _("At the school's board; names of people are not put on the net"),
    "staff": _("Staff only"),
}


def slot_words(slot: str) -> str:
    """Return a period of the calendar in words."""
    if slot.startswith("m") and slot[1:].isdecimal():
        return gettext("one matter")
    if found := re.fullmatch(r"(\d{4})-(\d\d)", slot):
        return gettext("%(month)s/%(year)s") % {"year": found[1], "month": int(found[2])}
    if re.fullmatch(r"\d{4}-\d\d-\d\d", slot):
        return gettext("week of %(day)s") % {"day": date_format(date.fromisoformat(slot), "DATE_FORMAT")}
    return term_words(slot)


def term_words(term: str) -> str:
    """Return a term, such as 2026-2027-1, in words; anything else as it is."""
    years, _dash, half = term.rpartition("-")
    said = {"1": gettext("%(years)s, autumn term"), "2": gettext("%(years)s, spring term")}
    return said[half] % {"years": years} if re.fullmatch(r"\d{4}-\d{4}-[12]", term) else term
