"""What a person types about one row of a power's table, about the power itself, and about its consultation.

Forms parse. English may stay empty: then the Chinese words stand there until somebody translates them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianjing.domain.parameters import Words
from lianjing.domain.power.flow import Guard
from lianjing.domain.power.item import Item
from lianjing.domain.power.table import Kind, Row
from lianjing.engines.flowcharts.bpmn_model import MOST_BYTES
from lianjing.rooms.powers.row_fields import Choices, Section, StepFields

WORDS = 300  # signs of one text
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_SPLIT = re.compile(r"[\u3001\uff0c\uff1b,;\s]+")


class RowForm(forms.Form):
    """A row of the table. `given()` returns it as typed, `papers` the item's papers with those that were added."""

    def __init__(self, item: Item, row: Row, choices: Choices, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="row_%s")
        self.item, self.row, self.papers = item, row, dict(item.papers or {})
        self.parts: list[Section] = []
        if row.step:
            self.step_fields = StepFields(row.step, row, item, choices)
            self.parts = self.step_fields.sections()
        elif row.kind in (Kind.CASE, Kind.REPEAT):
            self.parts = [Section("said", _said_title(row.kind), list(_said(row)), shown=True)]
        for section in self.parts:
            for name, field in section.fields:
                self.fields[name] = field

    @property
    def sections(self) -> Iterator[tuple[Section, list[Any]]]:
        """Yield each section with its bound fields, as a template shows them; it is open where something is wrong."""
        for section in self.parts:
            bound = [self[name] for name, _field in section.fields]
            wrong = any(one.errors for one in bound)
            yield replace(section, shown=section.shown or wrong), bound

    def given(self) -> Row:
        """Return the row as it was typed; new papers are in `papers`."""
        data = self.cleaned_data
        if self.row.step:
            step = self.step_fields.read(data)
            step = replace(step, reads=self._papers(data["reads"]), gives=self._papers(data["gives"]))
            return replace(self.row, step=step, apart=tuple(_numbers(data["apart"])))
        if self.row.kind is Kind.REPEAT:
            return replace(self.row, said=words(data, "said"))
        if self.row.kind is Kind.CASE:
            ends = words(data, "ends") if data["ends_zh"] else None
            return replace(self.row, said=words(data, "said"), guard=self._guard(data), ends=ends)
        return self.row

    def clean_apart(self) -> str:
        """Refuse numbers of steps that are not there."""
        said = str(self.cleaned_data["apart"])
        known = {step.no for step in self.item.steps} - {self.row.no}
        for no in _numbers(said):
            if no not in known:
                raise forms.ValidationError(_("There is no other step %(no)s."), params={"no": no})
        return said

    def _papers(self, said: str) -> tuple[str, ...]:
        """Return the codes of papers by their words in either language, adding those that are new."""
        found: list[str] = []
        for name in filter(None, map(str.strip, said.splitlines())):
            code = next((code for code, known in self.papers.items() if name in (known.zh, known.en)), "")
            if not code:
                code = next(f"paper_{n}" for n in range(1, 1000) if f"paper_{n}" not in self.papers)
                self.papers[code] = Words(name, name)
            found.append(code)
        return tuple(dict.fromkeys(found))

    def _guard(self, data: Mapping[str, Any]) -> Guard | None:
        least, below = _fen(data["least"]), _fen(data["below"])
        if least is None and below is None:
            return None
        was = self.row.guard or Guard()
        return Guard(
            least,
            below,
            was.least_figure if least == was.at_least else "",
            was.below_figure if below == was.below else "",
        )


def _fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else int(yuan * 100)


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / 100


def _numbers(said: str) -> list[str]:
    return [part for part in _SPLIT.split(said) if part]


def words(data: Mapping[str, Any], name: str) -> Words:
    """Return the words of two fields; Chinese stands for English that is missing."""
    zh = str(data[f"{name}_zh"]).strip()
    return Words(zh, str(data.get(f"{name}_en") or "").strip() or zh)


def _said_title(kind: Kind) -> Any:
    return _("For which case it is meant") if kind is Kind.CASE else _("When it is done again")


