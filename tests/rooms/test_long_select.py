"""A long list to choose from is written in one go, and says what the framework's own would say."""

from html.parser import HTMLParser

import pytest
from django import forms

from lianjing.rooms.network.forms import LongSelect

CHOICES = [("", "---------"), (1, '<b>"一"&</b>'), (12, "十二"), ("x", "'")]


class Tags(HTMLParser):
    """Every tag with its attributes, and every text, as a browser reads them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, sorted((name, value or "") for name, value in attrs)))

    def handle_data(self, data):
        if data.strip():
            self.found.append(data.strip())


@pytest.mark.parametrize("chosen", [None, "", 1, "12", "x", "nobody"])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_unit", "required": True, "aria-describedby": "a"}])
def test_a_long_list_is_what_the_frameworks_own_is(chosen, attrs):
    own, ours = (
        Tags(kind(choices=CHOICES, attrs={"class": "c"}).render("unit", chosen, attrs)).found
        for kind in (forms.Select, LongSelect)
    )
    assert ours == own
