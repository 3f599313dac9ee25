"""`lianjing check`: the settings, the keys, the database, the journal, explained one by one."""

from typing import Annotated, Any

import typer

from lianjing.cli import app, shell
from lianjing.domain.refusals import RuleBroken

Finding = dict[str, Any]
_CALENDAR_AHEAD = 60  # days


@app.command()
def check(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Explain every wrong setting and whether database, keys and journal are sound. Exit 1 when something is wrong."""
    from lianjing.site import config

    try:
        config.load()
    except config.ConfigWrong as wrong:
        findings = [_finding("setting", name, False, advice) for name, _, advice in wrong.problems]
        shell.say({"ok": False, "findings": findings}, as_json=as_json, lines=_print)
        raise typer.Exit(shell.USAGE) from None
    shell.start()
    findings = [
        *_sqlite(),
        *_database(),
        *_migrations(),
        *_journal(),
        *_public_log(),
        *_calendar(),
        *_texts(),
        *_models(),
        *_notices(),
        *_webhooks(),
    ]
    result = {"ok": all(finding["ok"] for finding in findings), "findings": findings}
    shell.say(result, as_json=as_json, lines=_print)
    if not result["ok"]:
        raise typer.Exit(shell.WRONG)


def _finding(area: str, name: str, ok: bool, words: str) -> Finding:
    return {"area": area, "name": name, "ok": ok, "words": words}


def _models() -> list[Finding]:
    """Say whether every running model is as it was when its examples were run: others are refused at work."""
    from lianjing.access import modelbook
    from lianjing.domain.supervision_models import RUNNING

    try:
        running = [one for one in modelbook.chosen() if one.status in RUNNING]
    except RuleBroken as refusal:
        return [_finding("content", "supervision models", False, shell.sentence_of(refusal))]
    changed = modelbook.unproven(running)
    advice = f"changed since their examples were run: {', '.join(changed)}. Run: lianjing model check"
    proven = _finding("content", "supervision models", not changed, advice if changed else f"{len(running)} proven")
    return [proven, *_failing()]


def _failing() -> list[Finding]:
    """Name the models that could not be run when they were last asked: of them nothing is known, at any school."""
    from django.db.utils import DatabaseError

    from lianjing.access.screening import failing

    try:
        failed = failing()
    except DatabaseError:
        return []  # said by the migrations' own line
    return [
        _finding("screening", model, False, f"could not be run on {on}: {fault}. Run: lianjing model check {model}")
        for model, (on, fault) in failed.items()
    ]


def _sqlite() -> list[Finding]:
    from lianjing.site import sqlite

    version = sqlite.version_in_use()
    shown = ".".join(map(str, version))
    if version >= sqlite.SAFE_FROM:
        return [_finding("database", "sqlite", True, f"SQLite {shown}")]
    advice = f"SQLite {shown} can corrupt a database in WAL mode (fixed in 3.51.3). Install the pinned requirements."
    return [_finding("database", "sqlite", False, advice)]


def _database() -> list[Finding]:
    from django.db import connection
    from django.db.utils import OperationalError

    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check(1)")
                answer = cursor.fetchone()[0]
                return [_finding("database", "integrity", answer == "ok", f"quick check: {answer}")]
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0])
    except OperationalError as error:
        first = str(error).splitlines()[0]
        return [_finding("database", "reachable", False, f"The database does not answer: {first}")]
    words = f"PostgreSQL {number // 10000}"
    return [_finding("database", "version", number >= 150000, words + ("" if number >= 150000 else ": 15 is needed"))]


def _migrations() -> list[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import DatabaseError

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return []
    words = (
        f"{len(missing)} steps missing; `lianjing serve` and `lianjing demo` apply them" if missing else "up to date"
    )
    return [_finding("database", "tables", not missing, words)]


def _journal() -> list[Finding]:
    from django.db.utils import DatabaseError

    from lianjing.access import journal

    try:
        broken = journal.first_broken()
    except DatabaseError:
        return []
    if broken is None:
        return [_finding("journal", "chain", True, "every entry recomputes")]
    words = "its end was cut off" if broken == -1 else f"entry {broken} was changed, or one before it was removed"
    return [_finding("journal", "chain", False, words)]


def _public_log() -> list[Finding]:
    """Say when there is no key, when too few witnesses sign, and when the journal is not what was committed to."""
    from django.db.utils import DatabaseError

    from lianjing.access import public_log

    try:
        name, ok, words = public_log.standing()
    except RuleBroken as refusal:
        return [_finding("log", "files", False, shell.sentence_of(refusal))]
    except DatabaseError:
        return []
    return [_finding("log", name, ok, words)]


def _calendar() -> list[Finding]:
    """Warn while there is still time: limits that reach past the last known day are refused."""
    from datetime import timedelta

    from lianjing.access import clock, rulebook

    try:
        book = rulebook.library()
    except RuleBroken as broken:
        return [_finding("content", "files", False, shell.sentence_of(broken))]
    last, until = book.calendar.covered.last, clock.now().date() + timedelta(days=_CALENDAR_AHEAD)
    near = until > last or until.year in book.provisional
    advice = f"{until.year} is provisional: write the yearly notice down in catalogue/legal/calendar/{until.year}.yaml"
    return [_finding("content", "calendar", True, advice if near else f"working days are known until {last}")]


def _notices() -> list[Finding]:
    """Say where notices go and what is wrong with the file, without printing an address: it is a secret."""
    from collections import Counter

    from django.conf import settings

    from lianjing.engines.messengers import AddressWrong, kind_of, read_book

    file = settings.CONFIG.notices_file
    if file is None:
        return [_finding("notices", "addresses", True, "no notices_file: no notice leaves the house")]
    if not file.is_file():
        return [_finding("notices", "addresses", False, f"{file}: no such file; name one or leave it empty")]
    if file.stat().st_mode & 0o077:
        return [_finding("notices", "addresses", False, f"{file}: others may read it; run: chmod 600 {file}")]
    try:
        book = read_book(file.read_text(encoding="utf-8"))
    except AddressWrong as wrong:
        return [_finding("notices", f"line {line}", False, advice) for line, advice in wrong.faults]
    except UnicodeDecodeError:
        return [_finding("notices", "addresses", False, f"{file}: save it as UTF-8")]
    kinds = Counter(kind_of(address) for own in book.by_place.values() for address in own)
    kinds["e-mail"] += bool(book.mail)
    said = ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()) if number)
    unknown = _unknown_places(book.by_place)
    if unknown:
        return [_finding("notices", "addresses", False, f"no such unit: {', '.join(unknown)}. Write its code.")]
    return [_finding("notices", "addresses", True, said or "the file names no address")]


def _webhooks() -> list[Finding]:
    """Say which programs are told what was published, and which of them have not answered for days."""
    from django.conf import settings

    from lianjing.access import clock
    from lianjing.jobs import webhooks

    if settings.CONFIG.webhooks_file is None:
        return [_finding("webhooks", "receivers", True, "no webhooks_file: no program is told what was published")]
    try:
        held = webhooks.receivers()
    except RuleBroken as refusal:
        return [_finding("webhooks", "receivers", False, shell.sentence_of(refusal))]
    now = clock.now()
    found = []
    for one in held:
        at = webhooks.standing_of(one)
        found.append(
            _finding("webhooks", one.name, at is None or not at.is_dead(now), webhooks.standing_words(one, now))
        )
    return found


def _unknown_places(places: Any) -> list[str]:
    """Return what stands before an address and is no unit's code, "code" or "code/post"."""
    from django.db.utils import DatabaseError

    from lianjing.access import network

    try:
        known = network.unit_codes()
    except DatabaseError:
        return []
    return sorted(place for place in places if place.partition("/")[0] not in known)


def _texts() -> list[Finding]:
    from django.conf import settings

    compiled = (settings.PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo").exists()
    return [_finding("texts", "chinese", compiled, "compiled" if compiled else "not compiled: run `make translations`")]


def _print(result: dict[str, Any]) -> None:
    for finding in result["findings"]:
        mark = "[green]ok[/]   " if finding["ok"] else "[bold red]wrong[/]"
        shell.console.print(f"{mark} {finding['area']:<9} {finding['name']:<12} {finding['words']}", soft_wrap=True)
