"""The search index of the public side: one JSON file that a small script filters, by Chinese or by pinyin."""

import json
from datetime import date
from typing import Any

from django.urls import reverse

from lianjing.access import public, public_answers, rulebook
from lianjing.access.sought import sought

NAME = "search/index.json"
_LETTERS, _ROOM = 60, 600  # letters of a question; of its search text, which is never cut: no column holds it


def index(on: date, language: str) -> bytes:
    """Return the index: schools, powers and answered questions, each as [what, address, search text]."""
    rows: list[list[Any]] = [
        [one.name, reverse("portal:school", args=[one.code]), sought(one.name, one.township)]
        for one in public.schools(on)
    ]
    names = rulebook.powers().names
    rows += [
        [said.say(language), reverse("portal:supervision"), sought(said.zh, limit=_ROOM)] for said in names.values()
    ]
    for one in public_answers.all_answered():
        address = reverse("portal:answer", args=[one.school, one.key])
        rows.append([one.asked[:_LETTERS], address, sought(one.asked[:_LETTERS], limit=_ROOM)])
    return (json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
