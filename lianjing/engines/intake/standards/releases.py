"""Releases found in whatever a publisher wraps them in, and the releases of one process merged into its last state.

Source: OCDS 1.1, "Releases and records", "Merging". A record's compiled release goes before its versioned one, that
before its list; releases that are only links are counted and left out, for nothing is ever fetched.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Release = dict[str, Any]
_CONTENT = frozenset({"planning", "tender", "bids", "awards", "contracts", "buyer", "parties"})
_BESIDE = ("id", "tag", "date")


def found_in(value: Any, left_out: dict[str, int]) -> Iterator[Release]:
    """Yield every release in a document: a release, a record, a package of either, or a list of any of them."""
    if isinstance(value, list):
        for one in value:
            yield from found_in(one, left_out)
    elif isinstance(value, dict):
        if isinstance(value.get("records"), list):
            yield from found_in(value["records"], left_out)
        elif "compiledRelease" in value or "versionedRelease" in value or _is_record(value):
            yield from _of_record(value, left_out)
        elif isinstance(value.get("releases"), list):
            yield from found_in(value["releases"], left_out)
        elif isinstance(value.get("ocid"), str) and value["ocid"].strip():
            yield value
        elif _CONTENT & value.keys():
            left_out["release_without_ocid"] = left_out.get("release_without_ocid", 0) + 1


def _is_record(value: Release) -> bool:
    return isinstance(value.get("releases"), list) and "ocid" in value


def _of_record(record: Release, left_out: dict[str, int]) -> Iterator[Release]:
    compiled, versioned, listed = (record.get(name) for name in ("compiledRelease", "versionedRelease", "releases"))
    if isinstance(compiled, dict) and compiled:
        whole = [compiled]
    elif isinstance(versioned, dict) and versioned:
        whole = [_latest(versioned)]
    else:
        whole = [one for one in listed or () if isinstance(one, dict)]
    for release in whole:
        if not _CONTENT & release.keys():
            left_out["release_linked"] = left_out.get("release_linked", 0) + 1
            continue
        yield from found_in({"ocid": record.get("ocid"), **release}, left_out)


def _latest(value: Any) -> Any:
    """Return a versioned release as its last state: of each list of versions the value of the last one."""
    if isinstance(value, dict):
        return {name: _latest(part) for name, part in value.items()}
    if not isinstance(value, list):
        return value
    if value and all(isinstance(one, dict) and "value" in one and "releaseDate" in one for one in value):
        return max(value, key=lambda one: str(one["releaseDate"]))["value"]
    return [_latest(one) for one in value]


def by_process(releases: Iterator[tuple[int, Release]]) -> dict[str, tuple[int, Release]]:
    """Return ocid → (number of its first document, last state), in the order in which the processes first appear."""
    groups: dict[str, list[tuple[int, Release]]] = {}
    for number, release in releases:
        groups.setdefault(str(release["ocid"]).strip(), []).append((number, release))
    merged = {}
    for ocid, group in groups.items():
        state = group[0][1]
        if len(group) > 1:
            state = {}
            for _, release in sorted(group, key=lambda one: str(one[1].get("date") or "")):
                state = _merged(state, release)
        merged[ocid] = (group[0][0], state)
    return merged


def _merged(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Release:
    """Return the earlier state with what the later release says; null takes a value away, lists are merged by id."""
    state = dict(earlier)
    for name, value in later.items():
        before = state.get(name)
        if value is None:
            state.pop(name, None)
        elif isinstance(value, dict) and isinstance(before, dict):
            state[name] = _merged(before, value)
        elif isinstance(value, list) and isinstance(before, list) and name not in _BESIDE:
            state[name] = _merged_lists(before, value)
        else:
            state[name] = value
    return state


def _merged_lists(earlier: list[Any], later: list[Any]) -> list[Any]:
    """Return both lists merged by the id of their objects; a list of something else is replaced as a whole."""
    if not all(isinstance(one, dict) and one.get("id") is not None for one in (*earlier, *later)):
        return later
    state = {str(one["id"]): one for one in earlier}
    for one in later:
        key = str(one["id"])
        state[key] = _merged(state[key], one) if key in state else one
    return list(state.values())
