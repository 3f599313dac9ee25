"""`lianjing import`: rows from a file or a whole synthetic county."""

from pathlib import Path
from typing import Annotated

import typer

from lianjing.cli import app, shell


@app.command("import")
@shell.worded
def import_(
    county: Annotated[
        Path | None, typer.Option(help="A folder that `lianjing county` wrote, into an empty demo.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import rows."""
    shell.start()
