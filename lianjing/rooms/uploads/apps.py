"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "lianjing.rooms.uploads"
    label = "room_uploads"
