"""Sending one sentence to one address. It says how many things wait, and nothing else."""

import logging
from importlib import import_module

_TIMEOUTS = "cto=3&rto=4"  # seconds to connect and to read: a dead bot holds nobody up
_TITLE = "\u5f85\u529e\u63d0\u9192 To do"  # reminder of what waits


def body(count: int) -> str:
    """Return the sentence, in both languages since nobody knows who reads it."""
    things = "thing" if count == 1 else "things"
    return f"\u60a8\u6709{count}\u4ef6\u5f85\u529e / You have {count} {things} to do"


def send(address: str, count: int) -> bool:
    """Send the sentence to an address; return whether it was taken. Never raises, and prints no address."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its messages would hold the address
    apprise = import_module("apprise")  # a second to load: only whoever sends pays it
    outbox = apprise.Apprise()
    joint = "&" if "?" in address else "/?"
    if not outbox.add(f"{address.rstrip('/')}{joint}{_TIMEOUTS}"):
        return False
    try:
        return bool(outbox.notify(body=body(count), title=_TITLE, body_format=apprise.NotifyFormat.TEXT))
    except Exception:
        return False  # whatever a messenger does wrong, the notice waits for its next try
