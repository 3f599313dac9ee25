"""The parts that rooms share, as tags. docs/design-language.md shows each with its call."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianjing.access import clock
from lianjing.ui import charts
from lianjing.ui.amounts import masked, money
from lianjing.ui.markup import markup
from lianjing.ui.wording import states

register = template.Library()
register.filter(money)
register.simple_tag(masked)

TONE_ICON = {
    "grey": "circle-dashed",
    "blue": "clock",
    "yellow": "alert-triangle",
    "red": "alert-circle",
    "green": "circle-check",
}
SAY_TONE = {"error": "red", "warning": "yellow", "success": "green", "info": "blue", "debug": "grey"}
SOON_DAYS = 3


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Return an icon of the sprite; it says nothing to a screen reader, so a word must stand beside it."""
    return _icon(name, extra, static("vendor/icons.svg"))


@lru_cache(maxsize=1024)
def _icon(name: str, extra: str, sprite: str) -> SafeString:
    address = f"{sprite}#{name}"
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', extra, address
    )


@register.simple_tag
def badge(tone: str, words: Any, picture: str = "") -> SafeString:
    """Return a state in one of five tones: icon and word carry it, colour repeats it."""
    return markup('<span class="state state-{}">{}{}</span>', tone, icon(picture or TONE_ICON[tone]), words)


@register.simple_tag
def state(machine: str, name: str) -> SafeString:
    """Return the badge of a machine's state, by its words in `ui/wording/states.py`."""
    return badge(*states.state(machine, name))


@register.simple_tag(takes_context=True)
def due(context: Context, day: date | None, done: bool = False) -> SafeString:
    """Return a due day with how far it is, in words. `done`: the day alone."""
    if day is None:
        return format_html('<span class="faint">{}</span>', _("no time limit"))
    shown = date_format(day, "DATE_FORMAT")
    if done:
        return format_html('<span class="due">{}</span>', shown)
    left = (day - (context.get("today") or clock.now().date())).days
    tone = "late" if left < 0 else "soon" if left <= SOON_DAYS else "later"
    return format_html('<span class="due due-{}">{} <small>{}</small></span>', tone, shown, _how_far(left))


def _how_far(left: int) -> str:
    if left < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": -left}
    if left == 0:
        return _("due today")
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}


@register.filter
def moment(at: datetime | None) -> str:
    """Return a moment in the county's time, to the minute."""
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else "\u2014"


@register.simple_tag
def unit(org: Any) -> SafeString:
    """Return the name of a unit, linked to its page in the network."""
    return _linked("network:unit", org.pk, org.name)


@register.simple_tag
def person(who: Any) -> SafeString:
    """Return the name of a person, linked to their page in the network."""
    return _linked("network:person", who.pk, who.name)


def _linked(name: str, key: int, words: str) -> SafeString:
    try:
        return format_html('<a href="{}">{}</a>', reverse(name, args=[key]), words)
    except NoReverseMatch:
        return format_html("{}", words)


@register.inclusion_tag("ui/parts/say.html")
def say(tone: str, words: Any, title: str = "") -> dict[str, Any]:
    """Words to the reader in a tone (grey, blue, green, yellow, red, or a message level)."""
    tone = SAY_TONE.get(tone.split()[-1] if tone else "", tone or "blue")
    return {"tone": tone, "icon": "info-circle" if tone == "blue" else TONE_ICON[tone], "words": words, "title": title}


