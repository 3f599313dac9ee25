"""Power items as values: `catalogue/power_items/<id>/item.yaml`, each with its labelled traces beside it."""

from collections.abc import Iterator
from pathlib import Path

from lianjing.domain.parameters import Basis, Words
from lianjing.domain.power.item import Item, Waiver
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.library import CATALOGUE, Library
from lianjing.engines.content.placed_yaml import Placed, placed_text, read_placed
from lianjing.engines.content.power_desk import PowerDesk
from lianjing.engines.content.power_flow import FlowReader
from lianjing.engines.content.problems import Problem, refuse
from lianjing.engines.content.reading import read_kind, shape_of
from lianjing.engines.content.shapes_base import BasisShape, WordsShape
from lianjing.engines.content.shapes_powers import PowerItemFile

FOLDER = "power_items"


def power_desk(library: Library, catalogue: Path = CATALOGUE) -> PowerDesk:
    """Return the desk for reading items of `catalogue`. Raises RuleBroken("content_wrong")."""
    codes = read_kind(catalogue / "org/post_codes.yaml", "post_codes", "org/post_codes.yaml")[0]
    fields = read_kind(catalogue / FOLDER / "notice_fields.yaml", "notice_fields", f"{FOLDER}/notice_fields.yaml")[0]
    return PowerDesk(library.instruments, library.parameters, frozenset(one.code for one in codes.codes), fields)


def read_items(library: Library, catalogue: Path = CATALOGUE) -> dict[str, Item]:
    """Return every power item by id, in order of id.

    Raises RuleBroken("content_wrong", problems) naming file and line of every fault of every item at once.
    """
    desk = power_desk(library, catalogue)
    found: dict[str, Item] = {}
    for path in sorted((catalogue / FOLDER).glob("*/item.yaml")):
        try:
            found[path.parent.name] = read_item(path, desk, f"{FOLDER}/{path.parent.name}/item.yaml")
        except RuleBroken as broken:
            desk.problems.extend(broken.facts["problems"])
    refuse(desk.problems)
    return found


def read_item(path: Path, desk: PowerDesk, shown: str = "") -> Item:
    """Return the item at `path`. Raises RuleBroken("content_wrong", problems): shape, unknown codes, references."""
    placed = read_placed(path, shown or path.name)
    item = _checked(placed, desk)
    if path.name == "item.yaml" and path.parent.name != item.id:
        line, hint = placed.line_of(("id",)), f"Write {path.parent.name}"
        refuse([Problem(placed.file, line, "id", "wrong_value", f"the folder is {path.parent.name}", hint)])
    return item


def item_of_text(text: str, desk: PowerDesk, shown: str) -> Item:
    """Return the item that a text says, as `read_item` does with a file; `shown` names it in problems."""
    return _checked(placed_text(text, shown), desk)


def _checked(placed: Placed, desk: PowerDesk) -> Item:
    shaped = shape_of(placed, PowerItemFile)[0]
    own = PowerDesk(desk.instruments, desk.figures, desk.posts, desk.fields)
    item = _item(shaped, placed, own)
    refuse(own.problems)
    return item


def read_chart_words(catalogue: Path = CATALOGUE) -> dict[str, Words]:
    """Return the words of the drawings by code. Raises RuleBroken("content_wrong")."""
    name = f"{FOLDER}/chart_words.yaml"
    return {code: words(said) for code, said in read_kind(catalogue / name, "chart_words", name)[0].words.items()}


def _item(shaped: PowerItemFile, placed: Placed, desk: PowerDesk) -> Item:
    if shaped.area != shaped.id[:2]:
        desk.fault(placed, ("area",), "wrong_value", f"{shaped.id} is not of {shaped.area}", f"Write {shaped.id[:2]}")
    reader = FlowReader(shaped, placed, desk)
    flow = reader.flow(shaped.flow, ("flow",))
    reader.check_references()
    groups = tuple(reader.apart(group, ("separate", at)) for at, group in enumerate(shaped.separate))
    return Item(
        id=shaped.id,
        area=shaped.area,
        name=words(shaped.name),
        guide=words(shaped.guide),
        risk_level=shaped.risk_level,
        version=shaped.version.no,
        first=shaped.version.first,
        basis=tuple(_bases(shaped.basis, placed, desk)),
        flow=flow,
        separate=groups,
        waiver=_waiver(shaped, placed, desk, reader),
        papers={code: words(said) for code, said in shaped.papers.items()},
        days={code: words(said) for code, said in shaped.days.items()},
        retention=words(shaped.retention) if shaped.retention else None,
        file=placed.file,
    )


def words(shape: WordsShape) -> Words:
    """Return the words of a shape."""
    return Words(shape.zh, shape.en)


def _bases(shapes: list[BasisShape], placed: Placed, desk: PowerDesk) -> Iterator[Basis]:
    for at, shape in enumerate(shapes):
        instrument = desk.instruments.get(shape.code)
        if instrument is None:
            hint = "Add it to legal/instruments.yaml first"
            desk.fault(placed, ("basis", at, "code"), "unknown_code", f"{shape.code} is not in the library", hint)
            continue
        yield Basis(instrument, shape.tag, shape.article, shape.verified_by, shape.verified_on)


def _waiver(shaped: PowerItemFile, placed: Placed, desk: PowerDesk, reader: FlowReader) -> Waiver | None:
    if shaped.waiver is None:
        return None
    path = ("waiver",)
    if shaped.waiver.by not in desk.posts:
        hint = "Write a code of org/post_codes.yaml"
        desk.fault(placed, (*path, "by"), "unknown_code", f"{shaped.waiver.by} is no post code", hint)
    groups = tuple(reader.apart(group, (*path, "separate", at)) for at, group in enumerate(shaped.waiver.separate))
    return Waiver(tuple(shaped.waiver.classes), groups, words(shaped.waiver.instead), shaped.waiver.by)
