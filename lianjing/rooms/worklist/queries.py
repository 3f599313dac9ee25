"""What the work list shows."""

from datetime import datetime
from typing import Any


def feed_for(username: str, now: datetime) -> dict[str, Any]:
    raise NotImplementedError
