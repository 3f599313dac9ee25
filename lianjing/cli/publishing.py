"""`lianjing publish`: the public side as files, read through a connection that can write nothing."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell


@app.command()
@shell.worded
def publish(
    folder: Annotated[Path, typer.Argument(help="The folder that a web server serves.", file_okay=False)],
    everything: Annotated[bool, typer.Option("--all", help="Make every page anew, not only what changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write the public side to a folder: pages, open data, feeds, search. Only what changed since the last run."""
    from lianjing.site import config

    config.act_as_publisher()
    shell.start()
    from lianjing.access import clock
    from lianjing.cli.serving import collect_static
    from lianjing.jobs import publishing

    collect_static()
    done = publishing.publish(folder, clock.now(), whole=everything)
    shell.say({"folder": str(folder), **asdict(done)}, as_json=as_json, lines=_print)


def _print(result: dict[str, Any]) -> None:
    for name, value in result.items():
        shell.console.print(f"{name:<10} {value}")


@app.command("publish-rights")
@shell.worded
def publish_rights(
    role: Annotated[str, typer.Argument(help="The database role that `lianjing publish` signs in as.")],
) -> None:
    """Print the statements that give the publisher's role its views in PostgreSQL, and nothing else."""
    shell.start()
    from lianjing.access import publisher_rights

    for statement in publisher_rights.statements(role):
        shell.console.print(f"{statement};", soft_wrap=True, markup=False)
