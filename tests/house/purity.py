"""Pure code reads no clock, draws no chance, opens no file and no connection: what it needs is passed in."""

import ast

CLOCKS = frozenset({"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"})
CLOCK_OWNERS = frozenset({"datetime", "date", "time", "timezone"})
CHANCE = frozenset({"random", "secrets", "uuid"})
OUTSIDE = frozenset({"socket", "requests", "urllib.request", "http.client", "subprocess", "sqlite3"})


def impurities(path: str, text: str, *, files: bool) -> list[str]:
    """Return the lines where a pure file reads the clock, chance or the network, and, unless `files`, a file."""
    found = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=name)) if (
                name in CLOCKS and _last(owner) in CLOCK_OWNERS
            ):
                found.append((node.lineno, f"the clock: {ast.unparse(node)}"))
            case ast.Call(func=ast.Name(id="open")) if not files:
                found.append((node.lineno, f"a file: {ast.unparse(node)}"))
            case ast.Call(func=ast.Attribute(attr="read_text" | "read_bytes" | "write_text" | "write_bytes")) if (
                not files
            ):
                found.append((node.lineno, f"a file: {ast.unparse(node)}"))
            case ast.Import(names=names):
                found += [(node.lineno, f"{alias.name}") for alias in names if alias.name in CHANCE | OUTSIDE]
            case ast.ImportFrom(module=str(module)) if module in CHANCE | OUTSIDE | {"time"}:
                found.append((node.lineno, module))
    return [f"{path}:{line}: {what}" for line, what in sorted(found)]


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
