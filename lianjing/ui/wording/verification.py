"""Verification files in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

RESULTS = {
    "nothing_found": _("Nothing found"),
    "flag_answered": _("The open question was answered by it"),
    "problem_begun": _("It became a problem"),
    "transferred": _("It was transferred"),
}
KINDS = {"school": _("School"), "supplier": _("Supplier"), "person": _("Person")}
FACTS = {"founded_on": _("Founded"), "biz_status": _("Standing"), "school": _("School")}

SENTENCES: dict[str, Any] = {
    "verification_reason": _("Say in at least %(least)s characters which fact is to be verified."),
    "verification_tied": _(
        "You, or kin you declared, work at this school or have an interest in one of its suppliers, so the file cannot "
        "be yours. Somebody else must ask."
    ),
    "verification_not_open": _("File %(number)s is not open, so nothing can be looked at by it."),
    "verification_not_led": _(
        "File %(number)s does not lead there: only what its school's contracts lead to is shown."
    ),
}
