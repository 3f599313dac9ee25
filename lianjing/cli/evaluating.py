"""`lianjing evaluate`: how well the models find what was planted in a county directory."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell
from lianjing.cli.screening import fail_if, the_day


@app.command()
@shell.worded
def evaluate(
    folder: Annotated[
        Path, typer.Argument(help="A county directory: tables/ and screening_truth.json.", file_okay=False)
    ],
    on: Annotated[str, typer.Option(help="Ask as on this day; the day that the truth file names.")] = "",
    picture: Annotated[Path | None, typer.Option(help="Draw the curves into this SVG file.", dir_okay=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print precision and recall of every model with intervals of 95 %, and how many look-alikes were flagged."""
    shell.start()
    from lianjing.jobs import evaluating

    with shell.progress() as told:
        result = evaluating.run(folder, the_day(on), told, picture)
    shell.say(result, as_json=as_json, lines=_print)
    fail_if(result["screening"]["failed"])


def _print(result: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table()
    for heading in ("Model", "Flags", "Precision", "95 %", "Planted", "Recall", "95 %", "Look-alikes flagged"):
        table.add_column(heading, justify="left" if heading == "Model" else "right")
    for name, one in result["models"].items():
        flagged = (
            "-" if one["lookalikes_flagged"] is None else f"{one['lookalikes_flagged']:.2f} of {one['lookalikes']}"
        )
        shares = [(_share(one[key]), _ends(one[f"{key}_interval"])) for key in ("precision", "recall")]
        table.add_row(name, str(one["flags"]), *shares[0], str(one["irregular"]), *shares[1], flagged)
    shell.console.print(table)
    overall = {name: _share(result[name]) for name in ("precision", "recall", "lookalikes_flagged")}
    shell.console.print(
        "Macro precision {precision}, macro recall {recall}, look-alikes flagged {lookalikes_flagged}".format(**overall)
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _ends(ends: list[float] | None) -> str:
    return "-" if ends is None else f"{ends[0]:.2f}-{ends[1]:.2f}"
