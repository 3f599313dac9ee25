"""What may not be written: Chinese in code, foreign traces, default passwords, names that mean nothing."""

import ast
import re
from collections.abc import Iterator

CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff01-\uff5e]")
CJK_ALLOWED = (
    "lianjing_verify/",
    "lianjing_witness/",
    "lianjing/catalogue/",
    "lianjing/county/",
    "lianjing/locale/",
    "tests/",
    "bench/",
)

# Where somebody's machine, a package index or a pasting tool shows through.
TRACES = {
    "a path of one machine": re.compile(r"(?<![\w./-])/(?:root|home|Users|mnt|opt)/[\w.-]+"),
    "the address of a package index": re.compile(
        r"--(?:extra-)?index-url|--find-links|\bpypi\.org|pythonhosted|\bnpmjs\.|/simple/", re.IGNORECASE
    ),
    "a phrase that a writing tool leaves behind": re.compile(
        r"\bas an? (?:ai|language model)\b|\b(?:ai|llm|bot)[- ](?:generated|assisted|written)\b"
        r"|\bgenerated (?:with|by) (?:an? )?(?:ai|llm|assistant)\b|co-authored-by|\bsub-?agents?\b",
        re.IGNORECASE,
    ),
    "a mark of unfinished work": re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b"),
}

# style guide, "Words": meaningless or double-meaning when they stand alone as a name of ours.
BANNED_ALONE = frozenset(
    ["model", "case", "form", "report", "notice", "group", "supervision", "data", "info", "manager", "handler", "utils"]
)
SECRET_NAME = re.compile(r"pass(?:word|wd|phrase)|secret|api_?key|token", re.IGNORECASE)


def chinese_in_code(path: str, text: str) -> list[str]:
    """Return the lines of a .py or .html file that hold Chinese outside the folders where content lives."""
    if path.startswith(CJK_ALLOWED):
        return []
    return [f"{path}:{number}: {line.strip()}" for number, line in _lines(text) if CJK.search(line)]


def traces(path: str, text: str) -> list[str]:
    """Return every foreign trace in a file, as `path:line: what`."""
    return [
        f"{path}:{number}: {what}: {match[0]}"
        for number, line in _lines(text)
        for what, pattern in TRACES.items()
        if (match := pattern.search(line))
    ]


def banned_names(path: str, text: str) -> list[str]:
    """Return the classes, functions and modules of a .py file whose whole name is a banned word."""
    found = []
    stem = path.rsplit("/", 1)[-1].removesuffix(".py")
    if stem in BANNED_ALONE:
        found.append(f"{path}: a module named {stem}")
    for node in ast.walk(ast.parse(text)):
        named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if named and node.name.lower() in BANNED_ALONE:
            found.append(f"{path}:{node.lineno}: {node.name}")
    return found


def written_secrets(path: str, text: str) -> list[str]:
    """Return every place where code gives a password, key or token a fixed value.

    Seen: assignments, default values, keyword arguments and `set_password("...")`. A name that ends in _FIELD, _URL,
    _HEADER, _NAME and the like names something about a secret, and is none.
    """
    return [
        f"{path}:{line}: {name} = {value.value!r}"
        for line, name, value in _given(ast.parse(text))
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and _is_secret(name, value.value)
    ]


def _given(tree: ast.AST) -> Iterator[tuple[int, str, ast.expr]]:
    """Yield (line, name, expression) wherever a name is given a value."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets):
                yield from ((node.lineno, _name(target), node.value) for target in targets)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield node.lineno, _name(target), value
            case ast.Call(func=called, args=arguments, keywords=keywords):
                yield from ((node.lineno, keyword.arg or "", keyword.value) for keyword in keywords)
                if _name(called) in ("set_password", "make_password") and arguments:
                    yield node.lineno, "password", arguments[0]
            case ast.FunctionDef(args=args) | ast.AsyncFunctionDef(args=args):
                yield from ((node.lineno, name, default) for name, default in _defaults(args))


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    ordered = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(reversed(ordered), reversed(arguments.defaults), strict=False):
        yield argument.arg, default
    for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if value is not None:
            yield argument.arg, value


def _is_secret(name: str, value: str) -> bool:
    about = name.lower().endswith(("_field", "_url", "_header", "_name", "_path", "_file", "_hasher", "_template"))
    return bool(SECRET_NAME.search(name)) and not about and bool(value.strip())


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _lines(text: str) -> Iterator[tuple[int, str]]:
    yield from enumerate(text.splitlines(), start=1)
