"""`lianjing log`: the public log's key, its heads, its files, and witnesses that are asked by USB stick."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell
from lianjing.domain.refusals import RuleBroken

log = typer.Typer(no_args_is_help=True, help="The public log: its key, its heads, its witnesses, its files.")
app.add_typer(log, name="log")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@log.command()
@shell.worded
def init(
    origin: Annotated[str, typer.Option(help="Its name for ever; the address people type when left out.")] = "",
    as_json: Json = False,
) -> None:
    """Make the log's key, once. The public half is printed: have it published elsewhere, on paper too."""
    shell.start()
    from lianjing.access import public_log_keys as keys
    from lianjing.site import config

    settings = config.load()
    made = keys.make(origin or f"{settings.host}{settings.path_prefix}/log")
    result = {
        "key": str(made.verifier),
        "file": str(keys.folder() / "log.key"),
        "policy": str(keys.folder() / "policy"),
    }
    shell.say(result, as_json=as_json, lines=_print)


@log.command()
@shell.worded
def checkpoint(as_json: Json = False) -> None:
    """Commit to the journal, place what waits, sign a head, ask the witnesses. The worker does it every minute."""
    shell.start()
    from lianjing.access import clock
    from lianjing.access import public_log_keys as keys
    from lianjing.jobs import public_log

    if keys.signer() is None:
        raise RuleBroken("log_key_missing")
    placed = public_log.keep(clock.now())
    public_log.cosign(clock.now())
    shell.say({"placed": placed, **_head()}, as_json=as_json, lines=_print)


@log.command()
@shell.worded
def write(
    folder: Annotated[Path, typer.Argument(help="The folder that a web server serves as /log.", file_okay=False)],
    as_json: Json = False,
) -> None:
    """Write the log as static files: tiles, entries, proofs, and the newest head with a quorum, which comes last."""
    shell.start()
    from lianjing.access import public_log_files

    shell.say({"folder": str(folder), "size": public_log_files.write(folder)}, as_json=as_json, lines=_print)


@log.command()
@shell.worded
def check(as_json: Json = False) -> None:
    """Recompute leaves, tiles and heads; compare the journal with what the log committed to. Exit 1 if not sound."""
    shell.start()
    from lianjing.access import public_log, public_log_tree

    differs = public_log.journal_differs()
    result = {"tables": public_log_tree.first_wrong() or "sound", "journal": differs or "as committed", **_head()}
    shell.say(result, as_json=as_json, lines=_print)
    if result["tables"] != "sound" or differs:
        raise typer.Exit(shell.WRONG)


@log.command()
@shell.worded
def request(
    witness: Annotated[str, typer.Argument(help="Its name in the policy.")],
    file: Annotated[Path, typer.Argument(help="The file to write, for `lianjing-witness sign`.", dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Write what a witness without network is to sign: the newest head and the proof from what it signed last."""
    shell.start()
    from lianjing.access import public_log_tree

    row = _newest()
    file.write_text(str(public_log_tree.asked_of(_witness(witness), row)), "utf-8")
    shell.say({"file": str(file), "size": row.size}, as_json=as_json, lines=_print)


@log.command()
@shell.worded
def cosign(
    file: Annotated[Path, typer.Argument(help="What `lianjing-witness sign` wrote.", exists=True, dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Take a witness's signature in from a file, under whichever head it signed."""
    shell.start()
    from lianjing.access import public_log_tree

    known = [one.verifier for one in _policy().witnesses.values()]
    row, names = public_log_tree.take_cosignatures(file.read_text("utf-8"), known)
    shell.say({"size": row.size, "signed": names}, as_json=as_json, lines=_print)


@log.command("export-journal")
@shell.worded
def export_journal(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.", dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Write the journal for an inspection: `lianjing-verify log … --journal FILE` holds it against the log."""
    shell.start()
    from lianjing.jobs import public_log

    shell.say({"file": str(file), "entries": public_log.export_journal(file)}, as_json=as_json, lines=_print)


def _head() -> dict[str, Any]:
    """Return what stands: the newest head, who signed it, whether they are enough, and what is published."""
    from lianjing.access import public_log_keys as keys
    from lianjing.access import public_log_tree as tree

    newest, policy = tree.newest_checkpoint(), keys.policy()
    if newest is None:
        return {"size": 0}
    shown = tree.shown_checkpoint(policy)
    quorum = "no policy" if policy is None else "yes" if tree.has_quorum(newest, policy) else "no"
    signed = sorted(tree.signed(newest))
    return {
        "size": newest.size,
        "root": bytes(newest.root).hex(),
        "signed": signed,
        "quorum": quorum,
        "shown": shown.size,
    }


def _newest() -> Any:
    from lianjing.access import public_log_tree

    row = public_log_tree.newest_checkpoint()
    if row is None:
        raise RuleBroken("log_empty")
    return row


def _policy() -> Any:
    from lianjing.access import public_log_keys as keys

    found = keys.policy()
    if found is None:
        raise RuleBroken("log_policy_missing", path=str(keys.folder() / "policy"))
    return found


def _witness(name: str) -> Any:
    known = _policy().witnesses
    if name not in known:
        raise RuleBroken("log_witness_unknown", name=name)
    return known[name]


def _print(result: dict[str, Any]) -> None:
    for name, value in result.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        shell.console.print(f"{name:<8} {shown}", soft_wrap=True, markup=False)
