"""The log's private key and its witnesses' policy: two files of the state folder, never in the database."""

import os
from pathlib import Path

from django.conf import settings

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.publiclog import policy as policies
from lianjing.engines.publiclog.merkle import Unproven
from lianjing.engines.publiclog.notes import Signer
from lianjing.engines.publiclog.policy import Policy

FOLDER = "publiclog"


def folder() -> Path:
    """Return where both files lie."""
    return Path(settings.STATE_DIR) / FOLDER


def signer() -> Signer | None:
    """Return the log's key, None before `lianjing log init`. Raises RuleBroken: log_key_open, log_key_unreadable."""
    path = folder() / "log.key"
    if not path.exists():
        return None
    if path.stat().st_mode & 0o077:
        raise RuleBroken("log_key_open", path=str(path))
    try:
        return Signer.parse(path.read_text())
    except (Unproven, ValueError):
        raise RuleBroken("log_key_unreadable", path=str(path)) from None


def make(origin: str) -> Signer:
    """Make the log's key, once. Raises RuleBroken: log_key_exists, log_origin_refused."""
    path = folder() / "log.key"
    try:
        fresh = Signer.fresh(origin)
    except Unproven:
        raise RuleBroken("log_origin_refused", origin=origin) from None
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise RuleBroken("log_key_exists", path=str(path)) from None
    with os.fdopen(descriptor, "w") as file:
        file.write(fresh.secret() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return fresh


def policy() -> Policy | None:
    """Return who must cosign a head, None where no policy file lies. Raises RuleBroken("log_policy_wrong")."""
    path = folder() / "policy"
    if not path.exists():
        return None
    try:
        return policies.parse(path.read_text("utf-8"))
    except (Unproven, UnicodeDecodeError) as wrong:
        line = wrong.facts.get("line", 0) if isinstance(wrong, Unproven) else 0
        raise RuleBroken("log_policy_wrong", path=str(path), line=line) from None
