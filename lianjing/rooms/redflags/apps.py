"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class RedflagsConfig(AppConfig):
    name = "lianjing.rooms.redflags"
    label = "room_redflags"
