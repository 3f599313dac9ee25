"""The lint against formalism (N6, J5, A5): what serving staff and schools may not be measured by.

It reads what is kept, shown and handed out: every name and text in records/, migrations included; in rooms/, portal/,
ui/, site/, jobs/, cli/ and access/exports.py the texts, the names of functions and classes, and what becomes a column
or a key of a page or an export; templates; addresses; translations; the values of content files. It does not read
docstrings, comments, and local names.

Exempt are intake columns (engines/intake, catalogue/formats) and their names in the SQL of a supervision model, which
reads them and never keeps them; the synthetic county, the rank functions of SQL and of Django, and the words of power
items and of law, which speak of pupils, candidates and bank cards as well: a bureau's sheet may hold a column that we
do not keep, a supervision model may number rows, a recruiting panel does give marks.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polib
import yaml

from tests.house.sources import docstrings

HERE = Path(__file__).parent
FORMATS = HERE.parents[1] / "lianjing/catalogue/formats"
KEPT = "lianjing/records/"
MODELS = "lianjing/catalogue/supervision_models/"
READ = ("records", "rooms", "portal", "ui", "site", "jobs", "cli", "catalogue", "locale", "access/exports.py")
EXEMPT = ("catalogue/formats", "catalogue/power_items", "catalogue/legal", "ui/static/vendor")
BECOMES_COLUMN = frozenset({"annotate", "aggregate", "values", "dict", "alias"})
SUFFIXES = (".py", ".html", ".txt", ".po", ".js", ".sql", ".yaml", ".toml", ".json", ".csv")
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*")
SQL_RANK = re.compile(r"\b(?:percent_rank|dense_rank|rank|cume_dist|ntile)\s*\(", re.IGNORECASE)
DJANGO_RANK = frozenset({"Rank", "DenseRank", "PercentRank", "SearchRank"})


@dataclass(frozen=True)
class Term:
    """One forbidden thing: how names, English texts and Chinese texts would say it."""

    id: str
    source: str
    names: tuple[tuple[str, ...], ...]
    english: re.Pattern[str]
    chinese: tuple[str, ...]
    after: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    harmless: tuple[str, ...] = ()

    def in_name(self, words: list[str]) -> bool:
        """Whether the identifier made of `words` (lower case) says it."""
        for wanted in self.names:
            for start in range(len(words) - len(wanted) + 1):
                end = start + len(wanted)
                if tuple(words[start:end]) == wanted:
                    previous, following = words[max(start - 1, 0) : start], words[end : end + 1]
                    if not (self.after.intersection(previous) or self.before.intersection(following)):
                        return True
        return False

    def in_text(self, text: str) -> bool:
        """Whether a text that people read says it, in Chinese or English."""
        for phrase in self.harmless:
            text = text.replace(phrase, " ")
        return any(word in text for word in self.chinese) or bool(self.english.search(text))


@dataclass(frozen=True)
class Hit:
    """A forbidden term in a file."""

    path: str
    line: int
    term: str
    text: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.term}: {self.text.strip()[:120]}"


def terms(path: Path = HERE / "formalism.toml") -> list[Term]:
    """Return the forbidden terms, in the order of the table."""
    rows = tomllib.loads(path.read_text("utf-8"))["term"]
    return [
        Term(
            id=row["id"],
            source=row["source"],
            names=tuple(tuple(name.split("_")) for name in row["names"]),
            english=re.compile(row["english"], re.IGNORECASE),
            chinese=tuple(row["chinese"]),
            after=frozenset(row.get("after", ())),
            before=frozenset(row.get("before", ())),
            harmless=tuple(row.get("harmless", ())),
        )
        for row in rows
    ]


def is_read(path: str) -> bool:
    """Whether the lint reads the file `path` (from the root of the repository)."""
    inside = path.removeprefix("lianjing/")
    below = [folder for folder in READ if f"{inside}/".startswith(f"{folder}/")]
    exempt = inside.startswith(EXEMPT)
    return inside != path and bool(below) and not exempt and path.endswith(SUFFIXES)


def hits(path: str, text: str, vocabulary: list[Term]) -> list[Hit]:
    """Return the forbidden terms in one file, one per line and term, by line."""
    lines = text.splitlines()
    found = set()
    for number, piece, is_name in _pieces(path, text):
        words = [word.lower() for word in WORD.findall(piece)] if is_name else []
        for term in vocabulary:
            if term.in_name(words) if is_name else term.in_text(piece):
                shown = piece if path.endswith(".po") else lines[number - 1]
                found.add(Hit(path, number, term.id, shown))
    return sorted(found, key=lambda hit: (hit.line, hit.term))


def _pieces(path: str, text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield (line, piece, whether it is an identifier) of what a file stores, shows or exports."""
    if path.endswith(".py"):
        yield from _python_pieces(ast.parse(text), kept=path.startswith(KEPT))
        return
    if path.endswith(".yaml"):
        yield from _yaml_pieces(yaml.compose(text, Loader=yaml.CSafeLoader))
        return
    if path.endswith(".po"):
        for entry in polib.pofile(text):
            told = (entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values())
            yield entry.linenum, " | ".join(told), False
        return
    for number, line in enumerate(_without_comments(path, text).splitlines(), start=1):
        shown = SQL_RANK.sub(" ", line) if path.endswith(".sql") else line
        yield number, shown, False
        for match in IDENTIFIER.finditer(shown):
            named = "_" in match[0] or "-" in match[0] or path.endswith((".sql", ".json", ".csv"))
            if named and not (path.startswith(MODELS) and match[0] in _intake_names()):
                yield number, match[0], True


