"""`lianjing serve`: the web server and its one background worker, started and stopped together."""

import os
import signal
import sys
import time
from typing import Annotated

import typer

from lianjing.cli import app, children, shell


@app.command()
@shell.worded
def serve(
    workers: Annotated[int, typer.Option(min=1, max=32, help="Web processes.")] = 2,
) -> None:
    """Bring tables and static files up to date, then serve pages with one background worker until Ctrl-C."""
    shell.start()
    prepare()
    first_administrator()
    from django.conf import settings

    shell.console.print(f"Lianjing at [bold]{settings.CONFIG.base_url}[/]  (Ctrl-C stops it)")
    run(workers)


def prepare() -> None:
    """Apply missing migrations and collect static files; quick when nothing changed."""
    migrate()
    collect_static()


def migrate() -> None:
    """Apply missing migrations; asking first takes a tenth of the time when there are none."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def first_administrator() -> None:
    """Make the technical administrator on the first run of a real installation, and show the password once."""
    from django.conf import settings

    from lianjing.access import clock
    from lianjing.jobs import first_run

    made = None if settings.DEMO else first_run.make_administrator(clock.now())
    if made:
        username, password = made
        shell.console.print(
            f"First run: sign in as [bold]{username}[/] with the password [bold]{password}[/]\n"
            "It is shown this once and is not stored. You will be asked for a new one."
        )


def run(workers: int) -> None:
    """Start both processes, wait for a signal or for either to fall over, stop both. Exits 0 only when asked to."""
    from django.conf import settings

    bind, port = settings.CONFIG.bind, settings.CONFIG.port
    server = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", bind, "--port", str(port)),
        *("--workers", str(workers), "--backpressure", "32", "--log-level", "warning"),
        *("--workers-kill-timeout", "8"),  # a request that hangs does not keep the port
        "lianjing.site.wsgi:application",
    ]
    worker = [sys.executable, "-m", "lianjing", "work"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lianjing.site.settings"}
    pair = [children.start(command, environment) for command in (server, worker)]
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda signum, frame: asked.append(signum))
    while not asked and all(process.poll() is None for process in pair):
        time.sleep(0.2)
    fell_over = not asked
    for process in pair:
        children.stop(process)
    raise typer.Exit(shell.WRONG if fell_over else 0)


def collect_static() -> None:
    """Collect static files unless this version's are there already."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = settings.STATE_DIR / "static.stamp"
    newest = str(max(path.stat().st_mtime_ns for path in settings.PACKAGE.rglob("static/**/*") if path.is_file()))
    if stamp.exists() and stamp.read_text() == newest and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(newest)


@app.command(hidden=True)
def work() -> None:
    """Run background tasks and, once a minute, what is due. Started by `serve`."""
    shell.start()
    from lianjing.jobs import worker

    worker.run()
