"""What a person types about a rectification: as little as it takes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.records.models import PowerVersion, Rectification
from lianjing.rooms.casework.evidence import Evidence
from lianjing.ui.wording.casework import CAUSES

_AREA = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlanForm(forms.Form):
    """Why it came to this, what will be done, by when."""

    cause = forms.ChoiceField(label=_("Why it came to this"), choices=list(CAUSES.items()), widget=forms.RadioSelect)
    cause_words = forms.CharField(label=_("In a sentence: what was missing"), max_length=300)
    measures = forms.CharField(label=_("What will be done"), max_length=1000, widget=_AREA)
    finish_on = forms.DateField(label=_("To be done by"), widget=DAY)


class MissingForm(forms.Form):
    """What is missing in a plan."""

    missing = forms.CharField(label=_("What is missing"), max_length=500, widget=_AREA)


class ConfirmForm(forms.Form):
    """Nothing to type."""


class SubmitForm(forms.Form):
    """Records that show it, and what of the power was changed because of it, or why nothing."""

    evidence = forms.MultipleChoiceField(
        label=_("Which records show it"),
        help_text=_("They are in the system already. Nothing is uploaded or photographed for it."),
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.ChoiceField(label=_("Which power was changed because of it"), required=False)
    step = forms.CharField(label=_("Which of its steps"), max_length=8, required=False)
    why_none = forms.CharField(label=_("If nothing was changed: why not"), max_length=500, required=False, widget=_AREA)

    def __init__(
        self, *args: Any, evidence: Sequence[Evidence] = (), versions: Sequence[PowerVersion] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [(one.name, one.label) for one in evidence]
        named = [(str(one.pk), f"{one.item} v{one.number} · {one.org.name}") for one in versions]
        self.fields["version"].choices = [("", _("Nothing was changed")), *named]


class ReturnForm(forms.Form):
    """What is not right yet, a line a point."""

    lines = forms.CharField(label=_("What is not right yet: one point a line"), max_length=2000, widget=_AREA)


class SampleForm(forms.Form):
    """The drawn rows, each to be ticked when it was looked at."""

    looked_at = forms.MultipleChoiceField(label=_("I looked at these drawn rows"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["looked_at"].choices = list(rows)
        if not rows:
            del self.fields["looked_at"]


class LookBackForm(forms.Form):
    """What the look-back sample shows."""

    passed = forms.ChoiceField(
        label=_("What the rows show"),
        choices=[("yes", _("It stayed right")), ("no", _("It came back"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("What you saw, in a sentence"), max_length=500, widget=_AREA)


class VoidForm(forms.Form):
    """Why it was opened by mistake."""

    reason = forms.CharField(label=_("Why it was opened by mistake"), max_length=500, widget=_AREA)


class EndForm(forms.Form):
    """Why it can be asked no more."""

    reason = forms.CharField(label=_("Why it can be asked no more"), max_length=500, widget=_AREA)


BY_STEP: dict[str, type[forms.Form]] = {
    "plan": PlanForm,
    "agree": ConfirmForm,
    "return_plan": MissingForm,
    "submit": SubmitForm,
    "return": ReturnForm,
    "accept": SampleForm,
    "look_back": LookBackForm,
    "ask_void": VoidForm,
    "void": ConfirmForm,
    "ask_end": EndForm,
    "end_unasked": ConfirmForm,
}


def form_for(step: str, record: Rectification, more: dict[str, Any], data: Any = None) -> forms.Form:
    """Return the form of a step; `more`: what it may choose from."""
    kind = BY_STEP[step]
    chosen = more if kind in (SubmitForm, SampleForm) else {}
    return kind(data, **chosen)
