"""The risk poster of a power item: which words stand on it, in one language."""

from collections.abc import Iterator

import segno

from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.engines.flowcharts.folding import folded, in_columns, window
from lianjing.engines.flowcharts.geometry import PAPER, Drawn, Rect
from lianjing.engines.flowcharts.layout import drawn
from lianjing.engines.flowcharts.svg import Over, svg_drawn
from lianjing.engines.flowcharts.telling import Legend, Teller
from lianjing.engines.papers.poster import ALONE, BESIDE, Poster, RiskRow, Section, fits_alone, fits_beside, poster_pdf


def poster_of(item: Item, legend: Legend, language: str, *, contact: str = "", address: str = "") -> bytes:
    """Return the A3 poster of an item as PDF; the same item, words and day give the same bytes.

    contact: a telephone or room to object at, left blank for writing by hand. address: a page that the QR code opens.
    Raises RuleBroken("paper_not_set", template, said).
    """
    return poster_pdf(_Words(item, Teller(item, legend, language)).poster(contact, address))


class _Words:
    def __init__(self, item: Item, teller: Teller) -> None:
        self.item, self.teller, self.say = item, teller, teller.say

    def poster(self, contact: str, address: str) -> Poster:
        beside, drawings = self.drawings()
        item, words = self.item, self.teller.words
        return Poster(
            lang="zh" if self.teller.language.startswith("zh") else "en",
            title=self.say("poster_of", name=words(item.name)),
            under=f"{item.id} · {self.say('version', no=item.version, first=item.first.isoformat())}",
            guide=words(item.guide),
            drawings=tuple(drawings),
            beside=beside,
            heads=tuple(self.say(f"poster_{head}") for head in ("step", "risk", "control", "does", "watches")),
            rows=tuple(map(self.risk, (step for step in item.steps if step.risk))),
            sections=tuple(self.sections(contact)),
            foot=self.say("poster_foot"),
            code=segno.make(address, error="m").svg_inline(scale=4) if address else "",
        )

    def drawings(self) -> tuple[bool, list[str]]:
        """Return whether the drawing stands beside the table, and it on as few sheets as let it be read."""
        whole = drawn(self.item, PAPER, self.teller)
        beside = folded(whole, BESIDE[0] / BESIDE[1])
        if fits_beside(beside.wide, beside.high):
            return True, [self.svg(beside)]
        alone = folded(whole, ALONE[0] / ALONE[1])
        if fits_alone(alone.wide, alone.high):
            return False, [self.svg(alone)]
        return False, list(self.sheets(whole))

    def sheets(self, whole: Drawn) -> Iterator[str]:
        """Yield a drawing that is too large for one sheet, two columns a sheet."""
        made = whole
        for many in range(4, 13, 2):
            made = in_columns(whole, many)
            if fits_alone(2 * whole.wide, made.high):
                break
        for first in range(0, round(made.wide / whole.wide), 2):
            yield self.svg(made, window(whole, made, first, 2))

    def svg(self, picture: Drawn, part: Rect | None = None) -> str:
        return svg_drawn(picture, self.item, self.teller, Over(), part)

    def name(self, step: Step) -> str:
        return f"{step.no} {self.teller.words(step.name)}"

    def pair(self, one: str, other: str) -> str:
        return self.say("made_public", kind=one, what=other)

    def risk(self, step: Step) -> RiskRow:
        risk, words = step.risk, self.teller.words
        watched = [self.pair(self.teller.watcher(watch), words(watch.how)) for watch in step.watches]
        return RiskRow(
            step=self.name(step),
            what=words(risk.what),
            level=risk.level.value,
            grade=self.teller.level(risk.level),
            control=words(risk.control),
            who=self.teller.who(step),
            watched="\n".join(watched),
        )

    def sections(self, contact: str) -> Iterator[Section]:
        for head, lines in (
            ("decides", self.decided()),
            ("apart", self.apart()),
            ("public", self.public()),
            ("objects", self.objecting(contact)),
            ("basis", self.basis()),
        ):
            if held := tuple(lines):
                yield Section(self.say(f"poster_{head}"), held)

    def decided(self) -> Iterator[str]:
        for step in self.item.steps:
            for decision in step.decisions:
                yield self.pair(self.name(step), self.teller.decision(decision))

    def apart(self) -> Iterator[str]:
        for group in self.item.separate:
            names = (self.name(self.item.step(no)) for no in group)
            yield self.say("comma").join(names)
        if waiver := self.item.waiver:
            classes = self.say("comma").join(waiver.classes)
            yield self.say("poster_waiver", classes=classes, instead=self.teller.words(waiver.instead))

    def public(self) -> Iterator[str]:
        for step in self.item.steps:
            if step.notice:
                kind = self.teller.publication(step.notice)
                said = self.say("made_public", kind=kind, what=self.teller.words(step.notice.what))
                yield self.pair(self.name(step), said)

    def objecting(self, contact: str) -> Iterator[str]:
        yield self.say("object_first")
        yield self.say("object_then")
        yield self.say("object_safe")
        yield self.say("object_where", contact=contact or "_" * 24)

    def basis(self) -> Iterator[str]:
        for one in self.item.basis:
            number = f" {one.instrument.number}" if one.instrument.number and one.instrument.number_sure else ""
            yield f"{self.teller.words(one.instrument.title)}{number}"
