"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "lianjing.rooms.meetings"
    label = "room_meetings"
