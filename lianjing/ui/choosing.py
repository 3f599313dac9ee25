"""A list to choose one from in which nothing is chosen beforehand: what nobody chose, nobody said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Chosen(forms.TypedChoiceField):
    """A list that begins with an empty line; where it must not stay empty, the refusal asks to choose."""

    default_error_messages = {"required": _("Choose one from the list: nothing is chosen beforehand.")}

    @property
    def choices(self) -> Any:
        """Return what can be chosen, the empty line first."""
        return super().choices

    @choices.setter
    def choices(self, value: Any) -> None:
        forms.TypedChoiceField.choices.fset(self, [("", _("Please choose")), *value])
