"""What a person types about a red flag."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.records.models import RedFlag
from lianjing.ui.wording.redflags import reasons as reasons_of

_AREA = forms.Textarea(attrs={"rows": 3})


class ExplainForm(forms.Form):
    """The unit's answer: a reason to choose, and words of one's own."""

    support = forms.ChoiceField(label=_("Reason"), choices=(), widget=forms.RadioSelect)
    explanation = forms.CharField(label=_("What happened, and what shows it"), max_length=1000, widget=_AREA)

    def __init__(self, *args: Any, reasons: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["support"].choices = list(reasons.items())


class SendBackForm(forms.Form):
    """What is missing in an answer."""

    missing = forms.CharField(label=_("What is missing"), max_length=500, widget=_AREA)


class DismissForm(forms.Form):
    """Why a question is closed as innocent."""

    reason = forms.CharField(label=_("Why this is innocent"), max_length=500, widget=_AREA)


class RectifyForm(forms.Form):
    """Which step, and which rule."""

    flow_step = forms.CharField(label=_("Which step of which power"), max_length=200)
    basis = forms.CharField(label=_("Which rule"), max_length=200)


class ConfirmForm(forms.Form):
    """Nothing to type: the question is asked again by itself."""


class WeighForm(forms.Form):
    """Why both of the two should take a step with a sealed question."""

    reason = forms.CharField(label=_("Why, for the other person to read"), max_length=1000, widget=_AREA)


class TransferForm(forms.Form):
    """To whom a sealed question is handed over, and the facts that it points to."""

    receiving_body = forms.CharField(label=_("Receiving body"), max_length=200)
    named_facts = forms.CharField(
        label=_("The facts it points to: what, when, which rows"),
        help_text=_("Goes with the papers. Once both have signed, only number, day and receiving body stay here."),
        max_length=2000,
        widget=_AREA,
    )


class PutBackForm(forms.Form):
    """Why the second does not sign."""

    reason = forms.CharField(label=_("Why it is put back"), max_length=500, widget=_AREA)


class WakeForm(forms.Form):
    """Why a model that suspended itself may ask again."""

    reason = forms.CharField(label=_("Why it may ask again"), max_length=500, widget=_AREA)


class ExceptionForm(forms.Form):
    """Why a question need not be put about a subject, and until when."""

    reason = forms.CharField(label=_("Why the question need not be put"), max_length=500, widget=_AREA)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


BY_STEP: dict[str, type[forms.Form]] = {
    "explain": ExplainForm,
    "explain_late": ExplainForm,
    "send_back": SendBackForm,
    "dismiss": DismissForm,
    "confirm_corrected": ConfirmForm,
    "rectify": RectifyForm,
}


OF_TWO: dict[str, type[forms.Form]] = {"unseal": WeighForm, "dismiss": WeighForm, "transfer": TransferForm}


def of_two(step: str, data: Any = None) -> forms.Form:
    """Return the form of a step that two take together; "back" puts one back."""
    return OF_TWO.get(step, PutBackForm)(data)


def form_for(step: str, flag: RedFlag, data: Any = None) -> forms.Form:
    """Return the form of a step of this flag, filled with what was typed."""
    kind = BY_STEP[step]
    return kind(data, reasons=reasons_of(flag)) if kind is ExplainForm else kind(data)
