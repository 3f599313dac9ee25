"""Drawings of power items and BPMN, for commands: the catalogue's items with the words of this installation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lianjing.access import powers
from lianjing.access.rulebook import library
from lianjing.domain.power.item import Item
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.power_writing import flow_text, text_of
from lianjing.engines.content.powers import read_items
from lianjing.engines.flowcharts.bpmn_export import bpmn_of
from lianjing.engines.flowcharts.bpmn_import import Imported, imported, net_of_bpmn
from lianjing.engines.flowcharts.bpmn_model import Bpmn, Construct, read_bpmn
from lianjing.engines.flowcharts.folding import folded
from lianjing.engines.flowcharts.geometry import PAPER, PHONE
from lianjing.engines.flowcharts.layout import drawn
from lianjing.engines.flowcharts.soundness import soundness
from lianjing.engines.flowcharts.svg import Over, svg_drawn
from lianjing.engines.flowcharts.telling import Teller
from lianjing.ui.power_poster import poster_of
from lianjing.ui.wording.bpmn import CONSTRUCTS

A3 = 420 / 297


def item(name: str) -> Item:
    """Return an item of the catalogue. Raises RuleBroken: power_unknown (power, known), content_wrong."""
    found = read_items(library())
    if name not in found:
        raise RuleBroken("power_unknown", power=name, known=", ".join(found))
    return found[name]


def drawing(name: str, kind: str, sheet: str, language: str) -> bytes:
    """Return the drawing of an item: kind svg or bpmn; sheet phone, paper or a3; language "" for the installation's."""
    legend = powers.legend(timezone.localdate())
    language = language or settings.LANGUAGE_CODE
    if kind == "bpmn":
        return bpmn_of(item(name), legend, language)
    shown = item(name)
    teller = Teller(shown, legend, language)
    picture = drawn(shown, PHONE if sheet == "phone" else PAPER, teller)
    picture = folded(picture, A3) if sheet == "a3" else picture
    return svg_drawn(picture, shown, teller, Over()).encode()


def poster(name: str, language: str, contact: str, address: str) -> bytes:
    """Return the A3 poster of an item as PDF. Raises RuleBroken: power_unknown, paper_not_set."""
    legend = powers.legend(timezone.localdate())
    return poster_of(item(name), legend, language or settings.LANGUAGE_CODE, contact=contact, address=address)


def read(path: Path) -> dict[str, Any]:
    """Return what a BPMN file comes to: each process as text of a power file, and what is not followed.

    Raises RuleBroken: bpmn_file_missing (file), and what reading refuses.
    """
    try:
        model = read_bpmn(path.read_bytes())
    except OSError:
        raise RuleBroken("bpmn_file_missing", file=str(path)) from None
    found = imported(model, powers.chart_words())
    named = [*model.constructs, *(one for process in found for one in process.constructs)]
    return {
        "processes": [_process(model, one) for one in found],
        "not_followed": [_named(one) for one in dict.fromkeys(named)],
    }


def _process(model: Bpmn, one: Imported) -> dict[str, Any]:
    text = text_of(one.item) if one.item else "" if one.flow is None else flow_text(one.flow)
    return {
        "process": one.process,
        "name": one.name,
        "ours": one.item is not None,
        "text": text,
        "not_blocks": list(one.nodes),
        "faults": _faults(model, one.process),
    }


def _faults(model: Bpmn, process: str) -> list[str]:
    """Return the codes of what is unsound, or `bpmn_not_checkable` alone."""
    try:
        return [fault.code for fault in soundness(net_of_bpmn(model, process))]
    except RuleBroken as broken:
        return [broken.code]


def _named(one: Construct) -> dict[str, str]:
    return {"code": one.code, "element": one.element, "id": one.id, "words": str(CONSTRUCTS[one.code])}
