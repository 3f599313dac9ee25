"""`lianjing conform`: every case of a log against a chart, exactly, with what each deviating case lacks."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lianjing.cli import app, shell

SHOWN = 10


@app.command()
@shell.worded
def conform(
    log: Annotated[
        Path, typer.Argument(help="A log: .xes, .xes.gz, .csv, .parquet (case, activity, timestamp), .json (OCEL 2.0).")
    ],
    pnml: Annotated[str, typer.Option(help="The chart: a place/transition net in PNML.")] = "",
    power: Annotated[str, typer.Option(help="The chart: the flow of this power item.")] = "",
    bpmn: Annotated[str, typer.Option(help="The chart: a BPMN 2.0 file.")] = "",
    process: Annotated[str, typer.Option(help="With --bpmn: the id of the process, where the file has several.")] = "",
    objects: Annotated[str, typer.Option(help="With OCEL: the type of object whose cases these are.")] = "",
    open_cases: Annotated[bool, typer.Option("--open", help="Cases may be under way: stopping is no fault.")] = False,
    any_order: Annotated[
        bool, typer.Option("--equal-times", help="Events of a case at one time may have happened in any order.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say of every deviating variant what it lacks.")] = False,
    cases: Annotated[bool, typer.Option("--cases", help="Give the verdict and the cost of every case.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write the result here: a page (.html) or a picture (.png).", dir_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare every case of a log with a chart. Verdicts are exact; the cost is the fewest steps left out or put in."""
    charts = {kind: name for kind, name in (("pnml", pnml), ("power", power), ("bpmn", bpmn)) if name}
    if len(charts) != 1:
        shell.problems.print("Name one chart: --pnml FILE, --power ID or --bpmn FILE.")
        raise typer.Exit(shell.USAGE)
    shell.start()
    from lianjing.jobs import chart_files, conforming

    chart = chart_files.read_chart(*next(iter(charts.items())), process)
    with shell.progress() as told:
        done = conforming.compare(log, chart, told, objects=objects, open_cases=open_cases, any_order=any_order)
    if report is not None:
        _write(report, done.figures(), done.explained())
    result = done.figures()
    result |= {"explained": done.explained()} if explain else {}
    result |= {"by_case": done.by_case()} if cases else {}
    shell.say(result, as_json=as_json, lines=_print)


def _write(report: Path, figures: dict[str, Any], variants: list[dict[str, Any]]) -> None:
    from lianjing.ui import conformance_report

    if report.suffix == ".png":
        report.write_bytes(conformance_report.picture(figures, variants))
    else:
        report.write_text(conformance_report.page(figures, variants), encoding="utf-8")


def _print(result: dict[str, Any]) -> None:
    for name, value in result.items():
        if not isinstance(value, list):
            shell.console.print(f"{name:<18} {value}", markup=False)
    for one in result.get("explained", [])[:SHOWN]:
        shell.console.print(f"\n{one['cases']} × ({one['cost']}) {' → '.join(one['events'])}", markup=False)
        for finding in one["findings"]:
            shell.console.print(f"  {finding['words']}", markup=False)
    left = len(result.get("explained", [])) - SHOWN
    if left > 0:
        shell.console.print(f"\n… {left} more variants; --json or --report gives them all", markup=False)
    for one in result.get("by_case", []):
        shell.console.print(f"{one['case']}\t{one['verdict']}\t{one['cost']}", markup=False)
