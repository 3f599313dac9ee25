"""Lengths: a source file has at most 400 lines, a function at most 40 (style guide, measured on admired code)."""

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE_LINES = 400
FUNCTION_LINES = 40
COUNTED = (".py", ".html", ".js", ".css", ".sh")


@dataclass(frozen=True)
class TooLong:
    """A file (name "") or a function that is over the budget."""

    path: str
    name: str
    lines: int

    def __str__(self) -> str:
        return f"{self.path}{':' + self.name if self.name else ''} has {self.lines} lines"


def too_long(path: str, text: str) -> list[TooLong]:
    """Return what is over the budget in one file."""
    found = []
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines > FILE_LINES:
        found.append(TooLong(path, "", lines))
    if path.endswith(".py"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    found.append(TooLong(path, node.name, length))
    return found


def exceptions(path: Path) -> dict[tuple[str, str], int]:
    """Return what each named file (name "") or function may reach; an entry without a reason is an error."""
    table = tomllib.loads(path.read_text("utf-8"))
    allowed = {}
    for kind in ("file", "function"):
        for row in table.get(kind, []):
            if not row.get("why", "").strip():
                raise ValueError(f"{path}: {row['path']} states no reason")
            allowed[row["path"], row.get("name", "")] = row["lines"]
    return allowed
