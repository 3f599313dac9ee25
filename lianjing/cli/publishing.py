"""`lianjing publish`: the public side as files, read through a connection that can write nothing."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lianjing.cli import app, children, shell

if TYPE_CHECKING:
    from concurrent.futures import Executor

_PAUSE = 0.5  # seconds between two looks


@app.command()
@shell.worded
def publish(
    folder: Annotated[Path, typer.Argument(help="The folder that a web server serves.", file_okay=False)],
    everything: Annotated[bool, typer.Option("--all", help="Make every page anew, not only what changed.")] = False,
    watch: Annotated[bool, typer.Option(help="Go on: publish what changes within a second, until stopped.")] = False,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many share a run that makes everything; one a core.")
    ] = None,
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
    count = processes or os.cpu_count() or 1

    def run(whole: bool) -> bool:
        with _helpers(count) as helpers:
            done = publishing.publish(folder, clock.now(), whole=whole, helpers=helpers)
        shell.say({"folder": str(folder), **asdict(done)}, as_json=as_json, lines=_print)
        return not done.failed

    sound = run(everything)
    if watch:
        _watch(lambda: publishing.is_news(folder, clock.now()), lambda: run(False))
    elif not sound:
        raise typer.Exit(1)


@contextmanager
def _helpers(count: int) -> "Iterator[Executor | None]":
    """Give processes that share the work, or none when this one is to do it all. They start when first needed."""
    if count == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(count, get_context("spawn"), _begin_as_helper) as helpers:
        yield helpers


def _begin_as_helper() -> None:
    """Start a helper as the publisher itself was started; it ends when the publisher does."""
    from lianjing.site import config

    children.end_with_parent()
    config.act_as_publisher()
    shell.start()


def _watch(is_news: Callable[[], bool], run: Callable[[], object]) -> None:
    """Run whenever there is news, until a signal asks to stop; a run under way is finished first."""
    from django.db import close_old_connections
    from django.db.utils import OperationalError

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _signum, _frame: stop.set())
    while not stop.wait(_PAUSE):
        try:
            if is_news():
                run()
        except OperationalError:
            shell.problems.print("the database did not answer; tried again soon")
        close_old_connections()


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
