"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "lianjing.rooms.casework"
    label = "room_casework"
