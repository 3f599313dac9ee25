"""What the generated reference pages print: commands, settings, grants, doors, tables, answers, the profile's hints."""

import ast
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "lianjing"


def commands() -> str:
    """Return every command with its help, arguments and options."""
    import typer
    from typer.main import get_command

    from lianjing import cli

    cli.register()
    group: Any = get_command(cli.app)
    parts = []
    for name, command in _each(group.commands):
        context = typer.Context(command, info_name=f"lianjing {name}")
        parts.append(f"## `lianjing {name}`\n\n{command.help}\n\n{_options(command, context)}")
    return "\n".join(parts)


def _each(commands: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command with the words by which it is called; of a command with commands below it, those."""
    for name, command in sorted(commands.items()):
        if below := getattr(command, "commands", None):
            yield from _each(below, f"{above}{name} ")
        elif not command.hidden:
            yield f"{above}{name}", command


def _options(command: Any, context: Any) -> str:
    rows = ["| | | default |", "|---|---|---|"]
    for parameter in command.params:
        if parameter.name == "help":
            continue
        names = ", ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.name.upper()
        default = "" if parameter.default in (None, False) or parameter.required else parameter.default
        rows.append(f"| `{names}` | {getattr(parameter, 'help', '') or ''} | {default} |")
    return "\n".join(rows) + "\n" if len(rows) > 2 else "No options.\n"


def settings() -> str:
    """Return every setting with its variable, type, default and meaning."""
    from lianjing.site.config import Settings

    rows = ["| variable | in the TOML file | default | meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in ("", None) else f"`{field.default}`"
        rows.append(f"| `LIANJING_{name.upper()}` | `{name}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def grants() -> str:
    """Return the table of grants: a row an action, a column a role, the reach in each cell."""
    from lianjing.domain.authority import GRANTS, Action, Role

    rows = ["| action | " + " | ".join(role.value for role in Role) + " |", "|---" * (len(Role) + 1) + "|"]
    for action in Action:
        cells = [GRANTS[role, action].value if (role, action) in GRANTS else "" for role in Role]
        rows.append(f"| `{action.value}` | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def doors() -> str:
    """Return every call of `unscoped`, with its place and its reason, read from the source."""
    rows = ["| place | table | reason |", "|---|---|---|"]
    for path in sorted(PACKAGE.rglob("*.py")):
        for scope, table, reason in _doors_in(ast.parse(path.read_text(encoding="utf-8"))):
            rows.append(f"| `{path.relative_to(PACKAGE)}` {scope} | {table} | {reason} |")
    return "\n".join(dict.fromkeys(rows)) + "\n"


def _doors_in(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    named = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "unscoped":
                    given = next(word.value for word in node.keywords if word.arg == "reason")
                    reason = named.get(ast.unparse(given)) or ast.unparse(given).strip("'\"")
                    yield f"`{function.name}`", f"`{ast.unparse(node.args[0])}`", str(reason)


def tables() -> str:
    """Return every table: what a row is, its scope, and its columns."""
    _django()
    from django.apps import apps

    from lianjing.records.base import Table

    parts = []
    for table in sorted(apps.get_app_config("records").get_models(), key=lambda table: table.__name__):
        about = (table.__doc__ or "").strip().splitlines()[0]
        lines = [f"## {table.__name__}", "", about, ""]
        if issubclass(table, Table):
            lines += [f"Scope: {_scope(table.scope)}", ""]
        lines += ["| column | kind | points to |", "|---|---|---|", *_columns(table), ""]
        parts.append("\n".join(lines))
    return "\n".join(parts)


def _scope(scope: Any) -> str:
    said = [
        f"{name} `{getattr(scope, name)}`"
        for name in ("path", "owner", "person", "about", "listed", "sealed")
        if getattr(scope, name)
    ]
    said += [f"posts `{', '.join(scope.posts)}`"] if scope.posts else []
    said += [f"actions {', '.join(f'`{action}`' for action in sorted(scope.actions))}"]
    return "; ".join(said)


def _columns(table: Any) -> list[str]:
    return [
        f"| `{field.name}` | {type(field).__name__} | {field.related_model.__name__ if field.related_model else ''} |"
        for field in (*table._meta.fields, *table._meta.many_to_many)
    ]


def answers(heads: Sequence[str], words: Mapping[str, str]) -> str:
    """Return a table of what each model names: a row a model, with its title, grain, subject and period.

    words: what to call each form of `shown.form` and grain; `first`, `last`: the smallest and largest of several.
    """
    import shown

    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for model in shown.models().values():
        lines = dict.fromkeys(shown.lines(model, words))
        subjects, periods = ("<br>".join(parts) for parts in zip(*lines, strict=True))
        title = f"`{model.id}` {model.title.zh} {model.title.en}"
        rows.append(f"| {title} | {words[model.grain]} | {subjects} | {periods} |")
    return "\n".join(rows) + "\n"


def hints(heads: Sequence[str], said: Mapping[str, str]) -> str:
    """Return what the portable profile refuses: a row a fault, with what to write instead; `said` has it in Chinese."""
    from lianjing.engines.screening.profile_lists import HINTS

    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    rows += [f"| `{code}` | {said[code]} | {instead} |" for code, instead in HINTS.items()]
    return "\n".join(rows) + "\n"


def functions() -> str:
    """Return the functions that the portable profile allows, as DuckDB calls them."""
    from lianjing.engines.screening.profile_lists import FUNCTIONS

    called = {"datediff": "date_diff", "logical_and": "bool_and", "logical_or": "bool_or", "str_position": "strpos"}
    names = {function.sql_name().lower() for function in FUNCTIONS} - {"and", "or", "case", "if", "cast", "exists"}
    return ", ".join(f"`{name}`" for name in sorted(called.get(name, name) for name in names)) + "\n"


def _django() -> None:
    """Start Django on an empty state folder of its own: pages never depend on somebody's installation."""
    from lianjing.site import sqlite

    if "django" in sys.modules:
        from django.apps import apps

        if apps.ready:
            return
    sqlite.use_fixed_build()
    os.environ["LIANJING_STATE_DIR"] = tempfile.mkdtemp(prefix="lianjing-docs-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianjing.site.settings"
    import django

    django.setup()
