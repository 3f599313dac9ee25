"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "lianjing.portal"
    label = "lianjing_portal"
