"""What BPMN has no words for, as extension elements in a namespace of our own: every mark of an item and its steps.

An element is written from a value's own fields: texts, figures, days and codes become attributes (lists of codes with
spaces between), values become elements of the field's name. So no mark can be forgotten, and reading is the reverse.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from xml.etree.ElementTree import Element

from lianjing.domain.refusals import RuleBroken

NAMESPACE = "urn:lianjing:power:1"
PREFIX = "lj"
Marked = TypeVar("Marked")


def marks_of(value: Any, name: str, *leave_out: str) -> Element:
    """Return a value (a dataclass) as the element `name`; fields that hold their default are not written."""
    element = Element(f"{PREFIX}:{name}")
    for part in fields(value):
        held = getattr(value, part.name)
        if part.name not in leave_out and held != _default(part):
            _write(element, part.name, held)
    return element


def value_of(element: Element, kind: type[Marked], **given: Any) -> Marked:
    """Return the value of type `kind` that an element holds; `given`: fields that stand elsewhere.

    Raises RuleBroken("bpmn_mark_wrong", element, field) when something is missing or is not of its type.
    """
    hints = get_type_hints(kind)
    found = dict(given)
    for part in fields(kind):  # type: ignore[arg-type]
        if part.name in given:
            continue
        try:
            held = _read(element, part.name, hints[part.name])
        except (KeyError, ValueError) as wrong:
            raise RuleBroken("bpmn_mark_wrong", element=_local(element), field=part.name) from wrong
        if held is not MISSING:
            found[part.name] = held
        elif type(None) in get_args(hints[part.name]):
            found[part.name] = None
        elif _default(part) is MISSING:
            raise RuleBroken("bpmn_mark_wrong", element=_local(element), field=part.name)
    return kind(**found)


def _write(element: Element, name: str, held: Any) -> None:
    match held:
        case None:
            return
        case Mapping() if held:
            for key, value in held.items():
                child = (
                    marks_of(value, name) if is_dataclass(value) else Element(f"{PREFIX}:{name}", {"as": str(value)})
                )
                child.attrib = {"key": key, **child.attrib}
                element.append(child)
        case tuple() if held and is_dataclass(held[0]):
            element.extend([marks_of(one, name) for one in held])
        case tuple() if held and isinstance(held[0], tuple):
            element.extend([Element(f"{PREFIX}:{name}", {"of": " ".join(one)}) for one in held])
        case _ if is_dataclass(held):
            element.append(marks_of(held, name))
        case _:
            element.set(name, _text(held))


def _text(held: Any) -> str:
    match held:
        case tuple() | Mapping():
            return " ".join(held)
        case bool():
            return str(held).lower()
        case Enum():
            return str(held.value)
        case date():
            return held.isoformat()
        case _:
            return str(held)


def _read(element: Element, name: str, hint: Any) -> Any:
    """Return the value of a field, MISSING when nothing stands for it."""
    children = list(element.iterfind(f"{{{NAMESPACE}}}{name}"))
    kind, inner = _bare(hint)
    if element.get(name) == "" and kind in (tuple, Mapping):
        return kind() if kind is tuple else {}
    if kind is tuple and _is_value(inner):
        return tuple(value_of(child, inner) for child in children) if children else MISSING
    if kind is tuple and get_origin(inner) is tuple:
        return tuple(tuple(child.attrib["of"].split()) for child in children) if children else MISSING
    if kind is Mapping:
        return dict(_entries(children, inner)) if children else MISSING
    if _is_value(kind):
        return value_of(children[0], kind) if children else MISSING
    text = element.get(name)
    return MISSING if text is None else _scalar(text, kind)


def _entries(children: list[Element], inner: Any) -> Iterator[tuple[str, Any]]:
    for child in children:
        yield child.attrib["key"], value_of(child, inner) if _is_value(inner) else child.attrib["as"]


def _scalar(text: str, kind: Any) -> Any:
    if kind is tuple:
        return tuple(text.split())
    if kind is bool:
        return {"true": True, "false": False}[text]
    return date.fromisoformat(text) if kind is date else kind(text)


def _is_value(kind: Any) -> bool:
    return is_dataclass(kind)


def _bare(hint: Any) -> tuple[Any, Any]:
    """Return (type, type of what it holds) without `| None`."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    held = get_origin(hint)
    if held is None:
        return hint, None
    return (Mapping, get_args(hint)[1]) if issubclass(held, Mapping) else (held, get_args(hint)[0])


def _default(part: Field[Any]) -> Any:
    return part.default if part.default_factory is MISSING else part.default_factory()


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
