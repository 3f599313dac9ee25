"""Write the public side to a folder: all of it on a new day or for a new version, else only what changed since.

What changed is asked of the journal: every act is one entry, filed under what it was about. The journal is read for its
numbers only. The file that says how far a run came is written last, so that a run that was killed is made again.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lianjing.access import public_log_files, published
from lianjing.portal.still import feeds, open_data, search
from lianjing.portal.still.pages import Pages
from lianjing.portal.still.tree import Tree
from lianjing.records.models import Org

STAND = ".published.json"


@dataclass(frozen=True)
class Published:
    """What a run did. schools: how many were looked at; whole: whether all of it was made anew."""

    whole: bool
    schools: int
    written: int
    kept: int
    removed: int


def publish(folder: Path, now: datetime, *, whole: bool = False) -> Published:
    """Bring a folder to what anybody may read at this moment."""
    tree, on = Tree(folder), now.date()
    stand, before = _stand(on), json.loads(tree.read(STAND) or b"{}")
    anew = whole or any(before.get(name) != stand[name] for name in ("day", "program", "language"))
    touched = None if anew else published.touched_since(before["entry"])
    schools = list(published.schools(on, touched))
    made = Pages(on, settings.LANGUAGE_CODE)
    for school in schools:
        _school(tree, made, school, on)
    public_log_files.write(folder / "log")
    for name, content in made.log():
        tree.put(name, content)
    if anew or schools:
        for name, content in _whole(made, on):
            tree.put(name, content)
    if anew:
        gone = {f"s/{school.code}" for school in schools}
        for left in sorted((folder / "s").iterdir()) if (folder / "s").is_dir() else ():
            if f"s/{left.name}" not in gone:
                tree.keep_only(f"s/{left.name}", ())
    tree.put(STAND, json.dumps(stand, sort_keys=True).encode())
    return Published(anew, len(schools), tree.written, tree.kept, tree.removed)


def _school(tree: Tree, made: Pages, school: Org, on: date) -> None:
    names = set()
    found = feeds.entries(school.code, school.name, on, made.language)
    address = f"/s/{school.code}/feed.xml"
    for name, content in (*made.school(school), (address[1:], feeds.feed(school.name, address, _base(), found))):
        tree.put(name, content)
        names.add(name)
    for name, content in made.loaded():
        tree.put(name, content)
    tree.keep_only(f"s/{school.code}", names)


def _whole(made: Pages, on: date) -> Iterator[tuple[str, bytes]]:
    """Yield what belongs to no school: what pages load, data, feed and index, and the pages that lead there last."""
    pages = list(made.whole())
    yield from made.loaded()
    yield from open_data.files(on, made.language)
    yield search.NAME, search.index(on, made.language)
    newest = sorted(
        (
            entry
            for school in published.with_news(on)
            for entry in feeds.entries(school.code, school.name, on, made.language)
        ),
        key=lambda entry: (entry.at, entry.address),
        reverse=True,
    )
    yield "feed.xml", feeds.feed(_("Schools in the light"), "/feed.xml", _base(), newest[: feeds.AT_MOST])
    yield from pages


def _stand(on: date) -> dict[str, Any]:
    return {
        "day": on.isoformat(),
        "program": _program(),
        "language": settings.LANGUAGE_CODE,
        "entry": published.last_entry(),
    }


def _base() -> str:
    parts = urlsplit(settings.CONFIG.base_url)
    return f"{parts.scheme}://{parts.netloc}"


@cache
def _program() -> str:
    """Return a mark of the program's own texts: another version makes every page anew."""
    mark = hashlib.sha256()
    package = Path(settings.PACKAGE)
    for part in ("portal", "ui", "access"):
        for path in sorted((package / part).rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js"):
                mark.update(path.read_bytes())
    mark.update((package / "locale/zh_Hans/LC_MESSAGES/django.po").read_bytes())
    return mark.hexdigest()
