"""Documents lead somewhere, are reachable from the index, and name commands that exist."""

import re

from typer.main import get_command

from lianjing import cli
from tests.house.links import LINK, anchors, broken
from tests.house.sources import ROOT, ours, relative

DOCUMENTS = ours(".md")


def test_every_link_leads_somewhere():
    found = [row for page in DOCUMENTS for row in broken(page, ROOT)]
    assert not found, "\n".join(found)


def test_every_document_is_reachable_from_the_index():
    linked, queue = set(), [ROOT / "docs" / "index.md"]
    while queue:
        page = queue.pop()
        if page in linked or page.suffix != ".md" or not page.exists():
            continue
        linked.add(page)
        links = LINK.findall(page.read_text("utf-8"))
        queue += [(page.parent / link.split("#")[0]).resolve() for link in links if "://" not in link]
    lost = [relative(page) for page in DOCUMENTS if page not in linked and relative(page).startswith("docs/")]
    assert not lost, f"not linked from docs/index.md or a page that it links: {lost}"


def test_every_make_target_that_documents_name_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        (relative(page), target)
        for page in DOCUMENTS
        for target in re.findall(r"\bmake ([a-z-]+)(?=`|\s*$|\s+#|\s{2,})", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {target for _, target in named} >= {"demo", "test"}, "the documents name the two commands"
    assert not [row for row in named if row[1] not in targets]


def strange_commands(text, known):
    """Return the `lianjing …` commands and options in code spans and blocks of `text` that are not in `known`."""
    found = []
    typed = [line.split("#")[0] for line in re.findall(r"^ *(lianjing [a-z].*)$", text, re.MULTILINE)]
    for line in [*re.findall(r"`([^`\n]*\blianjing [a-z][^`\n]*)`", text), *typed]:
        for name, rest in re.findall(r"\blianjing ([a-z]+)([^;|&]*)", line):
            options = set(re.findall(r"--[a-z-]+", rest))
            if name not in known or not options <= known[name]:
                found.append(line)
    return found


def unexplained(text):
    """Return the lines of `text` that a bare Debian 12 does not know, unless it says how a shell comes to know them.

    Debian has no `python`, and its `pip` installs nothing outside a virtual environment (PEP 668).
    """
    return [] if ".venv/bin/activate" in text else re.findall(r"^ *((?:lianjing|python|pip) .*)$", text, re.MULTILINE)


def test_a_command_typed_bare_is_one_that_the_shell_knows():
    found = {relative(page): unexplained(page.read_text("utf-8")) for page in DOCUMENTS}
    assert not {page: lines for page, lines in found.items() if lines}
    assert unexplained("```sh\nlianjing check\npython x.py\n```\n") == ["lianjing check", "python x.py"]


def options(command):
    """Return the options of a command and of the commands below it."""
    own = {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]}
    return own.union(*(options(below) for below in getattr(command, "commands", {}).values()))


def test_every_command_that_documents_name_exists():
    cli.register()
    known = {name: options(command) for name, command in get_command(cli.app).commands.items()}
    found = {relative(page): strange_commands(page.read_text("utf-8"), known) for page in DOCUMENTS}
    assert not {page: rows for page, rows in found.items() if rows}
    assert strange_commands("`lianjing fly` `lianjing check --hard` `lianjing check --json`", known) == [
        "lianjing fly",
        "lianjing check --hard",
    ]


def test_a_broken_link_is_noticed(tmp_path):
    (tmp_path / "b.md").write_text("# One heading, 两字\n", "utf-8")
    page = tmp_path / "a.md"
    page.write_text("[x](b.md) [y](b.md#one-heading-两字) [z](https://example.org/none) `[q](gone.md)`\n", "utf-8")
    assert broken(page, tmp_path) == []
    page.write_text("[x](c.md) [y](b.md#two) [z](../../etc/passwd)\n", "utf-8")
    assert len(broken(page, tmp_path)) == 3
    assert anchors("## 1. What `make test` does\n```\n# not a heading\n```\n") == {"1-what-make-test-does"}
