"""The example for nginx says of every file how long it may be kept: what came down is nobody's stored copy (B5)."""

import re
from pathlib import Path

CONF = Path(__file__).resolve().parents[2] / "docs/how-to/nginx-public.conf"


def headers(block):
    return dict(re.findall(r'add_header ([\w-]+) "?([^";]+?)"? always;', block))


def test_whatever_may_come_down_is_asked_for_anew():
    """A `location` with a header of its own drops those of the server: each must say it again."""
    whole = CONF.read_text()
    locations = dict(re.findall(r"location (\S+(?: \S+)?)\s+\{(.*?)\}", whole, re.S))
    server = re.sub(r"location [^{]+\{.*?\}", "", whole, flags=re.S)
    assert headers(server)["Cache-Control"] == "no-cache"
    said = {name: headers(block)["Cache-Control"] for name, block in locations.items() if "add_header" in block}
    kept = {name for name, value in said.items() if value != "no-cache"}
    assert kept == {"/static/", "~ ^/log/(tile|proof)/"}
