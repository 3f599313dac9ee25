"""The OpenAPI 3.1 document of everything on the public side that is meant for programs, made from the same columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import lianjing
from lianjing.portal.still import open_data, open_figures, school_data
from lianjing.portal.still.data_set import LICENCE, TEXT, WHOLE, DataSet, object_of

NAME = "api/openapi.json"
_JSON, _PLAIN, _BYTES = "application/json", "text/plain", "application/octet-stream"
_ABOUT = (
    "Plain files on any web server: no key, no account, no cookies, nothing counted; pages of other sites may read"
    " them. Ask again with If-None-Match or If-Modified-Since. Amounts are in fen. Personal data are masked or absent"
    " before anything is published; what came down is gone here too. How wide a partial tile of the log is changes with"
    " the log's size: see c2sp.org/tlog-tiles."
)


def document(sets: Sequence[DataSet], school: str) -> dict[str, Any]:
    """Return the document for these sets. school: code of one, for the examples."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lianjing: what is public",
            "version": lianjing.__version__,
            "description": _ABOUT,
            "license": {"name": "CC BY 4.0", "identifier": LICENCE},
        },
        "servers": [{"url": "/"}],
        "paths": {**_sets(sets), **_schools(school), **_beside(), **_log()},
        "components": {
            "schemas": {
                "SetSchema": {"type": "object", "description": "a JSON Schema, draft 2020-12"},
                **{one.name: _without_dialect(open_data.schema(one)) for one in sets},
                "Index": _index(),
                "School": school_data.schema(),
                "Figure": open_figures.figure_schema(),
                "Found": {"type": "array", "items": {"type": "array", "items": TEXT, "minItems": 3, "maxItems": 3}},
                "Content": object_of({"payload": TEXT, "salt": TEXT}),
                "Gone": object_of({"entry": TEXT, "proof": TEXT}),
            },
            "responses": {"Missing": {"description": "There is no such file."}},
        },
    }


def _sets(sets: Sequence[DataSet]) -> dict[str, Any]:
    name = _in_path("set", sets[0].name if sets else "", [one.name for one in sets])
    return {
        "/data/index.json": _get("sets", "The sets of open data", _JSON, "Index"),
        **{f"/data/{one.name}.json": _get(one.name, f"{one.title[1]}, all rows", _JSON, one.name) for one in sets},
        "/data/{set}.csv": _get("set_csv", "The same rows for spreadsheets", "text/csv", "", [name]),
        "/data/{set}.schema.json": _get("set_schema", "What a set's columns say", _JSON, "SetSchema", [name]),
        "/search/index.json": _get("search", "What can be found: name, address, Chinese and pinyin", _JSON, "Found"),
        f"/{NAME}": _get("description", "This document", _JSON),
    }


def _schools(example: str) -> dict[str, Any]:
    code = _in_path("code", example)
    kind = _in_path("kind", "fees", list(open_figures.KINDS))
    words = "One school: what it owes, published and answered, with contents, hashes and proofs"
    figure = "A figure's bytes, whose hash is in the log; none where nothing was delivered"
    slot, at = _in_path("slot"), _in_path("at", words="as `address` of the file says")
    beside = _get("file", "A file beside a notice", _BYTES, "", [code, slot, at])
    return {
        "/s/{code}/calendar/{slot}/files/{at}": beside,
        "/s/{code}/data.json": _get("school", words, _JSON, "School", [code]),
        "/s/{code}/figures/{kind}.json": _get("figure", figure, _JSON, "Figure", [code, kind]),
        "/s/{code}/feed.xml": _get("school_feed", "What a school published", "application/atom+xml", "", [code]),
    }


def _beside() -> dict[str, Any]:
    return {"/feed.xml": _get("feed", "What was published last", "application/atom+xml")}


def _log() -> dict[str, Any]:
    """Return the files of the public log."""
    level = _in_path("level", "0")
    tile = _in_path("tile", "000", words="number in groups of three digits, such as x001/067 or 000.p/12")
    place = _in_path("place", words="number of the entry in groups of three digits, such as x001/067")
    return {
        "/log/checkpoint": _get("checkpoint", "The log's head, signed by log and witnesses", _PLAIN),
        "/log/history.jsonl": _get("heads", "Heads of the past, one a line", "application/jsonl"),
        "/log/log.vkey": _get("key", "The log's public key", _PLAIN),
        "/log/policy": _get("policy", "Whose signatures are enough", _PLAIN),
        "/log/tile/{level}/{tile}": _get("tile", "Hashes of the tree", _BYTES, "", [level, tile]),
        "/log/tile/entries/{tile}": _get("entries", "Entries of the log", _BYTES, "", [tile]),
        "/log/content/{place}.json": _get("content", "What an entry commits to", _JSON, "Content", [place]),
        "/log/gone/{place}.json": _get("gone", "The tombstone by which a content went", _JSON, "Gone", [place]),
        "/log/proof/{place}.tlog-proof": _get("proof", "An entry's proof to a head", _PLAIN, "", [place]),
        "/log/{program}": _get(
            "program",
            "Programs that check the log and sign its heads",
            "text/x-python",
            "",
            [_in_path("program", "lianjing_verify.py", ["lianjing_verify.py", "lianjing_witness.py"])],
        ),
    }


def _in_path(name: str, example: str = "", among: Sequence[str] = (), words: str = "") -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", **({"enum": list(among)} if among else {})}
    said = {"name": name, "in": "path", "required": True, "schema": schema}
    return {**said, **({"example": example} if example else {}), **({"description": words} if words else {})}


def _get(
    name: str, words: str, media: str, schema: str = "", parameters: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    kind = {"$ref": f"#/components/schemas/{schema}"} if schema else {}
    answer = {"description": words, "content": {media: {"schema": kind} if kind else {}}}
    missing = {"$ref": "#/components/responses/Missing"}
    asked = {"operationId": name, "summary": words, "responses": {"200": answer, "404": missing}}
    return {"get": {**asked, "parameters": list(parameters)} if parameters else asked}


def _without_dialect(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "$schema"}


def _index() -> dict[str, Any]:
    listed = {"name": TEXT, "title": object_of({"zh": TEXT, "en": TEXT}), "json": TEXT, "csv": TEXT, "schema": TEXT}
    sets = {"type": "array", "items": object_of({**listed, "rows": WHOLE})}
    return object_of({"licence": {"const": LICENCE}, "licence_url": TEXT, "sets": sets})
