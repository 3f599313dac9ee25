"""What the guards read: the files that belong to the repository, and their parts."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".png", ".jpg", ".jpeg", ".ico", ".woff2", ".xlsx", ".xls", ".mo", ".gz", ".pdf", ".zip", ".db"}
OTHERS = ("/vendor/", "/fonts/")  # written elsewhere, kept byte for byte


@cache
def files() -> tuple[Path, ...]:
    """Return every file that git keeps or would keep, sorted; ignored and removed files are absent."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode("utf-8")
    paths = {ROOT / name for name in listed.split("\0") if name}
    return tuple(sorted(path for path in paths if path.is_file()))


def relative(path: Path) -> str:
    """Return `path` as written in messages: from the root of the repository, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def ours(*suffixes: str, under: str = "") -> list[Path]:
    """Return our own text files with one of `suffixes` (all text when none is given) below the folder `under`."""
    chosen = []
    for path in files():
        name = "/" + relative(path)
        if path.suffix in BINARY or any(part in name for part in OTHERS):
            continue
        if name.startswith("/" + under) and (not suffixes or path.suffix in suffixes):
            chosen.append(path)
    return chosen


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def docstrings(tree: ast.AST) -> set[int]:
    """Return the ids of the constant nodes that are docstrings."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found
