"""What a person says of a pair of records."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PairForm(forms.Form):
    """The same or not, and what shows it."""

    same = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("They belong together")), ("no", _("They do not: a coincidence"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("What shows it"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def answer(self) -> dict[str, Any]:
        """Return the answer as the use case takes it."""
        return {"same": self.cleaned_data["same"] == "yes", "reason": self.cleaned_data["reason"]}
