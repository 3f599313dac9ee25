"""Registered for its templates and static files; owns no table."""

from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "lianjing.ui"
    label = "lianjing_ui"

    def ready(self) -> None:
        """Say what to do about an empty field; the framework's words only name the fault."""
        Field.default_error_messages["required"] = _("Fill this in, or choose one.")
