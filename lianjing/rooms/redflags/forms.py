"""What a person types about a red flag."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.ui.wording.redflags import INNOCENT

_AREA = forms.Textarea(attrs={"rows": 3})


class ExplainForm(forms.Form):
    """The unit's answer: a reason to choose, and words of one's own."""

    support = forms.ChoiceField(label=_("Reason"), choices=list(INNOCENT.items()), widget=forms.RadioSelect)
    explanation = forms.CharField(label=_("What happened, and what shows it"), max_length=1000, widget=_AREA)


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


BY_STEP: dict[str, type[forms.Form]] = {
    "explain": ExplainForm,
    "explain_late": ExplainForm,
    "send_back": SendBackForm,
    "dismiss": DismissForm,
    "confirm_corrected": ConfirmForm,
    "rectify": RectifyForm,
}