@cache
def _intake_names() -> frozenset[str]:
    """Return the names of the tables that a bureau delivers and of their columns, as a model's SQL must write them."""
    shapes = [yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in sorted(FORMATS.glob("*.yaml"))]
    tables = [shape for shape in shapes if isinstance(shape, dict) and "columns" in shape]
    return frozenset(name for table in tables for name in (table["id"], *(col["name"] for col in table["columns"])))


def _python_pieces(tree: ast.Module, *, kept: bool) -> Iterator[tuple[int, str, bool]]:
    """Yield texts and defined names; with `kept` also every name that is used."""
    silent = docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(value)) if id(node) not in silent:
                yield node.lineno, value, False
                if IDENTIFIER.fullmatch(value.rsplit(".", 1)[-1]):
                    yield node.lineno, value, True
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name, True
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield node.lineno, name, True
            case ast.Call(func=called, keywords=keywords) if _called(called) in BECOMES_COLUMN:
                yield from ((keyword.value.lineno, keyword.arg, True) for keyword in keywords if keyword.arg)
            case ast.Name(id=name) | ast.Attribute(attr=name) if kept and name not in DJANGO_RANK:
                yield node.lineno, name, True


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _yaml_pieces(node: yaml.Node | None) -> Iterator[tuple[int, str, bool]]:
    """Yield the values of a content file, not its keys."""
    match node:
        case yaml.ScalarNode(value=value, start_mark=mark):
            yield mark.line + 1, value, False
        case yaml.SequenceNode(value=children):
            for child in children:
                yield from _yaml_pieces(child)
        case yaml.MappingNode(value=pairs):
            for _, child in pairs:
                yield from _yaml_pieces(child)


def _without_comments(path: str, text: str) -> str:
    """Blank out what nobody reads on a page: template comments, SQL comments, references of translations."""
    blank = {
        ".html": r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->",
        ".sql": r"--[^\n]*",
        ".toml": r"^#[^\n]*",
        ".js": r"^\s*//[^\n]*|/\*.*?\*/",
    }.get(Path(path).suffix)
    if blank is None:
        return text
    return re.sub(blank, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Allowed:
    """A place where a forbidden word is right, and why."""

    path: str
    term: str
    text: str
    why: str

    def covers(self, hit: Hit) -> bool:
        """Whether this entry allows `hit`."""
        return (self.path, self.term) == (hit.path, hit.term) and self.text in hit.text


def allowed(path: Path = HERE / "formalism_allowed.toml") -> list[Allowed]:
    """Return the reasoned allow-list; an entry with an empty part is an error."""
    entries = [Allowed(**row) for row in tomllib.loads(path.read_text("utf-8")).get("allowed", [])]
    for entry in entries:
        if not all((entry.path, entry.term, entry.text.strip(), entry.why.strip())):
            raise ValueError(f"{path.name}: an entry for {entry.path} leaves out path, term, text or why")
    return entries
