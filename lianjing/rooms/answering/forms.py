"""What is typed at the desk of questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.ui.wording.asking import MASK_REASONS

_AREA = forms.Textarea(attrs={"rows": 8})
_SMALL = forms.Textarea(attrs={"rows": 3})


class AnswerForm(forms.Form):
    """The answer, as everybody will read it."""

    words = forms.CharField(
        label=_("The answer, as everybody will read it"),
        help_text=_("Begins with what is published already; correct it and add what is missing. No names of people."),
        max_length=2000,
        widget=_AREA,
    )


class ReasonForm(forms.Form):
    """What the review finds, and why, as everybody will read it."""

    reason = forms.CharField(label=_("What was found, as everybody will read it"), max_length=2000, widget=_SMALL)


class PutRightForm(forms.Form):
    """Where the correction stands."""

    words = forms.CharField(label=_("What was put right, and where it can be read"), max_length=1000, widget=_SMALL)


class MaskForm(forms.Form):
    """Which words are masked, and why."""

    words = forms.CharField(label=_("The words to be masked, exactly as they stand"), max_length=200)
    reason = forms.ChoiceField(label=_("Why"), choices=list(MASK_REASONS.items()), widget=forms.RadioSelect)


class NothingForm(forms.Form):
    """Nothing to type."""


BY_STEP: dict[str, type[forms.Form]] = {
    "answer": AnswerForm,
    "uphold": ReasonForm,
    "reply": ReasonForm,
    "settle": PutRightForm,
    "admit": NothingForm,
    "close_repeated": NothingForm,
    "divert_read": NothingForm,
    "mask": MaskForm,
}


def form_for(step: str, kind: str, data: Any = None, **initial: Any) -> forms.Form:
    """Return the form of a step of a question or an objection, filled with what was typed or with a draft."""
    form = BY_STEP[step](data, initial=initial or None)
    if (step, kind) == ("reply", "question"):
        form.fields["reason"].label = AnswerForm.base_fields["words"].label
    return form
