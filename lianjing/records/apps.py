"""The one application that owns tables."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lianjing.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
