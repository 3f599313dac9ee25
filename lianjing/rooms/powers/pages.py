"""What a power's page says, generated from its file: drawing, steps in words, duties by post, notices, questions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lianjing.access import powers
from lianjing.domain.power.duties import Duty, Part, Question, duties, quiz
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.engines.flowcharts.geometry import PAPER, PHONE
from lianjing.engines.flowcharts.svg import Over, svg_of
from lianjing.engines.flowcharts.telling import Teller
from lianjing.rooms.powers.queries import language
from lianjing.ui.amounts import money
from lianjing.ui.wording.powers import ANSWERS, PARTS, QUESTIONS


@dataclass(frozen=True)
class StepLine:
    """One step in words."""

    no: str
    name: str
    who: str
    limits: list[str]
    papers: list[str]
    risk: tuple[str, str, str, str] | None  # level code, level, what, control
    watches: list[tuple[str, str]]  # who, how
    notice: tuple[str, str, list[str], list[str]] | None  # kind, what, fields, places
    hint: str


@dataclass(frozen=True)
class PowerPage:
    """A power as its page shows it. phone, paper: the drawing for a narrow screen and for A4/A3."""

    phone: SafeString
    paper: SafeString
    steps: list[StepLine]
    apart: list[tuple[str, str]]
    waiver: str
    duties: list[tuple[str, list[tuple[Any, str]]]]  # post, [(part, step)]
    basis: list[str]


def power_page(item: Item, on: date, over: Over | None = None) -> PowerPage:
    """Return everything a power's page says, in the reader's language, as of a day."""
    legend, said = powers.legend(on), language()
    teller = Teller(item, legend, said)
    names = {step.no: f"{step.no} {step.name.say(said)}" for step in item.steps}
    return PowerPage(
        phone=mark_safe(svg_of(item, PHONE, legend, said, over)),
        paper=mark_safe(svg_of(item, PAPER, legend, said, over)),
        steps=[_line(step, item, teller) for step in item.steps],
        apart=[(names[one], names[other]) for one, other in sorted(item.apart())],
        waiver=item.waiver.instead.say(said) if item.waiver else "",
        duties=_by_post(duties(item), teller, names),
        basis=[basis.cite(said) for basis in item.basis],
    )


def _line(step: Step, item: Item, teller: Teller) -> StepLine:
    said, papers = teller.words, item.papers or {}
    risk, notice = step.risk, step.notice
    fields = powers.notice_words()
    return StepLine(
        no=step.no,
        name=said(step.name),
        who=teller.who(step),
        limits=[*(teller.decision(one) for one in step.decisions), *(teller.limit(one) for one in step.limits)],
        papers=[said(papers[paper]) for paper in step.gives],
        risk=(risk.level.value, teller.level(risk.level), said(risk.what), said(risk.control)) if risk else None,
        watches=[(teller.watcher(watch), said(watch.how)) for watch in step.watches],
        notice=(
            teller.publication(notice),
            said(notice.what),
            [said(fields.fields[code]) for code in notice.fields],
            [said(fields.places[code]) for code in notice.where],
        )
        if notice
        else None,
        hint=said(step.hint) if step.hint else "",
    )


@dataclass(frozen=True)
class Blank:
    """The blank form of one notice. rows: how many empty lines it is printed with."""

    step: str
    kind: str
    what: str
    fields: list[str]
    places: str
    foot: str
    rows: range = range(6)


def disclosures(item: Item, on: date) -> list[Blank]:
    """Return the blank form of each notice of an item, in the order of its steps."""
    teller, words = Teller(item, powers.legend(on), language()), powers.notice_words()
    comma = teller.say("comma")
    return [
        Blank(
            step=f"{step.no} {teller.words(step.name)}",
            kind=teller.publication(step.notice),
            what=teller.words(step.notice.what),
            fields=[teller.words(words.fields[code]) for code in step.notice.fields],
            places=comma.join(teller.words(words.places[code]) for code in step.notice.where),
            foot=_("From: ______ Until: ______ Objections to: ______ Telephone: ______"),
        )
        for step in item.steps
        if step.notice
    ]


def _by_post(lines: list[Duty], teller: Teller, names: dict[str, str]) -> list[tuple[str, list[tuple[Any, str]]]]:
    """Return the duties of each post in the order in which posts first come up; the public comes last."""
    found: dict[str, list[tuple[Any, str]]] = {}
    for line in lines:
        post = teller.say("public") if line.post == "public" else teller.post(line.post)
        found.setdefault(post, []).append((PARTS[line.part], names[line.step]))
    return sorted(found.items(), key=lambda one: one[0] == teller.say("public"))


def duties_of(item: Item, codes: set[str]) -> list[Duty]:
    """Return the duties of somebody who holds any of these post codes."""
    return [line for line in duties(item) if line.post in codes and line.part is not Part.INFORMED]


@dataclass(frozen=True)
class AskedQuestion:
    """One question of the quiz in words. why: what the file says about it."""

    text: str
    answers: list[tuple[str, bool]]
    why: str


def quiz_page(item: Item, on: date) -> list[AskedQuestion]:
    """Return the ten questions in the reader's language."""
    teller = Teller(item, powers.legend(on), language())
    return [_asked(question, item, teller) for question in quiz(item)]


def _asked(question: Question, item: Item, teller: Teller) -> AskedQuestion:
    names = {step.no: f"{step.no} {teller.words(step.name)}" for step in item.steps}
    facts: dict[str, Any] = {"step": names[question.step]}
    if other := question.facts.get("other"):
        facts["other"] = names[str(other)]
    if (fen := question.facts.get("from_fen")) is not None:
        facts["amount"] = money(fen)
    words = [_answer(question, answer, teller, names) for answer in question.answers]
    why = " ".join(teller.sentences(item.step(question.step)))
    return AskedQuestion(
        str(QUESTIONS[question.kind]) % facts,
        [(word, place == question.right) for place, word in enumerate(words)],
        why,
    )


def _answer(question: Question, answer: str, teller: Teller, names: dict[str, str]) -> str:
    match question.kind:
        case "who" | "level" | "watch":
            return teller.post(answer)
        case "next":
            return names[answer]
        case "days":
            return teller.say(str(question.facts["unit"]), n=answer)
        case "people":
            return _("%(n)s people") % {"n": answer}
        case "risk" if answer == "control":
            step = teller.item.step(question.step)
            return teller.words(step.risk.control) if step.risk else ""
        case "grade":
            return teller.say(f"risk_{answer}")
        case "paper":
            return teller.words((teller.item.papers or {})[answer])
        case "shown" if answer in powers.notice_words().fields:
            return teller.words(powers.notice_words().fields[answer])
    return str(ANSWERS[answer])
