"""Registered for its templates; owns no table."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lianjing.rooms.accounts"
    label = "room_accounts"
