"""What a person types about a verification file. Forms parse; rules are elsewhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.ui.choosing import Chosen
from lianjing.ui.wording.verification import RESULTS

_AREA = forms.Textarea(attrs={"rows": 3})


class AskForm(forms.Form):
    """Which school, which power, and why."""

    org = Chosen(label=_("School"), coerce=int)
    power = Chosen(label=_("Power item"))
    reason = forms.CharField(
        label=_("Why it must be looked at"),
        max_length=600,
        widget=_AREA,
        help_text=_(
            "Name the fact that is to be verified. Whoever agrees reads it, and one level up it stays on record."
        ),
    )

    def __init__(self, units: list[tuple[int, str]], powers: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        org, power = self.fields["org"], self.fields["power"]
        assert isinstance(org, forms.ChoiceField)
        assert isinstance(power, forms.ChoiceField)
        org.choices, power.choices = units, powers


class RefuseForm(forms.Form):
    """Why a file is not agreed to."""

    reason = forms.CharField(label=_("Why not"), max_length=300, widget=_AREA)


class CloseForm(forms.Form):
    """What came of a file."""

    outcome = Chosen(label=_("What came of it"), choices=list(RESULTS.items()))
    words = forms.CharField(label=_("In a sentence"), max_length=300, required=False, widget=_AREA)


class LookForm(forms.Form):
    """Whom to look at."""

    kind = forms.CharField(max_length=12)
    key = forms.CharField(max_length=80)
