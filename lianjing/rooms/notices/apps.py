"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lianjing.rooms.notices"
    label = "room_notices"
