"""What is installed is pinned with hashes, names no index, and is what the lists ask for; others' works are listed."""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tomllib

import pytest

import lianjing
from tests.house.sources import ROOT

LISTS = ("requirements-build", "requirements", "requirements-dev")
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==[^\s;\\]+")


def flat(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text):
    """Return the names that a pinned file pins, and the lines that are neither a pin nor a hash of one."""
    names, strange = set(), []
    blocks = re.split(r"\n(?=\S)", text.strip())
    for block in blocks:
        match = PIN.match(block)
        if match and "--hash=sha256:" in block:
            names.add(flat(match[1]))
        else:
            strange.append(block.splitlines()[0])
    return names, strange


def asked(name):
    """Return the names that a list asks for, those of the lists it includes among them."""
    names = set()
    for line in (ROOT / f"{name}.in").read_text("utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("-r "):
            names |= asked(line.removeprefix("-r ").removesuffix(".in"))
        elif line:
            names.add(flat(re.split(r"[\[<>=!~; ]", line)[0]))
    return names


@pytest.mark.parametrize("name", LISTS)
def test_every_requirement_is_pinned_with_hashes_and_no_address(name):
    text = (ROOT / f"{name}.txt").read_text("utf-8")
    names, strange = pinned(text)
    assert not strange
    assert "://" not in text
    assert asked(name) <= names, "run `make requirements`"


def test_the_development_pins_agree_with_the_run_time_pins():
    def versions(name):
        return set(re.findall(r"^\S+==[^\s\\]+", (ROOT / f"{name}.txt").read_text("utf-8"), re.MULTILINE))

    assert versions("requirements") <= versions("requirements-dev")
    assert versions("requirements-build") <= versions("requirements-dev")


def test_a_pin_without_hash_or_with_an_address_is_noticed():
    assert pinned("django==5.2.19")[1] == ["django==5.2.19"]
    assert pinned("--extra-" + "index-url https://mirror.example\n")[1]
    assert pinned("a==1 \\\n    --hash=sha256:00\nb==2 \\\n    --hash=sha256:11\n") == ({"a", "b"}, [])


def test_the_version_is_said_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == lianjing.__version__
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest
    assert newest.group(1) == lianjing.__version__


def test_the_licence_is_whole_and_the_works_of_others_are_listed():
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "third_party.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def strangers(folder):
    """Return the vendored files of `folder` whose bytes are not those of its manifest."""
    rows = {row["file"]: row["sha384"] for row in json.loads((folder / "manifest.json").read_text("utf-8"))}
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.suffix in (".js", ".css", ".svg", ".woff2", ".otf"):
            digest = base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
            if rows.get(name) != f"sha384-{digest}":
                found.append(name)
    return found


def test_vendored_files_are_those_of_their_manifest(tmp_path):
    folder = ROOT / "lianjing" / "ui" / "static" / "vendor"
    assert strangers(folder) == []
    assert strangers(ROOT / "lianjing" / "engines" / "papers" / "vendor") == []
    (tmp_path / "manifest.json").write_text((folder / "manifest.json").read_text("utf-8"), "utf-8")
    (tmp_path / "htmx.min.js").write_text("changed", "utf-8")
    assert strangers(tmp_path) == ["htmx.min.js"]
