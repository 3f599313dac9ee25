"""`lianjing import`: a whole synthetic county into an empty demo; rosters and ledgers come by the uploads page."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell


@app.command("import")
@shell.worded
def import_(
    county: Annotated[Path, typer.Option(help="A folder that `lianjing county` wrote.", exists=True, file_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Load a fictitious county into an empty demo, whole or not at all."""
    shell.start()
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
    shell.say(asdict(loaded), as_json=as_json, lines=_print)


def _print(result: dict[str, Any]) -> None:
    for name, value in result.items():
        shell.console.print(f"{name:<14} {value}")
