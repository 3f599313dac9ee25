"""Texts of pages: every English message has its Chinese, none is doubtful, and both sides name the same values."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")
CJK = re.compile(r"[\u3400-\u9fff]")


def gathered(package: Path, place: Path, language: str) -> polib.POFile:
    """Return the catalogue of `language` after gathering every message of `package` again, in a copy below `place`.

    Messages that the catalogue lacks come back untranslated or fuzzy. Raises RuntimeError when gettext fails.
    """
    copy = place / "lianjing"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "vendor", "migrations"))
    (copy / "locale").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", language, "--no-obsolete", "--no-wrap"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return polib.pofile(str(copy / "locale" / language / "LC_MESSAGES" / "django.po"))


def flaws(catalogue: polib.POFile) -> list[str]:
    """Return what is wrong with the entries of a catalogue, one line each."""
    return [f"{_short(entry.msgid)}: {flaw}" for entry in catalogue if not entry.obsolete for flaw in _flaws(entry)]


def _flaws(entry: polib.POEntry) -> list[str]:
    told = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
    found = []
    if CJK.search(entry.msgid):
        found.append("the message is not English")
    if entry.fuzzy:
        found.append("doubtful (fuzzy)")
    if not all(text.strip() for text in told):
        return [*found, "not translated"]
    asked = _values(entry.msgid) | _values(entry.msgid_plural)
    if any(_values(text) != asked for text in told):
        found.append(f"names other values: {told[0]}")
    return found


def _values(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def _short(text: str) -> str:
    return text if len(text) < 70 else text[:67] + "..."
