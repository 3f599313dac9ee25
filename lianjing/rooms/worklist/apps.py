"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "lianjing.rooms.worklist"
    label = "room_worklist"
