"""Every form of the rooms, found by walking, given the big list of naughty strings: a page or a sentence, no fault.

Each string goes to some form in every run, in every field a person can type into; LIANJING_TEST_NAUGHTY=all sends each
to each form. What a page says back is escaped.
"""

import json
import os
import re
from collections.abc import Iterator
from itertools import islice

import pytest
from bs4 import BeautifulSoup
from django.db import transaction

from tests.access.test_pages_by_role import House, _keys, granted, house
from tests.access.walking import NAMES, address, table_of, walk

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]
__all__ = ["house"]
OWN = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e\u2066",
    "1e999",
    "-0",
    "9" * 400,
    "2026-02-30",
    "0000-00-00",
    "\r\nSet-Cookie: a=b",
]
TYPED = {"text", "search", "date", "number", "email", "password", "tel", "url", "datetime-local", "time", "hidden", ""}
ROLES = ("bureau_officer", "group_leader", "clerk", "principal", "team_inspector", "teacher", "tech_admin")
FEW = 6  # strings a form gets in a run of the suite


def strings(folder) -> list[str]:
    listed = json.loads((folder / "bad" / "naughty" / "blns.json").read_text("utf-8"))
    return [*OWN, *(text for text in listed if text)]


def pages(house: House, role: str) -> Iterator[str]:
    """Yield the addresses that a role may open, one record each."""
    for pattern, action in walk():
        if not granted(action, role) or set(re.findall(r"<\w+:(\w+)>", pattern)) & set(NAMES) - {"table", "name"}:
            continue
        table = table_of(pattern)
        keys = [0] if table is None else _keys(house, role, pattern, action, table)[0][:1]
        yield from (address(pattern, key) for key in keys)


def forms(house: House) -> Iterator[tuple[str, str, object]]:
    """Yield (role, address, form) of every form that somebody is shown, each form once for all roles."""
    seen = set()
    for role in ROLES:
        for url in pages(house, role):
            answer = house.browsers[role].get(url)
            if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
                continue
            for form in BeautifulSoup(answer.content, "html.parser").find_all("form"):
                to = form.get("action") or url
                key = (re.sub(r"\d+", "0", to), tuple(sorted({one["name"] for one in fields(form)})))
                if key not in seen and "sign" not in to and "logout" not in to:
                    seen.add(key)
                    yield role, to, form


def fields(form) -> list:
    return [one for one in form.find_all(["input", "textarea", "select"]) if one.get("name")]


def filled(form, text: str, *, all_of_it: bool) -> dict[str, str]:
    """The form with `text` wherever one can type; choices as a person leaves them, or `all_of_it` with the text too."""
    given = {}
    for one in fields(form):
        kind = one.get("type", "") if one.name == "input" else ("" if one.name == "textarea" else "choice")
        if one["name"] == "csrfmiddlewaretoken":
            continue
        if all_of_it or (kind in TYPED and kind != "hidden"):
            given[one["name"]] = text
        elif one.name == "select":
            options = [option.get("value", "") for option in one.find_all("option")]
            given[one["name"]] = next((value for value in options if value), "")
        else:
            given[one["name"]] = one.get("value", "")
    return given


def test_every_form_takes_or_refuses_every_naughty_string(house, real_data, capsys):
    texts = strings(real_data)
    whole = os.environ.get("LIANJING_TEST_NAUGHTY") == "all"
    found = list(forms(house))
    assert len(found) >= 25
    assert {form.get("method", "get").lower() for *_, form in found} == {"get", "post"}
    wrong, sent = [], 0
    for number, (role, to, form) in enumerate(found):
        mine = texts if whole else [*islice(OWN, 3), *texts[number % len(texts) :: max(1, len(texts) // FEW)]]
        for place, text in enumerate(mine):
            data = filled(form, text, all_of_it=place % 3 == 2)
            posts = form.get("method", "get").lower() == "post"
            with transaction.atomic():
                try:
                    answer = house.browsers[role].post(to, data) if posts else house.browsers[role].get(to, data)
                except UnicodeEncodeError:
                    continue  # no browser can send half a surrogate pair
                finally:
                    transaction.set_rollback(True)
            sent += 1
            if answer.status_code >= 500:
                wrong.append(f"{answer.status_code} {role} {to} {text[:40]!r}")
            if re.search(r"<\w", text) and text.encode() in answer.content:
                wrong.append(f"not escaped: {role} {to} {text[:40]!r}")
    with capsys.disabled():
        print(f"\n{len(found)} forms, {len(texts)} strings, {sent} sent, {len(wrong)} wrong")
    assert not wrong, "\n".join(wrong[:40])
