"""Names and addresses as they are compared: by characters, by sound, without what differs between spellings."""

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from rapidfuzz import fuzz, process

from lianjing.engines.matching.levels import Levels, Variants


def plain(text: str | None) -> str:
    """Return text in small letters and usual width, without blanks, brackets and marks."""
    folded = unicodedata.normalize("NFKC", text or "").lower()
    return "".join(sign for sign in folded if sign.isalnum())


def core(company: str, variants: Variants) -> str:
    """Return what is a company's own in its plain name: without the region before it and the legal form behind it."""
    name = company
    for form in variants.legal_forms:
        if name.endswith(form) and len(name) > len(form):
            name = name.removesuffix(form)
            break
    stripped = True
    while stripped:
        stripped = False
        for region in variants.regions:
            for end in (*variants.region_ends, ""):
                if name.startswith(region + end) and len(name) > len(region + end) + 1:
                    name, stripped = name.removeprefix(region + end), True
                    break
    return name


@cache
def sound(text: str) -> str:
    """Return the pinyin of a text without tones, a blank between syllables."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes most of a second to load

    return " ".join(lazy_pinyin(text))


def address_of(text: str | None, variants: Variants) -> str:
    """Return an address as compared: regions without their closing sign, figures in one width, no blanks."""
    name = plain(text)
    for region in variants.regions:
        for end in variants.region_ends:
            name = name.replace(region + end, region)
    return name


def alike_companies(names: Sequence[str], levels: Levels, variants: Variants) -> list[tuple[int, int, str, float]]:
    """Return pairs (place, place, evidence, likeness) of company names that are variants of each other.

    names: as written; a pair is reported once, with its strongest evidence, the lower place first.
    """
    cores = [core(plain(name), variants) for name in names]
    usable = [place for place, name in enumerate(cores) if len(name) > 1]
    written = [cores[place] for place in usable]
    spoken = [sound(name) for name in written]
    found = {pair: ("like_name", value * levels.company_sound) for pair, value in _close(written, levels.alike)}
    found |= {pair: ("like_sound", levels.company_sound) for pair in _equal(spoken)}
    found |= {pair: ("name_variant", levels.company_name) for pair in _equal(written)}
    return [(usable[a], usable[b], *said) for (a, b), said in sorted(found.items())]


def _equal(values: Sequence[str]) -> list[tuple[int, int]]:
    places: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        places.setdefault(value, []).append(place)
    return [(a, b) for group in places.values() for i, a in enumerate(group) for b in group[i + 1 :]]


def _close(values: Sequence[str], least: float) -> list[tuple[tuple[int, int], float]]:
    """Return pairs whose characters agree to at least `least`, with the share that agrees."""
    if not values:
        return []
    found = []
    for start in range(0, len(values), 500):  # a block of rows at a time bounds the memory
        block = process.cdist(values[start : start + 500], values, scorer=fuzz.ratio, score_cutoff=least * 100)
        for row, column in zip(*np.nonzero(block), strict=True):
            if start + int(row) < int(column):
                found.append(((start + int(row), int(column)), float(block[row, column]) / 100))
    return found
