"""A text under a name that xgettext does not know (any alias but `_`) would never be found, nor translated."""

import ast

import pytest

from tests.house.sources import ROOT

KNOWN = {
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
}


def hidden_names(source: str) -> list[str]:
    """Return the names under which a module imports a translating function that xgettext would not know."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                plain = name.asname is None or (
                    name.asname == "_" and name.name in {"gettext", "gettext_lazy", "gettext_noop"}
                )
                if name.name in KNOWN and not plain:
                    found.append(f"{name.name} as {name.asname}")
    return found


def test_every_text_is_under_a_name_that_is_found():
    found = {
        str(path.relative_to(ROOT)): names
        for path in sorted((ROOT / "lianjing").rglob("*.py"))
        if (names := hidden_names(path.read_text("utf-8")))
    }
    assert not found


@pytest.mark.parametrize("alias", ["gettext as _g", "ngettext as _n", "ngettext as _", "pgettext_lazy as _p"])
def test_another_name_is_noticed(alias):
    assert hidden_names(f"from django.utils.translation import {alias}\n") == [alias]
