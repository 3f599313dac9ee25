"""PNML (ISO/IEC 15909-2): a place/transition net in XML, as process-mining tools write it, read into a Net."""

from collections import Counter
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.nets import Net, Transition

BYTES = 4_000_000  # published nets have less than 0.2 MB
SILENT = "$invisible$"  # how ProM and PM4Py mark a step that no log shows


def read_pnml(data: bytes) -> Net:
    """Return the first net of a PNML file.

    The end is the first of its final markings; without one, the only place that nothing leaves; likewise the start.
    Names lose doubled white space, as the names of a log do. Raises RuleBroken: pnml_too_large, pnml_has_entities,
    pnml_not_readable (place), pnml_no_net, pnml_arc_unknown, pnml_number_wrong, and what a Net refuses.
    """
    if len(data) > BYTES:
        raise RuleBroken("pnml_too_large", size=len(data), limit=BYTES)
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as refused:
        raise RuleBroken("pnml_has_entities") from refused
    except (ParseError, ValueError, LookupError) as broken:
        line, sign = getattr(broken, "position", (0, 0))
        raise RuleBroken("pnml_not_readable", place=f"{line}:{sign + 1}") from broken
    nets = [one for one in root.iter() if _tag(one) == "net"]
    if not nets or _tag(root) != "pnml":
        raise RuleBroken("pnml_no_net")
    return _net(nets[0])


def _net(net: Element) -> Net:
    places = [one for one in net.iter() if _tag(one) == "place" and "id" in one.attrib]
    place = {one.attrib["id"]: number for number, one in enumerate(places)}
    transitions = [one for one in net.iter() if _tag(one) == "transition"]
    takes: dict[str, list[int]] = {one.attrib.get("id", ""): [] for one in transitions}
    gives: dict[str, list[int]] = {name: [] for name in takes}
    for arc in (one for one in net.iter() if _tag(one) == "arc"):
        _join(arc, place, takes, gives)
    start = tuple(place[one.attrib["id"]] for one in places for _ in range(_count(one, "initialMarking", 0)))
    used = [{p for ends in way.values() for p in ends} for way in (gives, takes)]
    return Net(
        len(places),
        tuple(
            Transition(name := t.attrib.get("id", ""), _label(t), tuple(takes[name]), tuple(gives[name]))
            for t in transitions
        ),
        start or _only(len(places), used[0]),
        _final(net, place) or _only(len(places), used[1]),
    )


def _join(arc: Element, place: dict[str, int], takes: dict[str, list[int]], gives: dict[str, list[int]]) -> None:
    source, target = arc.attrib.get("source", ""), arc.attrib.get("target", "")
    kind = next(
        (one.attrib.get("value") or (one.findtext("*") or "") for one in arc if _tag(one) in ("type", "arctype")),
        "normal",
    )
    weight = _count(arc, "inscription", 1)
    if kind.strip() not in ("normal", "") or weight < 1:
        raise RuleBroken("pnml_arc_unknown", source=source[:40], target=target[:40])
    if source in place and target in gives:
        takes[target] += [place[source]] * weight
    elif source in takes and target in place:
        gives[source] += [place[target]] * weight
    else:
        raise RuleBroken("pnml_arc_unknown", source=source[:40], target=target[:40])


def _label(transition: Element) -> str | None:
    if any(_tag(one) == "toolspecific" and one.attrib.get("activity") == SILENT for one in transition):
        return None
    return " ".join(_text(transition, "name").split()) or None


def _final(net: Element, place: dict[str, int]) -> tuple[int, ...]:
    """The places of the first final marking, in ProM's words or PM4Py's; empty where the file has none."""
    markings = [
        one for block in net.iter() if _tag(block) == "finalmarkings" for one in block if _tag(one) == "marking"
    ]
    marked: Counter[int] = Counter()
    for one in markings[0] if markings else []:
        if _tag(one) == "place" and one.attrib.get("idref") in place:
            marked[place[one.attrib["idref"]]] += _number(_text_of(one))
    return tuple(sorted(marked.elements()))


def _only(places: int, used: set[int]) -> tuple[int, ...]:
    """The place that nothing enters (or leaves), if there is exactly one."""
    bare = [number for number in range(places) if number not in used]
    return tuple(bare) if len(bare) == 1 else ()


def _count(element: Element, child: str, otherwise: int) -> int:
    text = _text(element, child)
    return _number(text) if text.strip() else otherwise


def _number(text: str) -> int:
    said = text.strip()
    if not said.isascii() or not said.isdigit() or len(said) > 3:
        raise RuleBroken("pnml_number_wrong", found=said[:40])
    return int(said)


def _text(element: Element, child: str) -> str:
    return next((_text_of(one) for one in element if _tag(one) == child), "")


def _text_of(element: Element) -> str:
    return next((one.text or "" for one in element.iter() if _tag(one) in ("text", "value")), "")


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def write_pnml(net: Net) -> bytes:
    """Return the net as PNML that reads back equal; silent steps are marked as ProM and PM4Py mark them."""
    root = Element("pnml")
    top = SubElement(root, "net", id="net", type="http://www.pnml.org/version-2009/grammar/ptnet")
    page = SubElement(top, "page", id="page")
    for place in range(net.places):
        one = SubElement(page, "place", id=f"p{place}")
        if place in net.start:
            _say(one, "initialMarking", net.start.count(place))
    for number, transition in enumerate(net.transitions):
        one = SubElement(page, "transition", id=transition.name)
        _say(one, "name", transition.label or transition.name)
        if transition.label is None:
            SubElement(one, "toolspecific", tool="ProM", version="6.4", activity=SILENT)
        ends = [*((f"p{p}", transition.name, n) for p, n in Counter(transition.takes).items())]
        ends += [(transition.name, f"p{p}", n) for p, n in Counter(transition.gives).items()]
        for nth, (source, target, weight) in enumerate(ends):
            _say(SubElement(page, "arc", id=f"a{number}.{nth}", source=source, target=target), "inscription", weight)
    marking = SubElement(SubElement(top, "finalmarkings"), "marking")
    for place, count in sorted(Counter(net.end).items()):
        SubElement(SubElement(marking, "place", idref=f"p{place}"), "text").text = str(count)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _say(element: Element, child: str, value: object) -> None:
    SubElement(SubElement(element, child), "text").text = str(value)
