"""What people type who sign one after the other, and of models that stopped or are waived."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.ui.choosing import Chosen
from lianjing.ui.wording.redflags import RESULTS

_AREA = forms.Textarea(attrs={"rows": 3})


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


class ResultForm(forms.Form):
    """What the receiving body told, by class alone."""

    told = Chosen(label=_("Class of result"), choices=list(RESULTS.items()))


OF_TWO: dict[str, type[forms.Form]] = {"unseal": WeighForm, "dismiss": WeighForm, "transfer": TransferForm}


def of_two(step: str, data: Any = None) -> forms.Form:
    """Return the form of a step that two take together; "back" puts one back."""
    return OF_TWO.get(step, PutBackForm)(data)
