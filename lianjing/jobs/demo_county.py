"""The demo: a county is written, loaded, asked, proved; and one real workbook goes the whole way of a row."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lianjing.access import clock, demo, public_log_keys
from lianjing.jobs import (
    demo_casework,
    demo_directives,
    demo_flags,
    demo_import,
    demo_matters,
    demo_meetings,
    demo_notices,
    demo_questions,
    demo_verifications,
    ledger_import,
    tick,
)
from lianjing.jobs.ledger_folder import TABLES
from lianjing.rooms.network import loader
from lianjing.rooms.powers.usecases import publishing


def build(folder: Path, generate: Callable[[Path], Any]) -> Iterator[str]:
    """Build the demo in this installation, yielding what is under way. Safe to start over after a power cut.

    folder: where the county's files go. generate: writes the county into an absent folder.
    """
    now = clock.now()
    if not (folder / loader.FILE).exists():
        yield _("Writing a fictitious county ...")
        shutil.rmtree(folder, ignore_errors=True)
        generate(folder)
    if not loader.is_loaded():
        yield _("Loading units, posts and people ...")
        loader.load_county(folder, keys=settings.COLUMN_KEYS, demo=True, now=now)
    if public_log_keys.signer() is None:
        public_log_keys.make(f"{settings.CONFIG.host}{settings.CONFIG.path_prefix}/log")
    yield _("Passing one real roster through the main job ...")
    demo_import.run(folder, now)
    if (folder / TABLES).is_dir():
        yield _("Taking in two years of one supervision group's ledgers ...")
        ledger_import.take_for(folder, demo_import.office(now), now)
    yield _("Bringing in the 34 powers, running a canteen's deliveries by one of them ...")
    publishing.publish_catalogue(now)
    demo_matters.run(demo.story_school(now.date()), now)
    yield _("Asking the demo school what parents ask ...")
    demo_questions.run(demo.story_school(now.date()), now)
    demo_directives.run(demo.story_school(now.date()), now)
    demo_verifications.run(demo.story_school(now.date()), now)
    yield _("Making public what the school owes ...")
    demo_notices.run(demo.story_school(now.date()), now)
    yield _("Holding last quarter's joint meeting ...")
    demo_meetings.run(now)
    yield _("Asking the questions, proving that every step is supervised ...")
    _first_night(now)
    demo_meetings.fix_day(now)
    yield _("Letting what was verified be put right ...")
    demo_casework.run(demo.story_school(now.date()), now)
    demo_flags.run(demo.story_school(now.date()), now)


def _first_night(now: datetime) -> None:
    for outcome in tick.run(now).values():
        if isinstance(outcome, Exception):
            raise outcome
