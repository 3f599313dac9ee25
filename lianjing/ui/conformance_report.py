"""The page of a log against a chart: figures, two pictures, and the most frequent deviating variants in sentences.

One HTML file that needs nothing beside it; the pictures are plain SVG.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.translation import get_language, gettext

from lianjing.engines.papers.typesetting import png_of

SHOWN = 50
_INK = "#1f2933"
_FIT, _OPEN, _DEVIANT = "#5b7c4f", "#8a8f98", "#a8452f"
_STYLE = (
    "body{font:16px/1.5 sans-serif;color:#1f2933;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left}td+td{font-variant-numeric:"
    "tabular-nums}h2{margin-top:2.4rem}li{margin:.2rem 0}section{border-top:1px solid #d5dbe1;padding:.6rem 0}"
    ".way{color:#52606d}"
)


def page(figures: Mapping[str, Any], variants: Sequence[Mapping[str, Any]]) -> str:
    """Return the HTML text. figures and variants: as Conformed.figures and Conformed.explained return them."""
    title = gettext("%(log)s against its chart") % {"log": figures["log"]}
    left = len(variants) - SHOWN
    more = gettext("%(count)s more variants are not shown.") % {"count": left} if left > 0 else ""
    return (
        f'<!doctype html><html lang="{get_language()}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{_figures(figures)}"
        f"<h2>{gettext('Cases')}</h2>{shares(figures)}"
        f"<h2>{gettext('What deviates most')}</h2>{frequent(variants)}"
        f"<h2>{gettext('Deviating variants')}</h2>{''.join(_variant(one) for one in variants[:SHOWN])}"
        f"<p>{escape(more)}</p></body></html>\n"
    )


def picture(figures: Mapping[str, Any], variants: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the figures and both drawings as one PNG picture."""
    language = get_language() or "zh-hans"
    return png_of(
        "pictures",
        {
            "lang": "zh" if language.startswith("zh") else "en",
            "title": gettext("%(log)s against its chart") % {"log": figures["log"]},
            "figures": [[word, str(value)] for word, value in _said(figures).items()],
            "pictures": [
                {"title": gettext("Cases"), "svg": shares(figures)},
                {"title": gettext("What deviates most"), "svg": frequent(variants)},
            ],
        },
    )


def shares(figures: Mapping[str, Any]) -> str:
    """Return one bar (SVG): how many cases fit, are under way, deviate."""
    said = (
        (gettext("Fit"), "fit", _FIT),
        (gettext("Under way"), "open", _OPEN),
        (gettext("Deviate"), "deviant", _DEVIANT),
    )
    whole, x, parts = max(figures["cases"], 1), 0.0, []
    for place, (word, name, colour) in enumerate(said):
        wide = 640 * figures[name] / whole
        parts.append(f'<rect x="{x:.1f}" y="0" width="{wide:.1f}" height="28" fill="{colour}"/>')
        parts.append(f'<rect x="{place * 215}" y="40" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{place * 215 + 18}" y="51">{escape(word)} {figures[name]}</text>')
        x += wide
    return _svg(60, parts, gettext("Cases"))


def frequent(variants: Iterable[Mapping[str, Any]]) -> str:
    """Return bars (SVG): in how many cases each step deviates, the twelve most frequent."""
    counts: dict[tuple[str, str], int] = {}
    for one in variants:
        for key in {(finding["kind"], finding["step"]) for finding in one["findings"]}:
            counts[key] = counts.get(key, 0) + one["cases"]
    top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:12]
    most, parts = max((count for _, count in top), default=1), []
    for row, ((kind, step), count) in enumerate(top):
        words = f"{count} · {_kinds()[kind]} · {step}"
        parts.append(f'<rect x="0" y="{row * 34 + 16}" width="{640 * count / most:.1f}" height="8" fill="{_DEVIANT}"/>')
        parts.append(f'<text x="0" y="{row * 34 + 12}">{escape(words)}</text>')
    return _svg(len(top) * 34 + 4, parts, gettext("What deviates most"))


def _kinds() -> dict[str, str]:
    """Return what the kinds of deviation are called."""
    return {
        "skipped": gettext("missing"),
        "early": gettext("too early"),
        "extra": gettext("not due"),
        "twice": gettext("done twice"),
    }


def _svg(high: int, parts: Sequence[str], title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {high}" width="640" height="{high}" role="img" '
        f'font-family="Noto Sans CJK SC, sans-serif" font-size="13" fill="{_INK}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _said(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        gettext("Cases"): figures["cases"],
        gettext("Events"): figures["events"],
        gettext("Variants"): figures["variants"],
        gettext("Steps left out or put in, all cases together"): figures["cost"],
        gettext("Seconds to judge"): figures["seconds"],
    }


def _figures(figures: Mapping[str, Any]) -> str:
    said = _said(figures)
    rows = "".join(f"<tr><td>{escape(word)}</td><td>{value}</td></tr>" for word, value in said.items())
    return f"<table>{rows}</table>"


def _variant(one: Mapping[str, Any]) -> str:
    head = gettext("%(cases)s cases, for example %(example)s") % one
    way = " → ".join(f"{place}\u00a0{label}" for place, label in enumerate(one["events"], 1))
    lines = "".join(f"<li>{escape(finding['words'])}</li>" for finding in one["findings"])
    return f'<section><h3>{escape(head)}</h3><p class="way">{escape(way)}</p><ul>{lines}</ul></section>'
