"""The only place that reads the clock; everything below is told the time."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment in the county's time zone."""
    return timezone.localtime()
