"""A clean copy shows what a reader saw: what the author had hidden is in none, wherever it was."""

import pytest

from bench.privacy_corpus import SEED, Pen
from bench.privacy_hiding import with_part
from bench.privacy_parts import DRAWN
from lianjing.engines.privacy import clean_file
from lianjing.engines.privacy.acting import act, look_through, spelled
from tests.engines.privacy_canaries import CANARY, LATIN, SEEN, documents, pages, said_in, slides, workbooks

PEN = Pen(SEED)
KNOWN = PEN.knowledge()


def copied(name, data):
    return act({"act": "mask", "names": [name], "known": spelled(KNOWN)}, [data])


@pytest.mark.parametrize("kind", [workbooks, documents, slides], ids=lambda one: one.__name__)
def test_what_was_hidden_is_in_no_copy_and_what_was_seen_is(kind):
    for place, name, data in kind():
        made = copied(name, data)
        assert CANARY not in said_in(made["bytes"]), place
        assert SEEN in said_in(made["bytes"]), place


def test_a_page_with_text_that_nobody_sees_is_not_copied_and_its_remarks_never_are():
    for place, name, data in pages():
        made = copied(name, data)
        if "bytes" in made:
            assert LATIN not in said_in(made["bytes"]), place
            assert SEEN in said_in(made["bytes"]), place
        else:
            assert {one["code"] for one in made["findings"]} == {"hidden_text"}, place
    refused = [place for place, name, data in pages() if "bytes" not in copied(name, data)]
    assert refused == ["without ink", "white", "white, and a dark head", "under a box", "layer"]


def test_the_gate_names_most_hidden_places_and_reads_every_one():
    silent = {"white letters", "master", "chart", "description", "header1", "footer1", "footnotes", "settings", "field"}
    silent |= {"footer", "text box", "under a merged cell", "bookmark", "white, and a dark head"}
    for kind in (workbooks, documents, slides, pages):
        for place, name, data in kind():
            found = {one.code for one in look_through(data, name, KNOWN)}
            assert found or place in silent, place


def test_cells_below_a_secret_head_on_a_slide_are_masked():
    def row(*cells):
        return "<a:tr>" + "".join(f"<a:tc><a:p><a:r><a:t>{one}</a:t></a:r></a:p></a:tc>" for one in cells) + "</a:tr>"

    slide = f"<s {DRAWN}><a:tbl>{row('班级', '致困原因')}{row('三年级一班', '父亲因病')}</a:tbl></s>"
    from bench.privacy_corpus import pptx

    data = with_part(pptx(PEN, SEEN), "ppt/slides/slide2.xml", slide.encode())
    name, made = clean_file("a.pptx", data, KNOWN)
    assert name == "a.txt"
    assert "因病" not in made.decode()
    assert "三年级一班" in made.decode()
