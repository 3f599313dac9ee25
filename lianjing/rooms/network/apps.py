"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "lianjing.rooms.network"
    label = "room_network"
