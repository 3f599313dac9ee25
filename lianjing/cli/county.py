"""`lianjing county`: write the synthetic county."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell


@app.command()
@shell.worded
def county(
    out: Annotated[Path, typer.Option(help="An empty or new folder.")],
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 7,
    scale: Annotated[float, typer.Option(help="1 is the whole county; smaller is fewer groups and schools.")] = 1.0,
    groups: Annotated[
        int | None, typer.Option(min=0, help="Of how many supervision groups the schools' ledgers are written; all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a fictitious county: network, exports, two years of its schools' ledgers, what was planted in them."""
    from dataclasses import asdict

    from rich.progress import Progress

    from lianjing.county import generate

    with Progress(console=shell.problems, transient=True) as bar:
        task = bar.add_task("Writing the county", total=None)
        summary = generate(
            seed,
            out,
            scale,
            lambda name, done, total: bar.update(task, description=name, completed=done, total=total),
            groups,
        )
    shell.say(asdict(summary), as_json=as_json, lines=_print)


def _print(result: dict[str, Any]) -> None:
    for name, value in result.items():
        shell.console.print(f"{name:<16} {value}")
