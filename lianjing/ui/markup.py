"""Markup of many small parts: as safe as Django's `format_html`, at a fraction of its time."""

from html import escape

from django.utils.safestring import SafeString


def markup(pattern: str, *parts: object) -> SafeString:
    """Return `pattern` with each {} filled in; whatever is no SafeString is escaped, numbers and lazy words too.

    For pages that show a county's units one by one: `format_html` looks at each part for promises and costs four
    times as much.
    """
    return SafeString(pattern.format(*(part if isinstance(part, SafeString) else escape(str(part)) for part in parts)))
