"""`lianjing import`: a roster as one of its people would hand it in, or a whole synthetic county."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell


@app.command("import")
@shell.worded
def import_(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A staff roster (xlsx, xls, ods, csv), or a directory with tables/ of ledgers.", exists=True
        ),
    ] = None,
    as_: Annotated[str, typer.Option("--as", help="Sign-in name of the person whose reach counts.")] = "",
    hand_in: Annotated[bool, typer.Option("--hand-in", help="Hand it in; without, it is only checked.")] = False,
    marked: Annotated[Path | None, typer.Option(help="Write the marked workbook here.", dir_okay=False)] = None,
    county: Annotated[
        Path | None, typer.Option(help="Instead: a folder that `lianjing county` wrote.", exists=True, file_okay=False)
    ] = None,
    standard: Annotated[str, typer.Option(help="The file is of an open standard: ocds, or events (XES, csv).")] = "",
    school: Annotated[str, typer.Option(help="With --standard: code of the school whose rows these are.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check a roster, leaving no trace, and hand it in if asked; take in a directory's ledgers; or load a county."""
    if (file is None) == (county is None) or (file is not None and not as_):
        shell.problems.print("Name a file and --as, or --county.")
        raise typer.Exit(shell.USAGE)
    shell.start()
    if county is not None:
        shell.say(_load(county), as_json=as_json, lines=_print)
        return
    assert file is not None
    if standard:
        _take_standard(file, standard, as_, school, as_json)
        return
    if file.is_dir():
        _take_ledgers(file, as_, as_json)
        return
    from lianjing.jobs import rosters

    result = rosters.take(file, as_, hand_in=hand_in, marked=marked)
    shell.say(result, as_json=as_json, lines=_print_roster)
    if result["problems"]:
        raise typer.Exit(shell.WRONG)


def _take_standard(file: Path, standard: str, username: str, school: str, as_json: bool) -> None:
    """Take a file of an open standard into the lake and print what each table got."""
    from lianjing.access import clock
    from lianjing.jobs import standard_import

    shell.say(standard_import.take(file, standard, username, school, clock.now()), as_json=as_json, lines=_print)


def _take_ledgers(folder: Path, username: str, as_json: bool) -> None:
    """Take every ledger of DIR/tables into the lake. Ends with exit code 1 when files or rows were left out."""
    from lianjing.access import clock
    from lianjing.jobs import ledger_import

    with shell.progress() as told:
        result = ledger_import.take(folder, username, clock.now(), told)
    shell.say(result, as_json=as_json, lines=_print)
    if result["refused"] or result["left_out"]:
        raise typer.Exit(shell.WRONG)


def _load(county: Path) -> dict[str, Any]:
    """Load a fictitious county into an empty demo, whole or not at all."""
    from dataclasses import asdict

    from django.conf import settings
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from lianjing.access import clock
    from lianjing.cli import serving
    from lianjing.rooms.network import loader

    serving.migrate()
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=shell.problems, transient=True) as bar:
        task = bar.add_task("Loading", total=None)
        loaded = loader.load_county(
            county,
            keys=settings.COLUMN_KEYS,
            demo=settings.DEMO,
            now=clock.now(),
            told=lambda topic, rows: bar.update(task, description=f"{topic}: {rows}"),
        )
    return asdict(loaded)


def _print(result: dict[str, Any]) -> None:
    for name, value in result.items():
        shell.console.print(f"{name:<14} {value}")


def _print_roster(result: dict[str, Any]) -> None:
    for problem in result["problems"]:
        shell.console.print(f"{problem['where']:<24} {problem['words']}", soft_wrap=True, markup=False)
    for name in ("rows", "new", "changed", "same", "batch"):
        if name in result:
            shell.console.print(f"{name:<14} {result[name]}")
