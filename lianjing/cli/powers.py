"""`lianjing power`: draw power items, print them, give them as BPMN, and read BPMN of anybody's."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell

power = typer.Typer(no_args_is_help=True, help="Power items: their files, drawings, posters and BPMN.")
app.add_typer(power, name="power")

KINDS = ("svg", "bpmn")
SHEETS = ("paper", "a3", "phone")
Language = Annotated[str, typer.Option(help="zh-hans or en; the installation's own when left out.")]


@power.command()
@shell.worded
def draw(
    name: Annotated[str, typer.Argument(help="Its id, such as ST-03.")],
    out: Annotated[Path | None, typer.Option(help="The file to write: .svg or .bpmn.", dir_okay=False)] = None,
    sheet: Annotated[
        str, typer.Option(help="paper: lanes by post; a3: these in columns; phone: one column.")
    ] = "paper",
    language: Language = "",
) -> None:
    """Draw a power item. Without a file, the SVG goes to standard output."""
    kind = out.suffix[1:].lower() if out else "svg"
    if kind not in KINDS or sheet not in SHEETS:
        shell.problems.print(f"Write a file ending in {' or '.join(KINDS)}; --sheet is {' or '.join(SHEETS)}.")
        raise typer.Exit(shell.USAGE)
    shell.start()
    from lianjing.jobs import power_drawing

    _write(power_drawing.drawing(name, kind, sheet, language), out)


@power.command()
@shell.worded
def export(
    name: Annotated[str, typer.Argument(help="Its id, such as ST-03.")],
    out: Annotated[Path | None, typer.Option(help="The .bpmn file to write.", dir_okay=False)] = None,
    language: Language = "",
) -> None:
    """Give a power item as BPMN 2.0 with its drawing; reading it back loses nothing."""
    shell.start()
    from lianjing.jobs import power_drawing

    _write(power_drawing.drawing(name, "bpmn", "paper", language), out)


@power.command()
@shell.worded
def poster(
    name: Annotated[str, typer.Argument(help="Its id, such as ST-03.")],
    out: Annotated[Path, typer.Option(help="The .pdf file to write.", dir_okay=False)],
    language: Language = "",
    contact: Annotated[str, typer.Option(help="Where to object: a telephone, a room; blank for writing by hand.")] = "",
    address: Annotated[str, typer.Option(help="A page that its QR code opens; no code without one.")] = "",
) -> None:
    """Write the A3 poster of a power: its chart, risk points, who decides and supervises, and how to object."""
    shell.start()
    from lianjing.jobs import power_drawing

    _write(power_drawing.poster(name, language, contact, address), out)


@power.command("import")
@shell.worded
def import_(
    file: Annotated[Path, typer.Argument(help="A BPMN 2.0 file.", dir_okay=False)],
    out: Annotated[Path | None, typer.Option(help="Write the blocks here (.yaml).", dir_okay=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read BPMN into the blocks of a power file; name all that is not followed. Exit 1 when a chart is no blocks."""
    shell.start()
    from lianjing.jobs import power_drawing

    result = power_drawing.read(file)
    if out is not None:
        out.write_text("".join(one["text"] for one in result["processes"]), encoding="utf-8")
    shell.say(result, as_json=as_json, lines=_print)
    if any(not one["text"] for one in result["processes"]):
        raise typer.Exit(shell.WRONG)


@power.command()
@shell.worded
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Ids such as ST-03; none: every item.")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="A folder of items elsewhere: ID/item.yaml.", exists=True, file_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check power items: the file, the chart, the controls, every labelled trace. Exit 1 when anything is wrong."""
    shell.start()
    from lianjing.jobs import power_checks

    result = power_checks.check(names or [], folder)
    shell.say(result, as_json=as_json, lines=_print_faults)
    if result["faults"]:
        raise typer.Exit(shell.WRONG)


@power.command()
@shell.worded
def new(
    name: Annotated[str, typer.Argument(help="Its id: the area and a number, such as ST-07.")],
    folder: Annotated[Path, typer.Option(help="A catalogue's power_items folder.", file_okay=False)] = Path(
        "lianjing/catalogue/power_items"
    ),
) -> None:
    """Begin a power item: two files with every part it needs, which pass the check as they are."""
    shell.start()
    from lianjing.jobs import power_checks

    for path in power_checks.begin(name, folder):
        shell.console.print(str(path), markup=False)


def _write(made: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(made.decode())
    else:
        out.write_bytes(made)
        shell.console.print(str(out), markup=False)


def _print(result: dict[str, Any]) -> None:
    for one in result["processes"]:
        shell.console.print(f"# {one['process']} {one['name']}", markup=False, soft_wrap=True)
        if one["text"]:
            sys.stdout.write(one["text"])
        else:
            shell.console.print(f"# not built of blocks: {', '.join(one['not_blocks'])}", markup=False, soft_wrap=True)
        if one["faults"]:
            shell.console.print(f"# not sound: {', '.join(one['faults'])}", markup=False, soft_wrap=True)
    for one in result["not_followed"]:
        shell.console.print(f"# {one['element']} {one['id']}: {one['words']}", markup=False, soft_wrap=True)


def _print_faults(result: dict[str, Any]) -> None:
    for fault in result["faults"]:
        shell.console.print(f"{fault['file']}:{fault['line']} {fault['fault']}", markup=False, soft_wrap=True)
    shell.console.print(f"{result['items']} items, {result['traces']} traces, {len(result['faults'])} faults")
