"""The process as an application: its checks."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "lianjing.site"
    label = "lianjing_site"
