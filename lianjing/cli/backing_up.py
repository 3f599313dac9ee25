"""`lianjing backup` and `lianjing restore`: the whole installation in one file, checked before it counts."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell


@app.command()
@shell.worded
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    keys: Annotated[
        Path | None, typer.Option(help="Also write the keys, to this file: keep it apart from the backup.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a backup while the product runs. Without the keys, sealed columns in it stay sealed."""
    shell.start()
    from lianjing.jobs import backups

    result = backups.write(file, keys)
    shell.say(result, as_json=as_json, lines=_print)


@app.command()
@shell.worded
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.", exists=True, dir_okay=False)],
    keys: Annotated[Path | None, typer.Option(help="The keys file written with it, if this machine is new.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Restore a backup into an installation that is empty. Nothing is changed unless the whole file is sound."""
    from lianjing.site import config, secrets

    if keys is not None:
        try:
            secrets.bring(config.load().state_dir.resolve(), keys)
        except config.ConfigWrong as wrong:
            shell.explain_settings(wrong.problems)
    shell.start()
    from lianjing.jobs import backups

    result = backups.read(file)
    shell.say(result, as_json=as_json, lines=_print)


def _print(result: dict[str, Any]) -> None:
    for name, value in result.items():
        shell.console.print(f"{name:<10} {value}", soft_wrap=True)
