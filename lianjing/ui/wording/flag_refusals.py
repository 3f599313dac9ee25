"""Refusals of the red flag's path: answers with their papers, transfers, danger to a child."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "papers_too_many": _(
        "At most %(most)s papers go with one answer (county default). Leave out what the reviewer does not need."
    ),
    "paper_too_big": _("“%(name)s” is larger than %(most)s MB. Photograph the page anew, or attach only that page."),
    "paper_unknown_kind": _("“%(name)s” is no PDF, picture, Word, Excel or OFD file. Save it as one of these."),
    "flag_signed_first": _(
        "A colleague signed a transfer of this question. Sign it or put it back before another step."
    ),
    "result_unknown": _("“%(result)s” is no class of result. Choose one of the list."),
    "not_handed_over": _("Nothing was handed over here, so no result can be noted."),
    "danger_unknown": _("“%(word)s” is none of the choices. Choose one of the list."),
}
