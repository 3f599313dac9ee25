"""`lianjing model`: list, check, begin and lock supervision models."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell

model = typer.Typer(no_args_is_help=True, help="Supervision models: what is asked of rows.")
app.add_typer(model, name="model")


@model.command("list")
@shell.worded
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """List every model: what it asks, its area, status and version."""
    shell.start()
    from lianjing.jobs import model_checks

    shell.say(model_checks.listed(), as_json=as_json, lines=_print_list)


@model.command()
@shell.worded
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Ids such as M-ST-01; none: every model.")] = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="A folder of models elsewhere; no lock.", exists=True, file_okay=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check models: words, portable SQL, every example, the lock. Exit 1 when anything is wrong."""
    shell.start()
    from lianjing.jobs import model_checks

    with shell.progress() as told:
        result = model_checks.check(names or [], told, folder)
    shell.say(result, as_json=as_json, lines=_print_faults)
    if result["faults"]:
        raise typer.Exit(shell.WRONG)


@model.command()
@shell.worded
def new(
    name: Annotated[str, typer.Argument(help="Its id, such as M-ST-23.")],
    area: Annotated[str, typer.Option(help="The folder it goes to, such as canteen.")],
    folder: Annotated[Path, typer.Option(help="A catalogue's supervision_models folder.", file_okay=False)] = Path(
        "lianjing/catalogue/supervision_models"
    ),
) -> None:
    """Begin a model: two files with every part it needs and a note where to write."""
    shell.start()
    from lianjing.jobs import model_checks

    for path in model_checks.begin(name, area, folder):
        shell.console.print(str(path), markup=False)


@model.command()
@shell.worded
def lock() -> None:
    """Write down the hash of every model's logic; a changed one must have a higher version."""
    shell.start()
    from lianjing.jobs import model_checks

    shell.console.print(f"{model_checks.lock()} models locked")


def _print_list(result: dict[str, Any]) -> None:
    for one in result["models"]:
        stands = one["standing"] or one["status"]
        shell.console.print(
            f"{one['id']:<10} {one['area']:<12} {stands:<13} v{one['version']}  {one['title']}", markup=False
        )


def _print_faults(result: dict[str, Any]) -> None:
    for fault in result["faults"]:
        shell.console.print(f"{fault['file']}:{fault['line']} {fault['fault']}", markup=False, soft_wrap=True)
    shell.console.print(f"{result['models']} models, {result['examples']} examples, {len(result['faults'])} faults")
