"""What every command shares: start-up, plain printing or JSON, refusals in words, exit codes."""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NoReturn, TypeVar, cast

import typer
from rich.console import Console

from lianjing.domain.refusals import RuleBroken

WRONG, USAGE, REFUSED = 1, 2, 3
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
F = TypeVar("F", bound=Callable[..., Any])

console = Console(highlight=False)
problems = Console(stderr=True, highlight=False)


def start() -> None:
    """Load the settings and Django, once. Ends with exit code 2 and every wrong setting explained."""
    from lianjing.site import config, sqlite

    sqlite.use_fixed_build()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianjing.site.settings")
    try:
        import django

        django.setup()
    except config.ConfigWrong as wrong:
        explain_settings(wrong.problems)
    except RuleBroken as refusal:  # the keys are read before there is a language to say it in
        problems.print(f"{refusal.code}: run  chmod 600 {refusal.facts.get('path', '')}", soft_wrap=True, markup=False)
        raise typer.Exit(REFUSED) from None


def explain_settings(wrong: list[tuple[str, str, str]]) -> NoReturn:
    """Print each wrong setting with what to write, and end with exit code 2."""
    for name, shown, advice in wrong:
        problems.print(f"[bold red]{name}[/] {shown}\n  {advice}", soft_wrap=True)
    raise typer.Exit(USAGE)


def worded(command: F) -> F:
    """Turn a RuleBroken of a command, or a disk that is full, into its sentence and exit code 3."""

    @wraps(command)
    def spoken(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except RuleBroken as refusal:
            problems.print(sentence_of(refusal), style="bold red", soft_wrap=True, markup=False)
            raise typer.Exit(REFUSED) from None
        except Exception as fault:
            if not is_full(fault):
                raise
            said = sentence_of(RuleBroken("disk_full", why=str(fault)))
            problems.print(said, style="bold red", soft_wrap=True, markup=False)
            raise typer.Exit(REFUSED) from fault

    return cast(F, spoken)


def is_full(fault: BaseException) -> bool:
    """Return whether a fault says that the disk has no room, or that a file may not grow: in words of SQLite or C."""
    if isinstance(fault, OSError):
        return fault.errno in _FULL
    says = ("disk is full", "disk I/O error", "No space left on device")
    return type(fault).__name__ == "OperationalError" and any(words in str(fault) for words in says)


def sentence_of(refusal: RuleBroken) -> str:
    """Return the refusal in the installation's language, Django started or not."""
    start()
    from lianjing.ui import wording

    return wording.sentence(refusal)


def say(result: dict[str, Any], *, as_json: bool, lines: Callable[[dict[str, Any]], None]) -> None:
    """Print a result: one JSON object on standard output, or `lines` for a person."""
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, default=str) + "\n")
        sys.stdout.flush()  # a command that goes on to serve is waited for by whoever reads this
    else:
        lines(result)


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """Give a function to tell how many pieces of long work are done, of how many, and which one begins."""
    from rich.progress import Progress

    with Progress(console=problems, transient=True) as bar:
        task = bar.add_task("...", total=None)
        yield lambda done, total, name: bar.update(task, completed=done, total=total, description=name)
