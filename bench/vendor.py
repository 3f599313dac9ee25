"""Copy the files of others that our pages load from node_modules into the static tree, with licences and hashes.

    npm ci && python bench/vendor.py            write lianjing/ui/static/vendor/
    python bench/vendor.py --check              exit 1 when a served file is not what the manifest says

Nothing else of those packages is served: no content delivery network, no file that no page uses.
"""

import base64
import hashlib
import json
import re
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "lianjing" / "ui" / "static" / "vendor"

ICONS = [
    "alert-circle",
    "alert-triangle",
    "arrow-back-up",
    "arrow-forward-up",
    "arrow-left",
    "arrow-right",
    "arrows-sort",
    "book",
    "building",
    "building-community",
    "calendar-due",
    "checklist",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "circle-dashed",
    "circle-x",
    "clock",
    "copy",
    "device-mobile",
    "download",
    "external-link",
    "eye-off",
    "file-spreadsheet",
    "file-text",
    "filter",
    "fingerprint",
    "flag",
    "help-circle",
    "history",
    "home",
    "hourglass",
    "inbox",
    "info-circle",
    "key",
    "language",
    "letter-case",
    "list-tree",
    "lock",
    "logout",
    "map-pin",
    "message-circle",
    "pencil",
    "player-pause",
    "plus",
    "printer",
    "refresh",
    "school",
    "search",
    "send",
    "shield-check",
    "sitemap",
    "sort-ascending",
    "sort-descending",
    "trash",
    "upload",
    "user",
    "user-check",
    "users",
    "users-group",
    "x",
]

# The package says MIT and carries no text; the holders are those named in the head of its style sheet.
TABLER_HOLDERS = """Copyright (c) 2018-2026 The Tabler Authors
Copyright (c) 2018-2026 codecalm.net Paweł Kuna
Copyright (c) 2011-2026 The Bootstrap Authors"""

# bpmn.io's own licence: MIT, and the mark of bpmn.io in a drawing stays visible and uncovered. Its short name there is
# the reference that SPDX foresees for texts of one's own; the text stands in LICENSE.bpmn-js.txt.
BPMN_LICENCE = "LicenseRef-bpmn.io"

SOURCE_MAP = re.compile(r"\s*(/\*#\s*sourceMappingURL=[^*]*\*/|//#\s*sourceMappingURL=\S*)\s*$")


@dataclass(frozen=True)
class Served:
    """One file that pages load: its package, what was done to it, and the hash of the bytes served."""

    file: str
    package: str
    version: str
    licence: str
    changed: str
    sha384: str


def version(package: str) -> str:
    """Return the version of an installed npm package."""
    return str(json.loads((MODULES / package / "package.json").read_text("utf-8"))["version"])


