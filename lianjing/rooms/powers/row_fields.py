"""The fields of one step in the editor, section by section, and what they say as a step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from lianjing.domain.parameters import Unit, Words
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import (
    Bound,
    Decision,
    Level,
    NoticeKind,
    Publication,
    Risk,
    Span,
    Step,
    StepLimit,
    Watch,
)
from lianjing.domain.power.table import Row
from lianjing.ui.wording.power_versions import BOUNDS, EVERY, LEVELS, NOTICES, UNITS

WORDS = 300
_MODEL = "model:"
_FIGURE = "figure:"
Choice = tuple[str, Any]


@dataclass(frozen=True)
class Choices:
    """What may be chosen, code and words: posts, models that watch, fields and places of notices."""

    posts: list[Choice]
    models: list[Choice]
    fields: list[Choice]
    places: list[Choice]


@dataclass(frozen=True)
class Section:
    """Fields that belong together. shown: it stands open."""

    code: str
    title: Any
    fields: list[tuple[str, forms.Field]] = field(default_factory=list)
    shown: bool = False


def _text(label: Any, said: str = "", *, needed: bool = False, most: int = WORDS) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=needed, initial=said)


def _choice(label: Any, choices: list[Choice], said: str = "", *, needed: bool = False) -> forms.ChoiceField:
    free = choices if needed else [("", "—"), *choices]
    return forms.ChoiceField(label=label, choices=free, required=needed, initial=said)


def _number(label: Any, said: int | None, most: int, *, needed: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=needed, initial=said)


class StepFields:
    """The fields of a step, with one line more than it has of what it may have several of."""

    def __init__(self, step: Step, row: Row, item: Item, choices: Choices) -> None:
        self.step, self.row, self.item, self.choices = step, row, item, choices

    def sections(self) -> list[Section]:
        """Return the sections in the order of the columns of the table."""
        step = self.step
        return [
            Section("step", _("Step and posts"), list(self._first()), shown=True),
            Section("papers", _("Papers"), list(self._papers()), shown=bool(step.gives or step.reads)),
            Section("limits", _("Time limits"), list(self._limits()), shown=bool(step.limits)),
            Section("risk", _("Risk point"), list(self._risk()), shown=step.risk is not None),
            Section("watches", _("Supervision points"), list(self._watches()), shown=bool(step.watches)),
            Section("notice", _("Made public"), list(self._notice()), shown=step.notice is not None),
            Section("apart", _("Not by the same person"), list(self._apart()), shown=bool(self.row.apart)),
            Section("levels", _("From an amount on, decided higher up"), list(self._decisions()), bool(step.decisions)),
            Section("english", _("In English"), list(self._english())),
        ]

    def _first(self) -> Iterator[tuple[str, forms.Field]]:
        step = self.step
        yield "name_zh", _text(_("What is done"), step.name.zh, needed=True, most=80)
        for at in range(min(len(step.posts) + 1, 8)):
            label = _("Post that answers for it") if at == 0 else _("Another post")
            said = step.posts[at] if at < len(step.posts) else ""
            yield f"post{at}", _choice(label, self.choices.posts, said, needed=at == 0)
        yield "people", forms.IntegerField(label=_("People at least"), min_value=1, max_value=20, initial=step.people)
        yield "hint_zh", _text(_("A hint for whoever does it"), step.hint.zh if step.hint else "")

    def _papers(self) -> Iterator[tuple[str, forms.Field]]:
        for name, label, codes in (
            ("gives", _("Papers it leaves"), self.step.gives),
            ("reads", _("Papers it looks at"), self.step.reads),
        ):
            said = "\n".join((self.item.papers or {})[code].zh for code in codes)
            area = forms.Textarea(attrs={"rows": max(2, len(codes) + 1)})
            lines = _("One a line.")
            yield (
                name,
                forms.CharField(
                    label=label, max_length=2000, required=False, initial=said, widget=area, help_text=lines
                ),
            )

    def _limits(self) -> Iterator[tuple[str, forms.Field]]:
        steps = [(one.no, f"{one.no} {one.name.zh}") for one in self.item.steps if one.no != self.step.no]
        days = [(code, said.zh) for code, said in (self.item.days or {}).items()]
        after: list[Choice] = [("", _("the step before")), *days, *steps]
        for at, limit in enumerate((*self.step.limits, None)):
            bound = limit.bound.value if limit else ""
            yield f"limit{at}_bound", _choice(_("Limit"), list(BOUNDS.items()), bound)
            yield from self._span(f"limit{at}", limit.span if limit else None)
            of = forms.ChoiceField(label=_("Counted from"), choices=after, required=False, initial=limit and limit.of)
            yield f"limit{at}_of", of

    def _span(self, name: str, span: Span | None) -> Iterator[tuple[str, forms.Field]]:
        units: list[Choice] = list(UNITS.items())
        unit = span.unit.value if span else Unit.WORKING_DAYS.value
        if span and span.figure:
            unit = _FIGURE + span.figure
            units.append((unit, _("as the law says")))
        yield f"{name}_count", _number(_("How long"), None if span is None or span.figure else span.count, 999)
        yield f"{name}_unit", _choice(_("Unit"), units, unit, needed=True)

    def _risk(self) -> Iterator[tuple[str, forms.Field]]:
        risk = self.step.risk
        yield "risk_level", _choice(_("How grave"), list(LEVELS.items()), risk.level.value if risk else "")
        yield "risk_what_zh", _text(_("What can go wrong"), risk.what.zh if risk else "")
        yield "risk_control_zh", _text(_("What is done against it"), risk.control.zh if risk else "")

    def _watches(self) -> Iterator[tuple[str, forms.Field]]:
        who: list[Choice] = [("public", _("Parents and public")), *self.choices.posts, *self.choices.models]
        for at, watch in enumerate((*self.step.watches, None)):
            said = "" if watch is None else _MODEL + watch.model if watch.model else watch.who
            yield f"watch{at}_who", _choice(_("Who watches"), who, said)
            yield f"watch{at}_how_zh", _text(_("How"), watch.how.zh if watch else "")

    def _notice(self) -> Iterator[tuple[str, forms.Field]]:
        notice = self.step.notice
        yield "notice_kind", _choice(_("Kind"), list(NOTICES.items()), notice.kind.value if notice else "")
        yield "notice_what_zh", _text(_("What is made public"), notice.what.zh if notice else "")
        yield from self._span("notice", notice.days if notice else None)
        yield "notice_every", _choice(_("Again every"), list(EVERY.items()), notice.every if notice else "")
        for name, label, known, codes in (
            ("notice_fields", _("May show only"), self.choices.fields, notice.fields if notice else ()),
            ("notice_where", _("Where"), self.choices.places, notice.where if notice else ()),
        ):
            yield (
                name,
                forms.MultipleChoiceField(
                    label=label,
                    choices=known,
                    required=False,
                    initial=list(codes),
                    widget=forms.CheckboxSelectMultiple,
                ),
            )

    def _apart(self) -> Iterator[tuple[str, forms.Field]]:
        said = ", ".join(self.row.apart)
        made = _text(_("Whoever does these steps may not do this one"), said)
        made.help_text = _("Numbers of steps, for example 1, 3")
        yield "apart", made

    def _decisions(self) -> Iterator[tuple[str, forms.Field]]:
        for at, one in enumerate((*self.step.decisions, None)):
            amount = Decimal(one.from_fen) / 100 if one else None
            yield (
                f"level{at}_from",
                forms.DecimalField(
                    label=_("From this amount on, in yuan"),
                    max_digits=12,
                    decimal_places=2,
                    required=False,
                    initial=amount,
                    validators=[MinValueValidator(Decimal(0))],
                ),
            )
            for place in range(2):
                said = one.posts[place] if one and place < len(one.posts) else ""
                yield f"level{at}_post{place}", _choice(_("It belongs to"), self.choices.posts, said)

    def _english(self) -> Iterator[tuple[str, forms.Field]]:
        step, none = self.step, Words("", "")
        yield "name_en", _text(_("What is done"), step.name.en, most=120)
        yield "hint_en", _text(_("A hint for whoever does it"), (step.hint or none).en)
        yield "risk_what_en", _text(_("What can go wrong"), step.risk.what.en if step.risk else "")
        yield "risk_control_en", _text(_("What is done against it"), step.risk.control.en if step.risk else "")
        for at, watch in enumerate(step.watches):
            yield f"watch{at}_how_en", _text(_("How it is watched (%(n)s)") % {"n": at + 1}, watch.how.en)
        yield "notice_what_en", _text(_("What is made public"), step.notice.what.en if step.notice else "")

    def read(self, data: Mapping[str, Any]) -> Step:
        """Return the step that cleaned data say, papers left as they were."""
        posts = dict.fromkeys(code for at in range(8) if (code := data.get(f"post{at}")))
        step = self.step
        return Step(
            no=step.no,
            name=_words(data, "name"),
            posts=tuple(posts),
            people=data["people"],
            limits=tuple(self._read_limits(data)),
            decisions=tuple(self._read_decisions(data)),
            risk=_risk(data),
            watches=tuple(self._read_watches(data)),
            notice=self._read_notice(data),
            hint=_words(data, "hint") if data["hint_zh"] else None,
        )

    def _read_limits(self, data: Mapping[str, Any]) -> Iterator[StepLimit]:
        for at, was in enumerate((*self.step.limits, None)):
            if bound := data[f"limit{at}_bound"]:
                span = _read_span(data, f"limit{at}", was.span if was else None)
                yield StepLimit(Bound(bound), span, data[f"limit{at}_of"])

    def _read_decisions(self, data: Mapping[str, Any]) -> Iterator[Decision]:
        for at, was in enumerate((*self.step.decisions, None)):
            amount = data[f"level{at}_from"]
            posts = tuple(dict.fromkeys(code for n in range(2) if (code := data[f"level{at}_post{n}"])))
            if amount is not None and posts:
                fen = int(amount * 100)
                more = was.posts[2:] if was else ()
                same = was is not None and was.from_fen == fen
                figure, basis = (was.figure, was.basis) if was and same else ("", "")
                yield Decision(fen, (*posts, *more), figure, basis)

    def _read_watches(self, data: Mapping[str, Any]) -> Iterator[Watch]:
        for at, was in enumerate((*self.step.watches, None)):
            who = data[f"watch{at}_who"]
            if not who:
                continue
            model = who.removeprefix(_MODEL) if who.startswith(_MODEL) else ""
            seen = "" if model else who
            right = was.right if was and (was.who, was.model) == (seen, model) else ""
            yield Watch(seen, _words(data, f"watch{at}_how"), model, right)

    def _read_notice(self, data: Mapping[str, Any]) -> Publication | None:
        if not data["notice_kind"]:
            return None
        kind, was = NoticeKind(data["notice_kind"]), self.step.notice
        days = _read_span(data, "notice", was.days if was else None) if kind is NoticeKind.NOTICE else None
        fields, where = tuple(data["notice_fields"]), tuple(data["notice_where"])
        if was and set(was.fields) == set(fields):
            fields = was.fields
        if was and set(was.where) == set(where):
            where = was.where
        return Publication(kind, _words(data, "notice_what"), fields, {}, where, days, data["notice_every"])


def _risk(data: Mapping[str, Any]) -> Risk | None:
    if not data["risk_level"]:
        return None
    return Risk(Level(data["risk_level"]), _words(data, "risk_what"), _words(data, "risk_control"))


def _read_span(data: Mapping[str, Any], name: str, was: Span | None) -> Span:
    """Return a length of time. Its source stays only where the figure does: another figure is the county's own."""
    unit, count = data[f"{name}_unit"], data[f"{name}_count"]
    if unit.startswith(_FIGURE):
        return Span(0, Unit.DAYS, unit.removeprefix(_FIGURE))
    span = Span(count or 0, Unit(unit))
    same = was is not None and (was.count, was.unit, was.figure) == (span.count, span.unit, "")
    return was if was is not None and same else span


def _words(data: Mapping[str, Any], name: str) -> Words:
    zh = str(data[f"{name}_zh"]).strip()
    return Words(zh, str(data.get(f"{name}_en") or "").strip() or zh)
