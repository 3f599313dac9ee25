"""What a person types about a problem."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import rulebook
from lianjing.records.models import Person, Problem
from lianjing.rooms.casework.forms import DAY
from lianjing.rooms.casework.usecases.reviews import lighter_than
from lianjing.ui.choosing import Chosen
from lianjing.ui.wording.casework import CIRCLES, FINDINGS, RESULTS, measure

_AREA = forms.Textarea(attrs={"rows": 3})


class BeginForm(forms.Form):
    """Whom it is about, what kind of person, how heavy it looks, and the facts, a line each."""

    person = forms.ChoiceField(label=_("Whom it is about"), required=False)
    kind = Chosen(label=_("What kind of person"))
    weight = forms.ChoiceField(label=_("How heavy it looks"), widget=forms.RadioSelect)
    facts = forms.CharField(
        label=_("The facts: one a line, with day and rows"),
        help_text=_("Only what was done in office. Nothing of anybody's private life belongs here."),
        max_length=3000,
        widget=_AREA,
    )

    def __init__(self, *args: Any, people: Sequence[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table, language = rulebook.competence(), get_language() or "zh"
        _choose(self, "person").choices = [("", _("the unit, nobody in person")), *((p.pk, p.name) for p in people)]
        _choose(self, "kind").choices = [(code, words.say(language)) for code, words in table.persons.items()]
        _choose(self, "weight").choices = [(code, words.say(language)) for code, words in table.weights.items()]


class TellForm(forms.Form):
    """Both responsibilities with reasons, and what is considered (G7)."""

    direct_who = forms.CharField(label=_("Direct responsibility: who"), max_length=100)
    direct_owed = forms.CharField(label=_("What was to be done"), max_length=300)
    direct_done = forms.CharField(label=_("Was it done"), max_length=300)
    direct_reason = forms.CharField(label=_("Why the responsibility is seen so"), max_length=1000, widget=_AREA)
    supervisory_who = forms.CharField(label=_("Supervisory responsibility: which body or post"), max_length=100)
    supervisory_owed = forms.CharField(label=_("Which supervision was to be done"), max_length=300)
    supervisory_done = forms.CharField(label=_("Was that done"), max_length=300)
    supervisory_reason = forms.CharField(label=_("Why that is seen so"), max_length=1000, widget=_AREA)
    proposed = forms.ChoiceField(label=_("What is considered, at most"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, record: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "proposed").choices = measures(record)


class SpeakForm(forms.Form):
    """One's own answer, a line a point."""

    lines = forms.CharField(
        label=_("Your answer: one point a line. Each is answered."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReasonForm(forms.Form):
    """Why it is looked at again."""

    reason = forms.CharField(label=_("What is new"), max_length=500, widget=_AREA)


class WeighForm(forms.Form):
    """An answer to each point, a finding for each fact."""

    def __init__(self, *args: Any, record: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said_lines, self.facts = len(record.statement), len(record.facts)
        for place, point in enumerate(record.statement):
            self.fields[f"taken_{place}"] = forms.ChoiceField(
                label=point["text"],
                choices=[("yes", _("taken up")), ("no", _("not taken up"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"answer_{place}"] = forms.CharField(label=_("Why"), max_length=500)
        for place, fact in enumerate(record.facts):
            self.fields[f"fact_{place}"] = forms.ChoiceField(
                label=fact["text"], choices=list(FINDINGS.items()), widget=forms.RadioSelect
            )

    def said(self) -> dict[str, Any]:
        """Return the answers and findings in order."""
        found = self.cleaned_data
        answers = [(found[f"taken_{one}"] == "yes", found[f"answer_{one}"]) for one in range(self.said_lines)]
        return {"answers": answers, "findings": [found[f"fact_{one}"] for one in range(self.facts)]}


class DecideForm(forms.Form):
    """The measure, no heavier than what the person was told of, and why."""

    measure = forms.ChoiceField(label=_("Measure"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why this one"), max_length=1000, widget=_AREA)

    def __init__(self, *args: Any, record: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [code for code, _words in measures(record)]
        last = known.index(record.proposed) if record.proposed in known else 0
        _choose(self, "measure").choices = measures(record)[: last + 1]


class AskReviewForm(forms.Form):
    """Why one asks for a review, if one wants to say it."""

    words = forms.CharField(
        label=_("Why, if you want to say it"),
        help_text=_("Nothing becomes heavier because you ask. No reason is needed."),
        required=False,
        max_length=2000,
        widget=_AREA,
    )


class WhyForm(forms.Form):
    """Why a review ends so."""

    reason = forms.CharField(label=_("Why"), max_length=1000, widget=_AREA)


class LightenForm(WhyForm):
    """The lighter measure, and why."""

    measure = forms.ChoiceField(label=_("Measure"), widget=forms.RadioSelect)
    field_order = ("measure", "reason")

    def __init__(self, *args: Any, record: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "measure").choices = [(code, measure(code)) for code in lighter_than(record)]


class ServeForm(forms.Form):
    """The day of service."""

    served_on = forms.DateField(label=_("Served on"), widget=DAY)


class CircleForm(forms.Form):
    """How widely one's name is cleared."""

    circle = forms.ChoiceField(
        label=_("Who is told that it is not so"), choices=list(CIRCLES.items()), widget=forms.RadioSelect
    )


class HandOverForm(forms.Form):
    """Number and receiving body of a transfer."""

    number = forms.CharField(label=_("Number of the transfer"), max_length=60)
    body = forms.CharField(label=_("Receiving body"), max_length=120)


class KeepAwayForm(forms.Form):
    """Whom one asks to be kept away, and why."""

    name = forms.CharField(
        label=_("Whom: the name"),
        help_text=_("Who handles it stands under “Who looked at what is kept about me”."),
        max_length=50,
    )
    words = forms.CharField(label=_("Why: kin, an interest, or what else"), max_length=1000, widget=_AREA)


class AwayForm(forms.Form):
    """Whether somebody is kept away as the person asked, and if not, why."""

    keep = forms.TypedChoiceField(
        label=_("Are they kept away?"),
        choices=[("yes", _("Yes: somebody else is named")), ("no", _("No, for the reason below"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why they stay"), required=False, max_length=1000, widget=_AREA)


class ResultForm(forms.Form):
    """The class of the result."""

    result = forms.ChoiceField(label=_("Class of the result"), choices=list(RESULTS.items()), widget=forms.RadioSelect)


class ConfirmForm(forms.Form):
    """Nothing to type."""


def _choose(form: forms.Form, name: str) -> Any:
    return form.fields[name]


def measures(record: Problem) -> list[tuple[str, str]]:
    """Return no measure, and what may be taken against this kind of person, slightest first."""
    return [("none", measure("none"))] + [
        (one.code, measure(one.code)) for one in rulebook.competence().measures_for(record.person_kind)
    ]


_WITH_RECORD = (TellForm, WeighForm, DecideForm, LightenForm)
BY_STEP: dict[str, type[forms.Form]] = {
    "tell": TellForm,
    "look_again": ReasonForm,
    "weigh": WeighForm,
    "decide": DecideForm,
    "clear": ConfirmForm,
    "leave": ConfirmForm,
    "serve": ServeForm,
    "uphold": WhyForm,
    "lighten": LightenForm,
    "revoke": WhyForm,
    "transfer": HandOverForm,
    "sign": ConfirmForm,
    "back": ConfirmForm,
    "away": AwayForm,
    "aside": ConfirmForm,
    "result": ResultForm,
}
OWN: dict[str, type[forms.Form]] = {
    "speak": SpeakForm,
    "waive": ConfirmForm,
    "choose": CircleForm,
    "ask_review": AskReviewForm,
    "keep_away": KeepAwayForm,
}


def form_for(step: str, record: Problem, data: Any = None) -> forms.Form:
    """Return the form of a step of a problem, filled with what was typed."""
    kind = {**BY_STEP, **OWN}[step]
    return kind(data, record=record) if kind in _WITH_RECORD else kind(data)