def sri(path: Path) -> str:
    """Return the hash of a file in the form browsers use for subresource integrity."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def without_map(source: Path, target: Path) -> None:
    """Copy a text file without its pointer to a source map, which is not served."""
    target.write_text(SOURCE_MAP.sub("\n", source.read_text("utf-8")), "utf-8")


def sprite(names: list[str], target: Path) -> None:
    """Write one SVG with a symbol for each named outline icon, in order of name."""
    symbols = []
    for name in sorted(names):
        source = (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text("utf-8")
        inner = source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")]
        paths = "".join(line.strip() for line in inner.splitlines() if "M0 0h24v24H0z" not in line)
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
            f' stroke-linecap="round" stroke-linejoin="round">{paths}</symbol>'
        )
    target.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", "utf-8")


def bpmn_style(target: Path) -> None:
    """Write one style sheet for bpmn-js: its three, and the icon font in the one form that all browsers here have."""
    assets = MODULES / "bpmn-js/dist/assets"
    font = (assets / "bpmn-font/css/bpmn.css").read_text("utf-8")
    font = re.sub(r"src:[^;}]*;\s*src:[^;}]*;", 'src: url("bpmn.woff2") format("woff2");', font, count=1)
    font = re.sub(r"/\*.*?\*/", "", font, flags=re.DOTALL)
    parts = [(assets / name).read_text("utf-8") for name in ("diagram-js.css", "bpmn-js.css")]
    target.write_text("\n".join([*parts, font]), "utf-8")


def bpmn_words(target: Path) -> None:
    """Write the Chinese words of bpmn-js as a script that any page can load."""
    words = (MODULES / "bpmn-js-i18n/translations/zn.js").read_text("utf-8")
    target.write_text(words.replace("export default {", "globalThis.bpmnWords = {", 1), "utf-8")


def write_bpmn() -> list[tuple[str, str, str, str]]:
    """Write the files of bpmn-js; return their rows of the manifest: file, package, licence, what was changed."""
    dist = MODULES / "bpmn-js/dist"
    without_map(dist / "bpmn-navigated-viewer.production.min.js", TARGET / "bpmn-viewer.min.js")
    without_map(dist / "bpmn-modeler.production.min.js", TARGET / "bpmn-modeler.min.js")
    shutil.copyfile(dist / "assets/bpmn-font/font/bpmn.woff2", TARGET / "bpmn.woff2")
    bpmn_style(TARGET / "bpmn.css")
    bpmn_words(TARGET / "bpmn.zh.js")
    for package in ("bpmn-js", "bpmn-js-i18n"):
        shutil.copyfile(MODULES / package / "LICENSE", TARGET / f"LICENSE.{package}.txt")
    return [
        ("bpmn-viewer.min.js", "bpmn-js", BPMN_LICENCE, "renamed"),
        ("bpmn-modeler.min.js", "bpmn-js", BPMN_LICENCE, "renamed"),
        ("bpmn.css", "bpmn-js", BPMN_LICENCE, "three style sheets in one, the icon font as woff2 only"),
        ("bpmn.woff2", "bpmn-js", BPMN_LICENCE, "nothing"),
        ("bpmn.zh.js", "bpmn-js-i18n", "MIT", "a script instead of a module"),
    ]


def write() -> None:
    """Write the served files, the licence texts and both manifests."""
    TARGET.mkdir(parents=True, exist_ok=True)
    without_map(MODULES / "@tabler/core/dist/css/tabler.min.css", TARGET / "tabler.min.css")
    without_map(MODULES / "htmx.org/dist/htmx.min.js", TARGET / "htmx.min.js")
    sprite(ICONS, TARGET / "icons.svg")
    mit = (MODULES / "@tabler/icons/LICENSE").read_text("utf-8")
    (TARGET / "LICENSE.tabler-icons.txt").write_text(mit, "utf-8")
    (TARGET / "LICENSE.tabler-core.txt").write_text(re.sub(r"Copyright \(c\) .*", TABLER_HOLDERS, mit), "utf-8")
    (TARGET / "LICENSE.htmx.txt").write_text((MODULES / "htmx.org/LICENSE").read_text("utf-8"), "utf-8")
    rows = [
        _served("tabler.min.css", "@tabler/core", "MIT", "pointer to the source map removed"),
        _served("icons.svg", "@tabler/icons", "MIT", f"{len(ICONS)} outline icons in one file, thinner stroke"),
        *(_served(file, package, licence, changed) for file, package, licence, changed in write_bpmn()),
        _served("htmx.min.js", "htmx.org", "0BSD", "pointer to the source map removed"),
    ]
    manifest = json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False)
    (TARGET / "manifest.json").write_text(manifest + "\n", "utf-8")
    (TARGET / "VENDOR.md").write_text(_page(rows), "utf-8")


def _served(file: str, package: str, licence: str, changed: str) -> Served:
    return Served(file, package, version(package), licence, changed, sri(TARGET / file))


def _page(rows: list[Served]) -> str:
    lines = [
        "# Files of others served to browsers",
        "",
        "Written by `python bench/vendor.py` from the packages that `package-lock.json` pins; do not edit.",
        "Licence texts stand beside the files.",
        "",
        "| file | package | version | licence | changed | sha384 |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{row.file}` | {row.package} | {row.version} | {row.licence} | {row.changed} | `{row.sha384}` |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def wrong() -> list[str]:
    """Return the served files that are missing, changed, or not in the manifest."""
    rows = json.loads((TARGET / "manifest.json").read_text("utf-8"))
    listed = {row["file"] for row in rows}
    found = {path.name for path in TARGET.iterdir() if path.suffix in {".css", ".js", ".svg", ".woff2"}}
    changed = {row["file"] for row in rows if row["file"] in found and sri(TARGET / row["file"]) != row["sha384"]}
    return sorted((listed ^ found) | changed)


def main(arguments: list[str]) -> int:
    """Write, or check; return the exit code."""
    if "--check" not in arguments:
        write()
        return 0
    for file in wrong():
        print(f"{file} is not what lianjing/ui/static/vendor/manifest.json says", file=sys.stderr)
    return 1 if wrong() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
