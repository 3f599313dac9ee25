"""`lianjing demo`: the whole product over a fictitious county, from nothing to nine sign-in addresses."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from lianjing.cli import app, serving, shell

DEMO_PLANTS = 9  # every ninth question finds something: as much as people can look through


@app.command()
@shell.worded
def demo(
    scale: Annotated[float, typer.Option(help="Size of the county; 1 is the whole 1+1+19+168.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Which fictitious county.")] = 7,
    serve: Annotated[bool, typer.Option(help="Serve pages afterwards.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the addresses as one JSON object.")] = False,
) -> None:
    """Set up the demo county, pass one real import through the main job, print who can sign in, and serve."""
    os.environ["LIANJING_DEMO"] = "true"
    os.environ.setdefault("LIANJING_STATE_DIR", str(Path("var") / "demo"))
    shell.start()
    serving.prepare()
    _build(seed, scale)
    from lianjing.access import demo as demo_people

    people = demo_people.everyone()
    shell.say({"people": people}, as_json=as_json, lines=_print)
    if serve:
        serving.run(workers=2)


def _build(seed: int, scale: float) -> None:
    """Make the county once; a second start finds its mark. A broken start leaves no mark, and starts over."""
    from django.conf import settings

    mark = settings.STATE_DIR / "demo.mark"
    if mark.exists():
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from lianjing.jobs import demo_county

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=shell.problems) as bar:
        task = bar.add_task("Starting", total=None)
        for words in demo_county.build(settings.STATE_DIR / "county", lambda out: _write(seed, out, scale)):
            bar.update(task, description=words)
    mark.write_text(f"{seed} {scale}\n")


def _write(seed: int, out: Path, scale: float) -> None:
    """Write the county with one group's ledgers, and something to ask about for a handful of questions."""
    from lianjing.county import generate

    generate(seed, out, scale, groups=1, every=DEMO_PLANTS)


def _print(result: dict[str, Any]) -> None:
    from django.utils.translation import gettext as _

    from lianjing.ui.wording.screens import WHO

    table = Table(title=_("Sign in as (fictitious people; the links work on this machine only)"))
    for heading in (_("Who"), _("Person"), _("Post")):
        table.add_column(heading)
    for person in result["people"]:
        table.add_row(str(WHO[person["who"]]), person["name"], person["post"])
    shell.console.print(table)
    for person in result["people"]:
        shell.console.print(f"[bold]{WHO[person['who']]}[/] ({person['who']})\n  {person['address']}", soft_wrap=True)
