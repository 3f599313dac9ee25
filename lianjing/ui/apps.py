"""Registered for its templates and static files; owns no table."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "lianjing.ui"
    label = "lianjing_ui"