@register.inclusion_tag("ui/parts/figures.html")
def figures(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Key figures: each {"label", "value"} and, if wanted, "unit", "of", "url", "tone" (red)."""
    return {"rows": rows}


@register.inclusion_tag("ui/parts/empty.html")
def empty(title: str, words: str = "", url: str = "", label: str = "", picture: str = "inbox") -> dict[str, Any]:
    """Nothing here: say so, and what to do next."""
    return {"title": title, "words": words, "url": url, "label": label, "icon": picture}


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened when: each {"at", "title"} and, if wanted, "who", "words", "tone", "icon"."""
    shown = [{"tone": "grey", "icon": TONE_ICON[entry.get("tone", "grey")], **entry} for entry in entries]
    return {"entries": shown}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(rows: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Views of one thing, as links: each {"label", "url", "here"} and, if wanted, "count"."""
    return {"rows": rows, "label": label or _("Views")}


@register.simple_tag
def tree(nodes: Iterable[Mapping[str, Any]]) -> SafeString:
    """Units within units: each {"label"} and, if wanted, "url", "note", "state" (tone, words), "open", "children".

    Written here and not in a template: a county has hundreds of nodes, and a template for each takes ten times as long.
    """
    return markup('<ul class="tree">{}</ul>', _nodes(nodes))


def _nodes(nodes: Iterable[Mapping[str, Any]]) -> SafeString:
    return SafeString("".join(markup('<li>{}<span class="{}">{}</span></li>', *_node(node)) for node in nodes))


def _node(node: Mapping[str, Any]) -> tuple[SafeString, str, SafeString]:
    words = markup('<a href="{}">{}</a>', node["url"], node["label"]) if node.get("url") else node["label"]
    note = markup(' <span class="faint">{}</span>', node["note"]) if node.get("note") else ""
    label = markup("<span>{}{}</span>{}", words, note, badge(*node["state"]) if node.get("state") else "")
    if not node.get("children"):
        return SafeString(""), "leaf", label
    turn = '<details{}><summary>{}<span class="visually-hidden">{}</span></summary><ul>{}</ul></details>'
    opened, said = SafeString(" open") if node.get("open") else "", _("Below %(label)s") % {"label": node["label"]}
    return markup(turn, opened, icon("chevron-right", "turn"), said, _nodes(node["children"])), "branch", label


@register.inclusion_tag("ui/parts/problems.html")
def problems(rows: Iterable[Mapping[str, Any]], more: int = 0) -> dict[str, Any]:
    """What is wrong in a file, cell by cell: each {"row", "column", "value", "words"} and, if wanted, "sheet"."""
    return {"rows": rows, "more": more}


@register.inclusion_tag("ui/parts/progress.html")
def progress(label: str, done: int, of: int, url: str = "") -> dict[str, Any]:
    """Long work: a bar with words. `url` answers with this part again; it is asked every two seconds until absent."""
    return {"label": label, "done": done, "of": max(of, 1), "url": url, "percent": 100 * done // max(of, 1)}


@register.inclusion_tag("ui/parts/confirm.html", takes_context=True)
def confirm(
    context: Context, title: str, consequences: Iterable[str], action: str, button: str, back: str, form: Any = None
) -> dict[str, Any]:
    """Before something that cannot be undone: what will happen, the button that does it, the way back."""
    return {
        "title": title,
        "consequences": consequences,
        "action": action,
        "button": button,
        "back": back,
        "form": form,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/_table.html", takes_context=True)
def listing(
    context: Context, shown: Any, title: str = "", words: str = "", url: str = "", label: str = "", sieve: bool = True
) -> dict[str, Any]:
    """A page of a `Listing`: filters, rows, Excel, A4. The rest says what to do when there are no rows at all.

    sieve: False where the page has the filters in a place of their own (`ui/parts/sieve.html`).
    """
    return {
        "shown": shown,
        "sieve": sieve,
        "title": context.get("title", ""),
        "empty_title": title,
        "empty_words": words,
        "empty_url": url,
        "empty_label": label,
    }


@register.simple_tag
def bars(rows: Any, title: str, unit_words: str = "") -> SafeString:
    """A bar chart drawn here: rows of (label, value or None)."""
    return charts.bars(rows, title=title, unit=unit_words)


@register.simple_tag
def sparkline(values: Any, title: str) -> SafeString:
    """A line without axes: values or None for unknown."""
    return charts.sparkline(values, title=title)


@register.simple_tag
def cells(rows: Any, title: str) -> SafeString:
    """A map of coverage: rows of (label, [(tone, words, url)])."""
    return charts.cells(rows, title=title)
