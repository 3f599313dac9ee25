"""Danger to a child: only choices, so that nothing about the child can be typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.domain.danger import Danger
from lianjing.ui.choosing import Chosen
from lianjing.ui.wording import danger


class MarkForm(forms.Form):
    """What kind of danger an open question shows."""

    kind = forms.ChoiceField(label=_("What has happened"), choices=list(danger.KINDS.items()), widget=forms.RadioSelect)


class DangerForm(MarkForm):
    """What was seen, and whether the head may be concerned; where, how many and whether help is there if they know.

    Whoever calls for help need not answer three lists first: what is left empty is passed on as not said.
    """

    place = Chosen(label=_("Where it happened"), required=False, choices=list(danger.PLACES.items()))
    children = Chosen(label=_("How many"), required=False, choices=list(danger.CHILDREN.items()))
    treated = Chosen(label=_("Is a doctor or ambulance there"), required=False, choices=list(danger.TREATED.items()))
    head_concerned = forms.BooleanField(
        label=_("The head of the unit may be concerned: do not tell them"),
        required=False,
        help_text=_("Then only the group leader and the bureau hear of it."),
    )

    def seen(self) -> Danger:
        """Return what was seen."""
        return Danger(**self.cleaned_data)


class NoteForm(forms.Form):
    """To which bodies the danger was reported."""

    bodies = forms.MultipleChoiceField(
        label=_("Reported to"), choices=list(danger.BODIES.items()), widget=forms.CheckboxSelectMultiple
    )

    def said(self) -> dict[str, Any]:
        """Return the answer as the use case takes it."""
        return {"bodies": self.cleaned_data["bodies"]}
