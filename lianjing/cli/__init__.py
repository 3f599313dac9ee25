"""Commands for people. Help is instant: a command imports what it needs when it runs.

Exit codes: 0 done; 1 a check found something wrong; 2 the command or a setting was wrong; 3 a rule refused it.
"""

import gc

import typer

app = typer.Typer(
    name="lianjing",
    help="Lianjing: a county's supervision of the minor powers exercised in its schools.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def register() -> None:
    """Import the modules that hold commands; each registers its own."""
    from lianjing.cli import (  # noqa: F401
        appointing,
        backing_up,
        checking,
        conforming,
        county,
        demo,
        evaluating,
        explaining,
        importing,
        models,
        powers,
        public_log,
        publishing,
        screening,
        serving,
        ticking,
        webhooks,
    )


def main() -> None:
    """Run one command.

    A start makes a million objects that stay: looking for cycles after every 700 of them takes an eighth of its time.
    """
    gc.set_threshold(100_000, 20, 50)
    register()
    app()
