"""Amounts and half-hidden numbers as people read them, for pages and for sentences."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianjing.domain.values import Fen


def money(fen: Any) -> str:
    """Return an amount for people: 1,234.50 with the sign its language uses. Takes fen or `Fen`; None is a dash."""
    if fen is None:
        return "\u2014"
    amount = fen if isinstance(fen, Fen) else Fen(int(fen))
    return amount.show(get_language() or "zh-hans")


def masked(last: str, what: str = "") -> SafeString:
    """Return a number of which only the last digits are known here. `what` says which number, for screen readers."""
    if not last:
        return format_html('<span class="faint">{}</span>', _("not recorded"))
    said = _("%(what)s ending in %(last)s") % {"what": what or _("number"), "last": last}
    return format_html(
        '<span class="masked"><span aria-hidden="true">\u2022\u2022\u2022\u2022 {}</span>'
        '<span class="visually-hidden">{}</span></span>',
        last,
        said,
    )
