"""PNML comes in as a net, and what is none, too large, or a trap is refused by a reason."""

from itertools import islice

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts import pnml
from lianjing.engines.flowcharts.pnml import read_pnml, write_pnml
from lianjing.ui.wording.conformance import SENTENCES
from tests.engines.standard_files import mutants

NET = """<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml"><net id="n"><page id="p">
<place id="a"><initialMarking><text>1</text></initialMarking></place><place id="b"/><place id="c"/>
<transition id="t"><name><text>Ask  the
 school</text></name></transition>
<transition id="u"><name><text>u</text></name><toolspecific tool="ProM" activity="$invisible$"/></transition>
<arc id="1" source="a" target="t"/><arc id="2" source="t" target="b"><inscription><text>2</text></inscription></arc>
<arc id="3" source="b" target="u"><inscription><text>2</text></inscription></arc><arc id="4" source="u" target="c"/>
</page><finalmarkings><marking><place idref="c"><text>1</text></place><place idref="a"><text>0</text></place></marking>
</finalmarkings></net></pnml>"""


def test_a_net_is_read():
    net = read_pnml(NET.encode())
    assert (net.places, net.start, net.end) == (3, (0,), (2,))
    ask, unseen = net.transitions
    assert (ask.name, ask.label, ask.takes, ask.gives) == ("t", "Ask the school", (0,), (1, 1))
    assert (unseen.label, unseen.takes, unseen.gives) == (None, (1, 1), (2,))


def test_a_net_is_written_as_it_is_read():
    net = read_pnml(NET.encode())
    assert read_pnml(write_pnml(net)) == net


def test_start_and_end_are_found_where_they_are_not_marked():
    bare = NET.replace("<initialMarking><text>1</text></initialMarking>", "")
    bare = bare[: bare.index("<finalmarkings>")] + "</net></pnml>"
    assert read_pnml(bare.encode()) == read_pnml(NET.encode())


REFUSED = {
    "pnml_not_readable": "<pnml><net>",
    "pnml_no_net": "<pnml/>",
    "pnml_has_entities": '<!DOCTYPE pnml [<!ENTITY a "b">]><pnml><net>&a;</net></pnml>',
    "pnml_arc_unknown": NET.replace('target="t"', 'target="nowhere"'),
    "pnml_number_wrong": NET.replace("<text>2</text>", "<text>2x</text>"),
    "net_without_start": NET.replace("<initialMarking><text>1</text>", "<initialMarking><text>0</text>").replace(
        '<arc id="4" source="u" target="c"/>', ""
    ),
    "net_without_end": NET.replace('<place idref="c"><text>1', '<place idref="c"><text>0').replace(
        '<arc id="3" source="b" target="u">', '<arc id="3" source="t" target="b">'
    ),
}


@pytest.mark.parametrize(("code", "text"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_net_is_refused(code, text):
    with pytest.raises(RuleBroken) as refused:
        read_pnml(text.encode())
    assert refused.value.code == code


@pytest.mark.parametrize("kind", ["inhibitor", "reset"])
def test_arcs_of_another_kind_are_refused_and_not_taken_for_plain_ones(kind):
    text = NET.replace('target="t"/>', f'target="t"><type value="{kind}"/></arc>')
    with pytest.raises(RuleBroken) as refused:
        read_pnml(text.encode())
    assert refused.value.code == "pnml_arc_unknown"


def test_a_file_that_is_far_too_large_is_not_looked_into(monkeypatch):
    monkeypatch.setattr(pnml, "BYTES", 10)
    with pytest.raises(RuleBroken) as refused:
        read_pnml(NET.encode())
    assert refused.value.code == "pnml_too_large"


def test_mutants_of_a_net_are_read_or_refused_and_never_break(tmp_path):
    (tmp_path / "net.pnml").write_text(NET, "utf-8")
    ends = set()
    for _, data in islice(mutants([tmp_path / "net.pnml"], 20261128), 2_000):
        try:
            read_pnml(data)
            ends.add("read")
        except RuleBroken as refused:
            ends.add(refused.code)
    assert {"read", "pnml_not_readable", "pnml_arc_unknown"} <= ends
    assert ends - {"read"} <= set(SENTENCES)


def test_bytes_that_are_no_xml_are_refused_whatever_they_are():
    for data in (
        b"",
        b"\0\1",
        "<pnml>\ud800".encode("utf-16", "surrogatepass"),
        b'<?xml version="1.0" encoding="no"?><a/>',
    ):
        with pytest.raises(RuleBroken) as refused:
            read_pnml(data)
        assert refused.value.code == "pnml_not_readable"
