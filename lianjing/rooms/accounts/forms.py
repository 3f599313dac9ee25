"""What the technical administrator types."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OpenForm(forms.Form):
    """The name to sign in with."""

    username = forms.RegexField(
        label=_("Sign-in name"),
        regex=r"^[a-z0-9][a-z0-9._-]{2,39}$",
        max_length=40,
        error_messages={"invalid": _("Use 3 to 40 small letters, figures, dots or hyphens.")},
    )


class NothingForm(forms.Form):
    """A step that needs no words."""
