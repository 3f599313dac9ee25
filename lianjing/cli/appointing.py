"""`lianjing appoint`: put the first people into their posts, from the console."""

from typing import Annotated, Any

import typer

from lianjing.cli import app, shell


@app.command()
@shell.worded
def appoint(
    unit: Annotated[str, typer.Option(help="Code of the unit, such as jcs.")],
    post: Annotated[str, typer.Option(help="Code of the post, such as ZR.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    username: Annotated[str, typer.Option(help="The name to sign in with.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Put somebody into a vacant post with an account and show the one-time password; an act of the operator."""
    shell.start()
    from lianjing.access import clock
    from lianjing.cli import serving
    from lianjing.jobs import first_run

    serving.migrate()
    serving.first_administrator()
    made, password = first_run.appoint_first(unit, post, name, username, clock.now())
    shell.say({"username": made, "password": password}, as_json=as_json, lines=_print)


def _print(result: dict[str, Any]) -> None:
    shell.console.print(
        f"[bold]{result['username']}[/] signs in with [bold]{result['password']}[/]\n"
        "It is shown this once. It must be changed at the first sign-in."
    )
