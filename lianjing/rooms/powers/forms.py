"""What a person types about a matter. Forms parse; rules are elsewhere."""

from datetime import datetime, time
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import clock
from lianjing.access.rulebook import powers
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.domain.worktime import CHINA
from lianjing.rooms.powers.running import Due
from lianjing.rooms.powers.usecases.matters import LONGEST, Taken

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_AREA = forms.Textarea(attrs={"rows": 2})


def _amount() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Amount, in yuan"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("It decides at which level the steps are taken."),
    )


def _fen(yuan: Decimal) -> int:
    return int(yuan * 100)


class BeginForm(forms.Form):
    """What a matter is about: a title, an amount where the power asks for one, and the days its limits refer to."""

    title = forms.CharField(
        label=_("What it is about"),
        max_length=LONGEST,
        help_text=_("A few words, for example “October rice”. No names of pupils or parents."),
    )
    amount = _amount()
    later = forms.BooleanField(
        label=_("The amount is not known yet"),
        required=False,
        help_text=_("Add it as soon as it is: until then nobody knows the level."),
    )

    def __init__(self, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].required = not self.data.get("later")
        if not item.asks_amount():
            del self.fields["amount"], self.fields["later"]
        for name, said in (item.days or {}).items():
            self.fields[f"day_{name}"] = forms.DateField(
                label=said.say(get_language() or "zh"), required=False, widget=_DAY
            )

    def given(self) -> dict[str, Any]:
        """Return title, amount in fen or None, and the named days that were filled in."""
        data = self.cleaned_data
        amount = None if data.get("later") else data.get("amount")
        days = {name.removeprefix("day_"): day for name, day in data.items() if name.startswith("day_") and day}
        return {"title": data["title"], "amount": None if amount is None else _fen(amount), "days": days}


class _PaperField(forms.CharField):
    """What a step leaves: without it the step is written down all the same, and its absence with it."""

    expected = True


class TakeForm(forms.Form):
    """One step as it was taken: when, with whom, by whom outside, what it left, until when a notice hangs."""

    step = forms.CharField(max_length=40, widget=forms.HiddenInput)
    who = forms.ChoiceField(label=_("Who did it"), required=False, widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day it was done"), widget=_DAY)
    hour = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    colleagues = forms.TypedMultipleChoiceField(
        label=_("Who did it with you"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They confirm it on their own list."),
    )
    until = forms.DateField(label=_("Last day the notice hangs"), required=False, widget=_DAY)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=500, widget=_AREA)

    def __init__(self, due: Due, item: Item, me: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due = due
        now = clock.now().astimezone(CHINA)
        self.fields["step"].initial = due.step.no
        self.fields["day"].initial = now.date()
        self.fields["hour"].initial = now.strftime("%H:%M")
        self.fields["who"].choices = whose = _whose(due)
        self.fields["who"].initial = whose[0][0]
        if len(whose) == 1:
            del self.fields["who"]
        others = [(holder.person_id, holder.name) for holder in due.can if holder.person_id != me]
        self.fields["colleagues"].choices = others
        if not others or due.step.people < 2:
            del self.fields["colleagues"]
        if not (due.step.notice and due.step.notice.days):
            del self.fields["until"]
        self.papers = _papers(due.step, item)
        for paper, words in self.papers:
            self.fields[f"paper_{paper}"] = _PaperField(
                label=words, required=False, max_length=60, help_text=_("Its number or name, as it stands on it.")
            )
            self.fields[f"file_{paper}"] = forms.FileField(
                label=_("%(paper)s as a file") % {"paper": words},
                required=False,
                allow_empty_file=False,
                help_text=_("Only its fingerprint is kept, so that nobody can change it later. No photographs needed."),
            )

    def given(self) -> Taken:
        """Return the step as it was written down; a file's SHA-256 stands for the file, which is not kept."""
        data = self.cleaned_data
        at = datetime.combine(data["day"], data.get("hour") or time(12), CHINA)
        outside = data["who"] if "who" in data else _whose(self.due)[0][0]
        return Taken(
            step=data["step"],
            happened_at=at,
            colleagues=tuple(data.get("colleagues") or ()),
            papers=tuple(self._papers_given()),
            outside=outside,
            until=data.get("until"),
            remark=data["remark"],
        )

    def _papers_given(self) -> list[dict[str, Any]]:
        found = []
        for paper, _words in self.papers:
            name, file = self.cleaned_data[f"paper_{paper}"], self.cleaned_data[f"file_{paper}"]
            if name or file:
                found.append({"paper": paper, "name": name, "sha256": fingerprint(file), "revision": 1})
        return found


def _whose(due: Due) -> list[tuple[str, Any]]:
    """Return whose step it may have been: "" for whoever writes it down, else the code of somebody outside."""
    said, language = powers().posts, get_language() or "zh"
    mine = [] if due.outside else [("", _("I did, for the school or office I sit in"))]
    return [*mine, *((code, said[code].say(language)) for code in due.outsiders)]


def fingerprint(file: Any) -> str:
    """Return the SHA-256 of an uploaded file, "" without one. The file itself is forgotten."""
    if not file:
        return ""
    known = sha256()
    for piece in file.chunks():
        known.update(piece)
    return known.hexdigest()


def _papers(step: Step, item: Item) -> list[tuple[str, str]]:
    words = item.papers or {}
    return [(paper, words[paper].say(get_language() or "zh")) for paper in step.gives]


class AmountForm(forms.Form):
    """The amount of a matter that was begun before it was known."""

    amount = _amount()

    def given(self) -> int:
        """Return the amount in fen."""
        return _fen(self.cleaned_data["amount"])


class CloseForm(forms.Form):
    """Why a matter ends otherwise than its chart."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=_AREA)
