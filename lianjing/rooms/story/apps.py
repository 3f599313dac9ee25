"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class StoryConfig(AppConfig):
    name = "lianjing.rooms.story"
    label = "room_story"
