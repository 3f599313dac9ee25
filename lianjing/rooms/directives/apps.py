"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "lianjing.rooms.directives"
    label = "room_directives"
