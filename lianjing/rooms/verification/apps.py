"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "lianjing.rooms.verification"
    label = "room_verification"
