"""Write the public side to a folder: all of it on a new day or for a new version, else only what changed since.

What changed is asked of the journal: every act is one entry, filed under what it was about. The journal is read for its
numbers only. The file that says how far a run came is written last, so that a run that was killed is made again.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation

from lianjing.access import once, public, public_log_files, published
from lianjing.portal.still import about, feeds, open_data, openapi, school_data, search
from lianjing.portal.still.data_set import json_of
from lianjing.portal.still.pages import Pages
from lianjing.portal.still.tree import Tree, only_one

STAND = ".published.json"
_Piece = tuple[dict[str, int], list[str]]
_log = logging.getLogger("lianjing.publishing")
_A_PIECE = 3  # schools that a helper takes at once: pieces end at about the same time


@dataclass(frozen=True)
class Published:
    """What a run did. schools: how many were looked at; whole: whether all of it was made anew.

    failed: codes of schools whose pages could not be made: they stay as they were, and the next run tries them again.
    """

    whole: bool
    schools: int
    written: int
    kept: int
    removed: int
    failed: tuple[str, ...] = ()


def publish(folder: Path, now: datetime, *, whole: bool = False, helpers: Executor | None = None) -> Published:
    """Bring a folder to what anybody may read at this moment.

    helpers: processes that share a whole run; they must have been started as this one was.
    Raises RuleBroken("publishing_under_way").
    """
    with only_one(folder), public_log_files.served_from(folder / "log"):
        return _publish(Tree(folder), now.date(), whole, helpers)


def is_news(folder: Path, now: datetime) -> bool:
    """Return whether a run would do anything: three questions, all of them short."""
    before = json.loads(Tree(folder).read(STAND) or b"{}")
    stand = _stand(now.date())
    return any(before.get(name) != value for name, value in stand.items())


def _publish(tree: Tree, on: date, whole: bool, helpers: Executor | None) -> Published:
    stand, before = _stand(on), json.loads(tree.read(STAND) or b"{}")
    public_log_files.write(tree.root / "log")
    proved = public_log_files.proved(tree.root / "log")
    anew = whole or any(before.get(name) != stand[name] for name in ("day", "program", "language"))
    touched = None
    if not anew:
        touched = published.touched_since(before["entry"])
        if touched is not None:
            touched |= published.proved_between(before.get("proved", 0), proved) | set(before.get("failed", ()))
    codes = [school.code for school in published.schools(on, touched)]
    made = Pages(on, settings.LANGUAGE_CODE)
    shared = _shared(tree.root, codes, on, helpers) if helpers and len(codes) > _A_PIECE else None
    failed = _schools(tree, codes, on, at_once=not anew) if shared is None else []
    for name, content in made.log():
        tree.put(name, content)
    if anew or codes:
        for name, content in _whole(made, on):
            tree.put(name, content)
    for part in shared or ():
        counts, missing = part.result()
        failed += missing
        for name, count in counts.items():
            setattr(tree, name, getattr(tree, name) + count)
    if anew:
        _remove_others(tree, codes)
    tree.put(STAND, json.dumps({**stand, "proved": proved, "failed": failed}, sort_keys=True).encode())
    tree.settle()
    return Published(anew, len(codes), tree.written, tree.kept, tree.removed, tuple(failed))


def _shared(root: Path, codes: list[str], on: date, helpers: Executor) -> list["Future[_Piece]"]:
    pieces = [codes[start : start + _A_PIECE] for start in range(0, len(codes), _A_PIECE)]
    return [helpers.submit(_piece, root, piece, on, translation.get_language()) for piece in pieces]


def _piece(root: Path, codes: list[str], on: date, language: str | None) -> _Piece:
    """Make the pages of some schools in a process of its own; return what a `Tree` counts, and who failed."""
    tree = Tree(root)
    with public_log_files.served_from(root / "log"), translation.override(language):
        failed = _schools(tree, codes, on)
    return {"written": tree.written, "kept": tree.kept, "removed": tree.removed}, failed


def _schools(tree: Tree, codes: Iterable[str], on: date, *, at_once: bool = False) -> list[str]:
    """Make everything about some schools; return the codes of those that could not be made, which stop no other.

    at_once: what changed is in its place before the rest has been looked at.
    """
    made, failed = Pages(on, settings.LANGUAGE_CODE), []
    for code in codes:
        try:
            with once.held():
                _school(tree, made, code, on, at_once)
        except DatabaseError:
            raise  # no fault of this school's: nobody's pages can be made
        except Exception:
            _log.exception("the pages of school %s could not be made", code)
            failed.append(code)
        tree.settle()
    return failed


def _school(tree: Tree, made: Pages, code: str, on: date, at_once: bool) -> None:
    names = set()
    for name, content in chain(made.school(code), _of_programs(code, on, made.language)):
        for loaded, asset in made.loaded():
            tree.put(loaded, asset)
        tree.put(name, content)
        names.add(name)
        if at_once:
            tree.settle()
    tree.keep_only(f"s/{code}", names)


def _of_programs(code: str, on: date, language: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of what programs read of a school."""
    address, found = f"/s/{code}/feed.xml", public.school(code, on)
    yield address[1:], feeds.of_school(code, address, _base(), on, language)
    if found is not None:
        yield school_data.path(code), school_data.file(found, on)


def _remove_others(tree: Tree, codes: list[str]) -> None:
    """Remove the folders of schools that are no more."""
    there = tree.root / "s"
    for left in sorted(there.iterdir()) if there.is_dir() else ():
        if left.name not in codes:
            tree.keep_only(f"s/{left.name}", ())


def _whole(made: Pages, on: date) -> Iterator[tuple[str, bytes]]:
    """Yield what belongs to no school: what pages load, data, feed and index, and the pages that lead there last."""
    pages, sets = list(made.whole()), open_data.sets(on)
    yield from made.loaded()
    yield from open_data.files(sets)
    yield openapi.NAME, json_of(openapi.document(sets, about.example(on)))
    yield search.NAME, search.index(on, made.language)
    yield "feed.xml", feeds.of_county("/feed.xml", _base(), on, made.language)
    yield from pages


def _stand(on: date) -> dict[str, Any]:
    return {
        "day": on.isoformat(),
        "program": _program(),
        "language": settings.LANGUAGE_CODE,
        "entry": published.last_entry(),
        "head": published.head(),
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
