"""`lianjing webhook`: the programs that are told what was published."""

import secrets
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell
from lianjing.domain.refusals import RuleBroken

webhook = typer.Typer(no_args_is_help=True, help="Programs elsewhere that are told, signed, what was published.")
app.add_typer(webhook, name="webhook")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@webhook.command()
@shell.worded
def new(
    name: Annotated[str, typer.Argument(help="A short name for the receiver.")],
    url: Annotated[str, typer.Argument(help="Its https address.")],
) -> None:
    """Print a line with a fresh secret for the file of receivers. It is kept nowhere: hand the secret over by hand."""
    from lianjing.engines.webhooks import ReceiversWrong, read_receivers, secret_of

    line = f"{name} {url} {secret_of(secrets.token_bytes(32))}"
    try:
        read_receivers(line)
    except ReceiversWrong as wrong:
        shell.problems.print(wrong.faults[0][1], style="bold red", soft_wrap=True, markup=False)
        raise typer.Exit(shell.REFUSED) from None
    shell.console.print(line, soft_wrap=True, markup=False)


@webhook.command("list")
@shell.worded
def list_() -> None:
    """Show each receiver: how far it was told, since when it does not answer and why. Never its secret."""
    shell.start()
    from lianjing.access import clock
    from lianjing.jobs import webhooks

    for one in webhooks.receivers():
        shell.console.print(webhooks.standing_words(one, clock.now()), soft_wrap=True, markup=False)


@webhook.command("test")
@shell.worded
def try_(name: Annotated[str, typer.Argument(help="Its name in the file.")], as_json: Json = False) -> None:
    """Send one receiver a message that says nothing happened. Exit 1 when it is not taken."""
    shell.start()
    from lianjing.access import clock
    from lianjing.jobs import webhooks

    answer = webhooks.test_message(_named(name), clock.now())
    result: dict[str, Any] = {"name": name, "taken": answer.taken, "why": answer.why}
    shell.say(
        result, as_json=as_json, lines=lambda said: shell.console.print("taken" if said["taken"] else said["why"])
    )
    if not answer.taken:
        raise typer.Exit(shell.WRONG)


@webhook.command()
@shell.worded
def again(name: Annotated[str, typer.Argument(help="Its name in the file.")]) -> None:
    """Try a receiver that was given up again at the next tick, from where it stands."""
    shell.start()
    from lianjing.jobs import webhooks

    webhooks.try_again(_named(name))


def _named(name: str) -> Any:
    from lianjing.jobs import webhooks

    found = next((one for one in webhooks.receivers() if one.name == name), None)
    if found is None:
        raise RuleBroken("webhook_unknown", name=name)
    return found
