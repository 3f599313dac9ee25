"""A content file becomes its shape, or a list of problems that name the line and what to write instead."""

from collections.abc import Hashable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.placed_yaml import Placed, read_placed
from lianjing.engines.content.problems import Problem, refusal
from lianjing.engines.content.shapes import KINDS

Shaped = TypeVar("Shaped", bound=BaseModel)
_EXAMPLES = {
    "string_type": "Put it in quotes",
    "date_type": "Write a day like 2026-09-01, without quotes",
    "int_type": "Write a whole number without quotes",
    "decimal_type": "Write a figure without quotes, for example 3 or 0.5",
    "is_instance_of": "Write a figure without quotes, for example 3 or 0.5",
    "bool_type": "Write true or false",
    "dict_type": "Write `key: value` lines, indented by two spaces",
    "model_type": "Write `key: value` lines, indented by two spaces",
    "list_type": "Write a list: [a, b] or lines that begin with a dash",
    "enum": "Write one of: {expected}",
    "literal_error": "Write one of: {expected}",
    "string_too_short": "Write it out; it may not be empty",
    "too_short": "Write at least one entry",
    "greater_than_equal": "Write {ge} or more",
    "less_than_equal": "Write {le} or less",
}
_CODES = {"extra_forbidden": "unknown_key", "missing": "missing_key", "wrong_value": "wrong_value"}


def read_shape(path: Path, shape: type[Shaped], shown: str = "") -> tuple[Shaped, Placed]:
    """Return the file at `path` as `shape`, with the lines of its parts.

    Raises RuleBroken("content_wrong", problems) when it is anything else; every fault of the file is listed.
    """
    return shape_of(read_placed(path, shown or path.name), shape)


def shape_of(placed: Placed, shape: type[Shaped]) -> tuple[Shaped, Placed]:
    """Return a YAML value as `shape`. Raises RuleBroken("content_wrong", problems); every fault is listed."""
    try:
        return shape.model_validate(placed.value), placed
    except ValidationError as invalid:
        found = {(problem.line, problem.where): problem for problem in _problems(invalid, placed, shape)}
        raise refusal(tuple(found.values())) from None


def read_kind(path: Path, kind: str, shown: str = "") -> tuple[Any, Placed]:
    """Return a content file of one of the house's kinds; RuleBroken("content_kind_unknown") for another kind."""
    if kind not in KINDS:
        raise RuleBroken("content_kind_unknown", kind=kind, kinds=tuple(KINDS))
    return read_shape(path, KINDS[kind], shown)


def _problems(invalid: ValidationError, placed: Placed, shape: type[BaseModel]) -> Iterator[Problem]:
    for error in invalid.errors(include_url=False):
        path = _path(error, placed)
        where = ".".join(str(part) for part in path) or "the file"
        code = _CODES.get(error["type"], "not_allowed" if error["type"] in ("enum", "literal_error") else "wrong_type")
        got, instead = _say(error, placed, path, shape)
        yield Problem(placed.file, placed.line_of(path), where, code, got, instead)


def _path(error: ErrorDetails, placed: Placed) -> tuple[Hashable, ...]:
    """Return where the error is, without the marks that pydantic adds for keys and unions."""
    path: tuple[Hashable, ...] = ()
    for part in error["loc"]:
        if (*path, part) in placed.lines:
            path = (*path, part)
        else:
            dated = next((key for key in _keys_at(placed, path) if str(key) == str(part)), None)
            path = (*path, dated) if dated is not None else path
    return (*path, error["loc"][-1]) if error["type"] == "missing" else path


def _keys_at(placed: Placed, path: tuple[Hashable, ...]) -> list[Hashable]:
    return [where[-1] for where in placed.lines if len(where) == len(path) + 1 and where[: len(path)] == path]


def _say(error: ErrorDetails, placed: Placed, path: tuple[Hashable, ...], shape: type[BaseModel]) -> tuple[str, str]:
    facts = error.get("ctx", {})
    got = f"{_short(error['input'])} stands here"
    match error["type"]:
        case "missing":
            return f"`{path[-1]}` is missing", f"Add `{path[-1]}: {_example(shape, str(path[-1]))}`"
        case "extra_forbidden":
            return f"`{path[-1]}` is not known here", _nearest(shape, str(path[-1]))
        case "wrong_value":
            return str(facts["got"]), str(facts["instead"])
        case "string_pattern_mismatch":
            return got, f"Write it in the shape {facts['pattern']}"
        case kind if kind in _EXAMPLES:
            return got, _EXAMPLES[kind].format(**facts)
        case _:
            return got, error["msg"]


def _short(value: object) -> str:
    text = "nothing" if value is None else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _parts(shape: type[BaseModel]) -> dict[str, list[dict[str, Any]]]:
    """Return every key that the schema of `shape` knows, with what the schema says of it in each place."""
    schema = shape.model_json_schema()
    found: dict[str, list[dict[str, Any]]] = {}
    for part in (schema, *schema.get("$defs", {}).values()):
        for key, said in part.get("properties", {}).items():
            found.setdefault(key, []).append(said)
    return found


def _example(shape: type[BaseModel], key: str) -> str:
    for said in _parts(shape).get(key, []):
        if "examples" in said:
            return str(said["examples"][0])
        if "const" in said:
            return str(said["const"])
    return "…"


def _nearest(shape: type[BaseModel], key: str) -> str:
    near = get_close_matches(key, _parts(shape), n=1)
    return f"Did you mean `{near[0]}`? Otherwise leave it out" if near else "Leave it out"
