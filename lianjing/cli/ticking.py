"""`lianjing tick`: do what is due."""

from datetime import datetime
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell
from lianjing.domain.refusals import RuleBroken


@app.command()
@shell.worded
def tick(
    now: Annotated[datetime | None, typer.Option(help="Pretend this moment, in the county's time.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Do what is due: lapsed recusals, unsigned hand-overs, waiting imports. Running it twice changes nothing more."""
    shell.start()
    from django.utils import timezone

    from lianjing.access import clock
    from lianjing.jobs import tick as jobs

    moment = timezone.make_aware(now) if now else clock.now()
    outcome = jobs.run(moment)
    failed = {name: _words(error) for name, error in outcome.items() if isinstance(error, Exception)}
    moved = {name: count for name, count in outcome.items() if not isinstance(count, Exception)}
    shell.say({"now": moment.isoformat(), "moved": moved, "failed": failed}, as_json=as_json, lines=_print)
    if failed:
        raise typer.Exit(shell.WRONG)


def _words(error: Exception) -> str:
    """Return a refusal as its sentence, a fault as its name."""
    return shell.sentence_of(error) if isinstance(error, RuleBroken) else type(error).__name__


def _print(result: dict[str, Any]) -> None:
    for name, count in result["moved"].items():
        shell.console.print(f"{name:<28} {count}")
    for name, error in result["failed"].items():
        shell.console.print(f"[bold red]{name:<28} {error}[/]")
