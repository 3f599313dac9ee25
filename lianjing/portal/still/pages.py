"""The pages of the public side as files, from the same templates and the same values as the running portal."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import public, rulebook
from lianjing.portal import figure_pages, pages, queries, views_log
from lianjing.portal.still import about
from lianjing.portal.views_school import poster_pdf

_ASSET = re.compile(rb'(?:src|href)="([^"#]+)(?:#[^"]*)?"')


class Pages:
    """Renders pages for one day in one language, and gathers what they load."""

    def __init__(self, on: date, language: str) -> None:
        self.on, self.language = on, language
        self._assets, self._yielded = set[str](), set[str]()
        base = urlsplit(settings.CONFIG.base_url)
        self._frame = {
            "still": True,
            "demo": settings.DEMO,
            "county_name": settings.CONFIG.county_name,
            "today": on,
            "seat": None,
            "larger": False,
            "working": f"{base.scheme}://{base.netloc}",
        }

    def whole(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of the pages that belong to no school."""
        townships = queries.townships(self.on, "")
        total = sum(len(rows) for _township, rows in townships)
        found = {"title": _("Find a school"), "query": "", "townships": townships, "total": total}
        yield self.page(reverse("portal:home"), "portal/home.html", _home())
        yield self.page(reverse("portal:schools"), "portal/schools.html", found)
        supervision = {
            "title": _("Who supervises what"),
            "areas": queries.areas(self.language),
            "quarters": queries.quarters_in_time(self.on),
        }
        yield self.page(reverse("portal:supervision"), "portal/supervision.html", supervision)
        yield self.page(reverse("portal:api"), "portal/api.html", about.page(self.on, self.language))
        yield self.page(reverse("portal:objection"), "portal/objection.html", {"title": _("How to object")})

    def log(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of the log's page and of the programs that check it; the log's own files are apart."""
        address = str(self._frame["working"]) + reverse("portal:log")
        page = {"title": _("The public log"), "address": address, **views_log.standing()}
        for name, program in views_log.PROGRAMS.items():
            yield f"log/{name}", Path(str(program.__file__)).read_bytes()
        yield self.page(reverse("portal:log"), "portal/log.html", page)

    def school(self, code: str) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of every page of one school: the leaves first, the school's own page last."""
        on, said = self.on, self.language
        for key, page in pages.notice_pages(code, on, said):
            yield from self._made("notice", (code, key), page)
            for file in (file for version in page["versions"] for file in version.files):
                yield reverse("portal:notice_file", args=[code, key, file.at]).lstrip("/"), file.data
        for key, page in pages.answer_pages(code, on, said):
            yield from self._made("answer", (code, key), page)
        yield from self._made("answers", (code,), pages.answers_page(code, on, said))
        yield from self._made("calendar", (code,), pages.calendar_page(code, on, said))
        for page in pages.power_pages(code, on, said):
            yield from self._made("power", (code, page["version"].item), page)
        yield from self._figures(code)
        report = {"title": _("I report a problem, in confidence"), "school": public.school(code, on)}
        yield self.page(reverse("portal:report", args=[code]), "portal/report.html", report)
        yield reverse("portal:gate_poster", args=[code]).lstrip("/"), _poster(code, on)
        yield from self._made("school", (code,), pages.school_page(code, on, said))

    def _figures(self, code: str) -> Iterator[tuple[str, bytes]]:
        for kind in figure_pages.KINDS:
            made = figure_pages.figure_bytes(code, kind, self.on)
            if made is not None:
                yield reverse("portal:figure_bytes", args=[code, kind]).lstrip("/"), made
            yield from self._made("figure", (code, kind), pages.figure_page(code, kind, self.on, self.language))

    def page(self, address: str, template: str, page: dict[str, Any]) -> tuple[str, bytes]:
        """Return the name and the bytes of one page, and remember what it loads."""
        made = render_to_string(template, {**self._frame, **page}).encode()
        self._assets |= {one.decode() for one in _ASSET.findall(made) if one.startswith(settings.STATIC_URL.encode())}
        return f"{address.strip('/')}/index.html".lstrip("/"), made

    def loaded(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of what the pages made so far load, each thing once."""
        for address in sorted(self._assets - self._yielded):
            self._yielded.add(address)
            yield address.lstrip("/"), _asset(address.removeprefix(settings.STATIC_URL))

    def _made(self, name: str, args: tuple[Any, ...], page: dict[str, Any] | None) -> Iterator[tuple[str, bytes]]:
        if page is not None:
            yield self.page(reverse(f"portal:{name}", args=args), f"portal/{name}.html", page)


def _home() -> dict[str, Any]:
    return {"title": _("Schools in the light"), "powers": len(rulebook.powers().items)}


@lru_cache(maxsize=512)
def _poster(code: str, on: date) -> bytes:
    return poster_pdf(code, on) or b""


@cache
def _asset(name: str) -> bytes:
    found = finders.find(name)
    if found:
        return Path(found).read_bytes()
    with staticfiles_storage.open(name) as stored:
        content: bytes = stored.read()
        return content
