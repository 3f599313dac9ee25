"""Words of matched records: what a pair is, and what joins it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KINDS = {
    "staff_supplier": _("A member of staff and a supplier"),
    "supplier_supplier": _("Two suppliers"),
    "staff_pupil": _("A member of staff and a pupil"),
}
EVIDENCE = {
    "same_id": _("the same identity number"),
    "same_phone": _("the same phone"),
    "same_account": _("the same account"),
    "same_email": _("the same e-mail address"),
    "same_person": _("the same person in both"),
    "same_address": _("the same address"),
    "same_name": _("an equal, uncommon name of a person"),
    "name_variant": _("company names that differ in form only"),
    "like_sound": _("company names that sound the same"),
    "like_name": _("company names with nearly the same characters"),
    "relative": _("through a declared relative"),
    "declared_company": _("a declared company"),
    "decided": _("an earlier answer"),
}
SENTENCES: dict[str, Any] = {
    "link_reason_missing": _("Say what shows it: whoever reads the flag later must be able to follow."),
    "link_answered": _("This pair has been answered already. Look at the list again."),
}


def kind(code: str) -> str:
    """Return what two records a pair is made of."""
    return str(KINDS[code])


def evidence(codes: Iterable[str]) -> str:
    """Return what joins a pair, in words."""
    return gettext(", ").join(str(EVIDENCE[code]) for code in codes)
