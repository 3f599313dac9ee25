"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class AnsweringConfig(AppConfig):
    name = "lianjing.rooms.answering"
    label = "room_answering"
