"""What a person types about a directive. Forms parse; rules are elsewhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.ui.choosing import Chosen
from lianjing.ui.wording import directives as words

_AREA = forms.Textarea(attrs={"rows": 3})
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DraftForm(forms.Form):
    """A demand: of whom, what, on which basis, until when, and how much somebody must type for it."""

    org = Chosen(label=_("Unit"), coerce=int)
    title = forms.CharField(label=_("What it is about, in one line"), max_length=120)
    text = forms.CharField(label=_("What is to be done"), max_length=2000, widget=_AREA)
    basis = forms.CharField(label=_("On which basis: document and number, or decision"), max_length=300)
    kind = forms.ChoiceField(label=_("Degree"), choices=list(words.KINDS.items()), initial="general")
    topic = Chosen(label=_("What it touches"), choices=list(words.TOPICS.items()))
    power = forms.ChoiceField(label=_("Power item"), required=False)
    due_on = forms.DateField(label=_("Last day for the reply"), widget=_DAY)
    asked_values = forms.IntegerField(
        label=_("Values somebody must type by hand for it"),
        help_text=_("Columns times rows of the table asked for. 0 when the reply only points to what is here already."),
        min_value=0,
        max_value=100_000,
        initial=0,
    )
    filled_by = Chosen(label=_("Who has to type them"), choices=list(words.FILLERS.items()), required=False)

    def __init__(self, units: list[tuple[int, str]], powers: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].choices = units
        self.fields["power"].choices = [("", _("None in particular")), *powers]

    def clean_filled_by(self) -> str:
        """Ask who types only where something is to be typed."""
        chosen: str = self.cleaned_data["filled_by"]
        if self.cleaned_data.get("asked_values") and not chosen:
            raise forms.ValidationError(self.fields["filled_by"].error_messages["required"], code="required")
        return chosen or next(iter(words.FILLERS))


class IssueForm(forms.Form):
    """Why a near twin is no duplicate; nothing where there is none."""

    not_twin = forms.CharField(label=_("Why this is no duplicate"), max_length=500, widget=_AREA, required=False)


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=_AREA)


class UpholdForm(forms.Form):
    """A reason, needed only one level up."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=_AREA, required=False)


class ReplyForm(forms.Form):
    """The record that shows what was done, and a line if it does not speak for itself."""

    record = Chosen(label=_("The record that shows it"))
    words = forms.CharField(label=_("One line, if it needs one"), max_length=500, required=False)


class InterveneForm(forms.Form):
    """What a level that was called did, and until when the reply is due now."""

    measure = forms.CharField(label=_("What you did about it"), max_length=500, widget=_AREA)
    new_day = forms.DateField(label=_("New last day"), widget=_DAY)


class SendBackForm(forms.Form):
    """What is missing, a line an item."""

    missing = forms.CharField(label=_("What is missing, one item a line"), max_length=1000, widget=_AREA)


class TapForm(forms.Form):
    """Nothing to type."""


BY_STEP: dict[str, type[forms.Form]] = {
    "allow": ReasonForm,
    "issue": IssueForm,
    "discard": TapForm,
    "ask_above": TapForm,
    "sign": TapForm,
    "uphold": UpholdForm,
    "overrule": ReasonForm,
    "reply": ReplyForm,
    "intervene": InterveneForm,
    "withdraw": ReasonForm,
    "accept": TapForm,
    "send_back": SendBackForm,
}


def form_for(step: str, records: list[tuple[str, str]], near: bool, data: Any = None) -> forms.Form:
    """Return the form of a step, filled with what was typed. near: whether a near twin must be explained."""
    form = BY_STEP[step](data)
    if step == "reply":
        form.fields["record"].choices = records
    if step == "issue" and not near:
        del form.fields["not_twin"]
    return form
