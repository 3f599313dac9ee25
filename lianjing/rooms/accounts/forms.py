"""What the technical administrator types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjing.access import accounts


class OpenForm(forms.Form):
    """The name to sign in with."""

    username = forms.RegexField(
        label=_("Sign-in name"),
        regex=accounts.SIGN_IN_NAME,
        max_length=40,
        error_messages={"invalid": _("Use 3 to 40 small letters, figures, dots or hyphens.")},
    )


class NothingForm(forms.Form):
    """A step that needs no words."""
