"""`lianjing explain`: one flag in words, with the rows that raised it."""

from typing import Annotated, Any

import typer

from lianjing.cli import app, shell

SHOWN = 20


@app.command()
@shell.worded
def explain(
    flag: Annotated[int, typer.Argument(help="The flag's number, as its page shows it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what a flag asks, which rows raised it, and what would make it harmless. The journal notes who asked."""
    shell.start()
    from lianjing.cli import serving
    from lianjing.jobs import explaining

    serving.migrate()
    shell.say(explaining.explain(flag), as_json=as_json, lines=_print)


def _print(result: dict[str, Any]) -> None:
    shell.console.print(
        f"[bold]{result['flag']}[/]  {result['unit']}  {result['state']}  {result['model']} v{result['version']}"
    )
    shell.console.print(result["question"], markup=False, soft_wrap=True)
    if result["asks"]:
        shell.console.print(result["asks"], markup=False, soft_wrap=True, style="dim")
    for reason in result["innocent_reasons"]:
        shell.console.print(f"  - {reason}", markup=False, soft_wrap=True)
    for row in result["rows"][:SHOWN]:
        shell.console.print("  ".join(f"{name}={cell}" for name, cell in row.items()), markup=False, soft_wrap=True)
    if len(result["rows"]) > SHOWN:
        shell.console.print(f"... {len(result['rows']) - SHOWN} more rows (--json has them)")