def _said(row: Row) -> Iterator[tuple[str, forms.Field]]:
    said = row.said or Words("", "")
    yield "said_zh", forms.CharField(label=_("In Chinese"), max_length=WORDS, initial=said.zh)
    yield "said_en", forms.CharField(label=_("In English"), max_length=WORDS, required=False, initial=said.en)
    if row.kind is Kind.CASE:
        guard, ends = row.guard or Guard(), row.ends or Words("", "")
        money = {
            "required": False,
            "max_digits": 12,
            "decimal_places": 2,
            "validators": [MinValueValidator(Decimal(0))],
        }
        yield (
            "least",
            forms.DecimalField(label=_("From this amount on, in yuan"), initial=_yuan(guard.at_least), **money),
        )
        yield "below", forms.DecimalField(label=_("Below this amount, in yuan"), initial=_yuan(guard.below), **money)
        yield (
            "ends_zh",
            forms.CharField(label=_("If the matter ends here: how"), max_length=WORDS, required=False, initial=ends.zh),
        )
        yield (
            "ends_en",
            forms.CharField(label=_("The same in English"), max_length=WORDS, required=False, initial=ends.en),
        )


class HeadForm(forms.Form):
    """What stands above the table: name, one sentence for the public, first day, why it is changed, named days."""

    name_zh = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    guide_zh = forms.CharField(label=_("One sentence for parents"), max_length=WORDS)
    guide_en = forms.CharField(label=_("The sentence in English"), max_length=WORDS, required=False)
    first = forms.DateField(
        label=_("First day"), widget=_DAY, help_text=_("After the days of hearing; running matters keep their version.")
    )
    why = forms.CharField(
        label=_("What is changed, and why"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever is heard reads this first."),
    )
    days = forms.CharField(
        label=_("Named days that limits refer to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: Chinese | English."),
    )

    @classmethod
    def of(cls, item: Item, why: str) -> "HeadForm":
        """Return the form as it stands."""
        days = "\n".join(f"{said.zh} | {said.en}" for said in (item.days or {}).values())
        said: dict[str, Any] = {"first": item.first, "why": why, "days": days}
        for name, told in (("name", item.name), ("guide", item.guide)):
            said |= {f"{name}_zh": told.zh, f"{name}_en": told.en}
        return cls(initial=said, auto_id="head_%s")

    def given(self, item: Item) -> Item:
        """Return the item with what was typed."""
        data = self.cleaned_data
        return replace(
            item,
            name=words(data, "name"),
            guide=words(data, "guide"),
            first=data["first"],
            days=self._days(item.days or {}),
        )

    def _days(self, known: Mapping[str, Words]) -> dict[str, Words]:
        """Return the named days; one that keeps its Chinese words keeps its code, by which limits refer to it."""
        found: dict[str, Words] = {}
        for line in str(self.cleaned_data["days"]).splitlines():
            zh, _bar, en = (part.strip() for part in line.partition("|"))
            if not zh:
                continue
            code = next((code for code, said in known.items() if said.zh == zh), "")
            free = (f"day_{n}" for n in range(1, 100) if f"day_{n}" not in known and f"day_{n}" not in found)
            found[code or next(free)] = Words(zh, en or zh)
        return found


class FileForm(forms.Form):
    """A BPMN chart whose flow a draft takes over: a file, or what was drawn on the page."""

    file = forms.FileField(
        label=_("BPMN file"),
        required=False,
        help_text=_("Drawn with any tool. Steps of the same name keep their posts, limits and risk points."),
    )
    drawn = forms.CharField(required=False, strip=False, max_length=MOST_BYTES, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse a form with neither."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("drawn"):
            self.add_error("file", _("Choose a BPMN file first."))
        return data

    @property
    def chart(self) -> tuple[str, bytes]:
        """Return the chart: what it is called, and its bytes."""
        file = self.cleaned_data["file"]
        if file:
            return str(file.name), file.read()
        return gettext("Drawn on the page"), str(self.cleaned_data["drawn"]).encode()


class ConsultForm(forms.Form):
    """Until when everybody is heard."""

    until = forms.DateField(label=_("Hear until"), widget=_DAY)

    def __init__(self, least: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="consult_%s")
        self.fields["until"].initial = least
        self.fields["until"].help_text = _("At the earliest %(day)s.") % {"day": least.isoformat()}


class ReasonForm(forms.Form):
    """Why something goes back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OpinionForm(forms.Form):
    """What somebody says about a step, or about the whole."""

    step = forms.ChoiceField(label=_("About"), required=False)
    said = forms.CharField(label=_("What you say"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, steps: list[tuple[str, str]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="opinion_%s")
        about: Any = self.fields["step"]
        about.choices = [("", _("The whole power")), *steps]


class AnswerForm(forms.Form):
    """What the drafter answers, and whether it is taken up."""

    words = forms.CharField(label=_("Answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    taken_up = forms.TypedChoiceField(
        label=_("Taken up?"),
        choices=[("yes", _("Yes")), ("no", _("No, for the reason given"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
