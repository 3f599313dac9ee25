"""The design language holds: contrast, icons that exist, no inline style or script, the vendored files unchanged."""

import json
import re
from itertools import product
from pathlib import Path

import pytest

from bench import vendor

PACKAGE = Path(__file__).resolve().parent.parent.parent / "lianjing"
STATIC = PACKAGE / "ui" / "static"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
TOKENS = dict(re.findall(r"--lj-([a-z-]+):\s*(#[0-9a-f]{6})", (STATIC / "ui" / "tokens.css").read_text("utf-8")))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


GROUNDS = ("paper", "ground", "sunk")
TEXTS = ("ink", "ink-soft", "ink-faint", "blue", "blue-deep", "red-deep")
ON_WASH = [
    ("grey-ink", "grey-wash"),
    ("yellow-ink", "yellow-wash"),
    ("green-ink", "green-wash"),
    ("red-deep", "red-wash"),
    ("blue-deep", "blue-wash"),
    ("paper", "blue"),
    ("paper", "red"),
    ("paper", "blue-deep"),
    ("paper", "red-deep"),
]


@pytest.mark.parametrize(("text", "ground"), [*product(TEXTS, GROUNDS), *ON_WASH])
def test_text_is_readable_on_every_ground(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "ground"])
@pytest.mark.parametrize("line", ["edge", "focus"])
def test_controls_and_focus_stand_out(line, ground):
    assert contrast(TOKENS[line], TOKENS[ground]) >= 3


def test_contrast_is_what_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#999999", "#ffffff") < 4.5  # the grey that this test is there to stop


def test_style_sheets_use_no_colour_notation_that_old_browsers_lack():
    for path in (STATIC / "ui").glob("*.css"):
        text = path.read_text("utf-8")
        assert not re.search(r"oklch\(|color-mix\(|light-dark\(", text.split("*/", 1)[1]), path.name


def test_templates_carry_no_style_and_no_script():
    found = [
        f"{path.relative_to(PACKAGE)}: {match[0][:60]}"
        for path in TEMPLATES
        for match in re.finditer(INLINE, path.read_text("utf-8"), re.IGNORECASE)
    ]
    assert not found


INLINE = (
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|javascript:|hx-on"""
    r"""|<script(?![^>]*\bsrc=)(?![^>]*type="application/json")"""
)


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">',
        '<a onclick="x()">',
        "<script>x</script>",
        '<a href="javascript:x">',
        '<a hx-on:click="x">',
        "<style>p{}</style>",
    ],
)
def test_an_inline_style_or_script_is_noticed(bad):
    assert re.search(INLINE, bad, re.IGNORECASE)


def test_templates_load_nothing_from_elsewhere():
    for path in TEMPLATES:
        loaded = re.findall(r"""(?:src|href|action)=["'](https?:)?//""", path.read_text("utf-8"))
        assert not loaded, path


def test_every_icon_named_is_in_the_sprite():
    sprite = set(re.findall(r'symbol id="([a-z0-9-]+)"', (STATIC / "vendor" / "icons.svg").read_text("utf-8")))
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text("utf-8"))}
    assert named <= sprite
    assert len(named) > 20


def test_vendored_files_are_what_the_manifest_says():
    assert vendor.wrong() == []
    rows = json.loads((vendor.TARGET / "manifest.json").read_text("utf-8"))
    page = (vendor.TARGET / "VENDOR.md").read_text("utf-8")
    for row in rows:
        assert row["sha384"] in page


def test_a_changed_vendored_file_is_noticed(tmp_path, monkeypatch):
    for path in vendor.TARGET.iterdir():
        if path.name != "tabler.min.css":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "htmx.min.js").write_bytes(b"changed")
    (tmp_path / "extra.js").write_bytes(b"")
    monkeypatch.setattr(vendor, "TARGET", tmp_path)
    assert vendor.wrong() == ["extra.js", "htmx.min.js", "tabler.min.css"]


def test_the_lock_file_names_no_registry():
    lock = (PACKAGE.parent / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock
