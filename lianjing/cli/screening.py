"""`lianjing screen`: ask every supervision model of a directory's rows, or of this installation's lake."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell

DAY = "%Y-%m-%d"


@app.command()
@shell.worded
def screen(
    folder: Annotated[
        Path | None, typer.Argument(help="A county directory with tables/; none: the lake here.", file_okay=False)
    ] = None,
    on: Annotated[str, typer.Option(help="Ask as on this day, YYYY-MM-DD; today.")] = "",
    engine: Annotated[str, typer.Option(help="sc://host:port of a Spark Connect server instead of DuckDB.")] = "",
    model: Annotated[str, typer.Option(help="Only this model, of a directory.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Write every flag of a directory here, a line of JSON each.", dir_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Ask every supervision model. A flag is a question to a school; missing rows make it grey, never clean."""
    shell.start()
    from lianjing.cli import serving
    from lianjing.jobs import screening

    day = the_day(on)
    if folder is None and (model or out):
        shell.problems.print(
            "--model and --out are for a directory: what the lake here raises is put to people, whole."
        )
        raise typer.Exit(shell.USAGE)
    with shell.progress() as told:
        if folder is None:
            serving.migrate()
            result = screening.of_the_lake(day, told, engine=engine)
        else:
            result = screening.of_a_folder(folder, day, told, engine=engine, only=model, out=out)
    shell.say(result, as_json=as_json, lines=_print)
    fail_if(result["failed"])


def fail_if(failed: dict[str, str]) -> None:
    """End with exit code 1 when models could not be run, after naming each: the others were asked all the same."""
    for name, fault in failed.items():
        words = f"{name} could not be run: {fault}. It says nothing about any school. Run: lianjing model check {name}"
        shell.problems.print(words, markup=False)
    if failed:
        raise typer.Exit(shell.WRONG)


def the_day(text: str) -> date | None:
    """Return the day a person typed, None for none. Ends with exit code 2 when it is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        shell.problems.print(f"{text} is no day. Write it as 2026-08-31.", markup=False)
        raise typer.Exit(shell.USAGE) from None


def _print(result: dict[str, Any]) -> None:
    from rich.table import Table

    from lianjing.access import modelbook

    table = Table(title=f"{sum(result['flags'].values())} questions")
    for heading in ("Model", "Asks", "Flags", "Grey schools"):
        table.add_column(heading, justify="right" if heading in ("Flags", "Grey schools") else "left")
    for name, flags in result["flags"].items():
        grey = result["grey"].get(name, 0)
        table.add_row(name, modelbook.models()[name].title.zh, str(flags or "-"), str(grey or "-"))
    shell.console.print(table)
    for name, code in result.get("refused", {}).items():
        shell.console.print(f"{name}: {code}", markup=False)
    for name, codes in result.get("left_out", {}).items():
        said = ", ".join(f"{code} {times}" for code, times in codes.items())
        shell.console.print(f"{name}: rows left out ({said})", markup=False)
    if "new" in result:
        shell.console.print(f"{result['new']} new questions, {result['put']} put to people")
    shell.console.print(f"{result['rows']} rows, {result['models']} models, {result['seconds']} s")
