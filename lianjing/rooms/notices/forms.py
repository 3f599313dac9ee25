"""Parsing only: the words a clerk adds, a file, a reason, a day to come."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import powers
from lianjing.rooms.notices.usecases.preparing import TEXT

_AREA = forms.Textarea(attrs={"rows": 2})


class WordsForm(forms.Form):
    """The fields of the rule that no record tells. One text a field; none of them is about a person."""

    def __init__(self, fields: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words, language = powers.notice_words().fields, get_language() or "zh"
        for key in fields:
            label = words[key].say(language) if key in words else key
            self.fields[key] = forms.CharField(label=label, required=False, max_length=TEXT, widget=_AREA)

    def given(self) -> dict[str, str]:
        """Return field -> text."""
        return {key: str(text) for key, text in self.cleaned_data.items()}


class FileForm(forms.Form):
    """One file to stand beside the notice."""

    file = forms.FileField(label=_("File"), help_text=_("xlsx, docx, pptx, pdf, csv or txt; no pictures, no archives."))


class ReasonForm(forms.Form):
    """Why; it is read by everybody who reads the notice."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=_AREA)


class ApproveForm(forms.Form):
    """When it is published: at once, or on a day to come."""

    publish_on = forms.DateField(
        label=_("Publish on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave empty: at once. A day that is past is refused."),
    )
