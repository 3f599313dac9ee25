"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class PowersConfig(AppConfig):
    name = "lianjing.rooms.powers"
    label = "room_powers"
