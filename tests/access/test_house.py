"""Guards of the house: every view guarded, every use case an act, every table scoped, no back doors."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from django.apps import apps

import lianjing
from lianjing.records.base import Table
from lianjing.records.models import Account
from tests.access.addresses import guard_of, pages

PACKAGE = Path(lianjing.__file__).parent
GOLDEN = Path(__file__).parent / "pages.txt"
# Functions of use-case modules that are not acts themselves, each with its reason.
_FINDS = "finds what is due; each step it takes is an act of the clock"
NOT_ACTS = {
    "lianjing.rooms.verification.usecases.run_out": "finds files whose day passed; each is an act of the clock",
    "lianjing.rooms.redflags.usecases.ask_about_posts": "asks every unit; each flag it raises is an act of the clock",
    "lianjing.rooms.notices.usecases.approving.publish_due": _FINDS,
    "lianjing.rooms.notices.usecases.calendar.put_on_calendar": _FINDS,
    "lianjing.rooms.notices.usecases.calendar.lapse_due": _FINDS,
    "lianjing.rooms.notices.usecases.calendar.escalate": _FINDS,
    "lianjing.rooms.notices.usecases.course.expire_due": _FINDS,
    "lianjing.rooms.notices.usecases.course.archive_due": _FINDS,
    "lianjing.rooms.notices.usecases.nothing.find_forgotten": _FINDS,
    "lianjing.rooms.notices.usecases.nothing.settle_old": _FINDS,
    "lianjing.rooms.notices.usecases.preparing.prepare_due": _FINDS,
    "lianjing.rooms.powers.usecases.matters.would_find": "judges a step before it is written; keeps nothing",
    "lianjing.rooms.powers.usecases.matters.signs": "names what was judged; keeps nothing",
    "lianjing.rooms.powers.usecases.lighting.light_if_due": "judges; each counting kept is an act of the clock",
    "lianjing.rooms.powers.usecases.publishing.publish_catalogue": "finds items; each is an operator's act",
    **dict.fromkeys(
        (
            f"lianjing.rooms.casework.usecases.{name}"
            for name in (
                "opening.open_all",
                "observing.watch_all",
                "observing.call_all",
                "observing.name_hands",
                "handing_over.hear_the_silent",
                "handing_over.settle_letters",
                "handing_over.lapse_all",
                "handing_over.empty_all",
                "handing_over.call_all",
                "hands.replace_all",
            )
        ),
        _FINDS,
    ),
    "lianjing.rooms.casework.usecases.opening.open_for": "called inside an act of whichever room's record it is for",
    "lianjing.rooms.casework.usecases.reminding.remind_all": "each one is an act of the clock",
    "lianjing.rooms.casework.usecases.reviews.let_all_stand": "each one is an act of the clock",
    "lianjing.rooms.casework.usecases.reviews.name_reviewers": "each one is an act of the clock",
    "lianjing.rooms.casework.usecases.reviews.lighter_than": "reads; writes nothing",
    "lianjing.rooms.casework.usecases.problems.found_in": "reads; writes nothing",
    "lianjing.rooms.redflags.usecases.still_there": "asks; writes nothing",
    "lianjing.rooms.redflags.usecases_flow.ask_about_flows": _FINDS,
    "lianjing.rooms.redflags.usecases_flow.still_there": "asks; writes nothing",
    "lianjing.rooms.powers.usecases.taking_effect.take_all_into_force": _FINDS,
    "lianjing.rooms.powers.usecases.taking_effect.call_those_waited_for": "puts work on lists; changes no version",
    "lianjing.rooms.redflags.usecases.lapse_unanswered": _FINDS,
    "lianjing.rooms.redflags.usecases_health.suspend_poor": _FINDS,
    "lianjing.rooms.redflags.usecases_matching.match_if_changed": _FINDS,
    "lianjing.rooms.redflags.usecases_sealed.fill_hands": _FINDS,
    "lianjing.rooms.redflags.usecases_sealed.name_above_all": _FINDS,
    "lianjing.rooms.redflags.usecases_together.together": "each step that it takes is an act",
    "lianjing.rooms.redflags.usecases_transfer.empty_all": _FINDS,
    "lianjing.rooms.redflags.usecases_transfer.handed_over": "called inside the act by which the second person signs",
    "lianjing.rooms.redflags.usecases_danger.tell": "called inside the act that names a danger",
    "lianjing.rooms.redflags.usecases_screened.screen_if_due": _FINDS,
    "lianjing.rooms.redflags.usecases_screened.screen": "asks; the run and each flag it keeps are acts of the clock",
    "lianjing.rooms.redflags.usecases_screened.put_waiting": _FINDS,
    "lianjing.rooms.answering.usecases.move_overdue": _FINDS,
    "lianjing.rooms.network.usecases.coverage.prove_if_stale": _FINDS,
    "lianjing.rooms.network.usecases.edges.lapse_edges": _FINDS,
    "lianjing.rooms.network.usecases.recusals.lapse_recusals": _FINDS,
    "lianjing.rooms.network.usecases.recusals.detect": "called inside an act; each recusal it raises is an act",
    "lianjing.rooms.network.usecases.handover.call_upper": _FINDS,
    "lianjing.rooms.meetings.usecases.planning.plan_due": _FINDS,
    "lianjing.rooms.meetings.usecases.planning.miss_due": _FINDS,
    "lianjing.rooms.meetings.usecases.planning.gather_due": _FINDS,
    "lianjing.rooms.meetings.usecases.planning.call_due": "puts work on lists; changes no meeting",
    "lianjing.rooms.meetings.usecases.resolutions.call_late": "puts work on lists; changes no resolution",
    "lianjing.rooms.meetings.usecases.resolutions.file_due": _FINDS,
    "lianjing.rooms.uploads.usecases.batches.lapse_all": _FINDS,
    "lianjing.rooms.uploads.usecases.impact.expire_all": _FINDS,
    "lianjing.rooms.uploads.usecases.ledgers.pack_all": _FINDS,
    "lianjing.rooms.directives.usecases.clocks.run_clocks": _FINDS,
    "lianjing.rooms.directives.usecases.issuing.burden_of": "asks; writes nothing",
    "lianjing.rooms.directives.usecases.issuing.twins_of": "asks; writes nothing",
    "lianjing.rooms.directives.usecases.receiving.twin_before": "asks; writes nothing",
    "lianjing.rooms.directives.usecases.receiving.may_contest": "asks; writes nothing",
    "lianjing.rooms.uploads.usecases.standards.take_in": "takes a file in; each table of it is an act of ledgers",
}


def test_every_table_states_its_scope_and_each_lookup_leads_somewhere():
    for table in apps.get_app_config("records").get_models():
        if table is Account or table._meta.auto_created:
            continue  # an account is read by sign-in before there is a post; a link table is reached from its sides
        assert issubclass(table, Table), table
        scope = table.scope
        lookups = [scope.path, scope.owner, scope.about, scope.listed, scope.sealed, *scope.posts]
        for lookup in [*filter(None, lookups), *(scope.subject or ())]:
            str(table._base_manager.values_list(lookup).query)


def test_every_view_is_guarded():
    unguarded = [line for line in pages() if line.split()[-1] == "-"]
    assert not unguarded, "these addresses have no @page or @open_page:\n" + "\n".join(unguarded)


def test_an_unguarded_view_would_be_seen():
    def view(request):
        return None

    assert guard_of(view, "new/") == "-"
    view.__module__ = "lianjing.rooms.new.views"
    assert guard_of(view, "accounts/ours/") == "-"


def test_the_golden_list_of_pages_is_true():
    now = "\n".join(pages()) + "\n"
    assert GOLDEN.read_text() == now, f"pages changed; look at each line, then write this to {GOLDEN.name}:\n{now}"


def _usecase_modules():
    import lianjing.rooms

    for found in pkgutil.walk_packages(lianjing.rooms.__path__, "lianjing.rooms."):
        if ".usecases" in found.name:
            yield importlib.import_module(found.name)


def _public_functions(module):
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if not name.startswith("_") and inspect.unwrap(function).__module__ == module.__name__:
            yield f"{module.__name__}.{name}", function


def test_every_use_case_is_an_act():
    functions = {name: function for module in _usecase_modules() for name, function in _public_functions(module)}
    assert len(functions) > 10
    bare = {name for name, function in functions.items() if not hasattr(function, "guarded_by")}
    assert bare == set(NOT_ACTS), "guard these with @act, or say here why not"


BACK_DOORS = {
    "_base_manager": "reads a table past the policy",
    "_default_manager": "reads a table past the policy",
    "raw": "raw SQL knows no policy",
    "extra": "raw SQL knows no policy",
    "cursor": "raw SQL knows no policy",
    "get_model": "hides an import from the layers",
}
DOORS = ("records", "access")
# Operators' modules that speak SQL to the database about itself, never about rows of people.
SQL_ABOUT_THE_DATABASE = {"cli/checking.py", "jobs/backups.py"}


def back_doors_in(source: str) -> list[str]:
    """Return the back doors a source text opens."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in BACK_DOORS:
            found.append(f"line {node.lineno}: .{node.attr} {BACK_DOORS[node.attr]}")
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
            "QuerySet",
            "RawSQL",
        }:
            found.append(f"line {node.lineno}: a queryset built by hand")
    return found


def test_no_back_doors_outside_records_and_access():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if place.parts[0] in (*DOORS, "county", "engines", "domain") or str(place) in SQL_ABOUT_THE_DATABASE:
            continue
        found += [f"{place} {line}" for line in back_doors_in(path.read_text())]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "Org._base_manager.all()",
        "QuerySet(Org)",
        "Org.objects.raw('x')",
        "connection.cursor()",
        "apps.get_model('records.Org')",
    ],
)
def test_each_back_door_is_recognised(source):
    assert back_doors_in(source)


def state_writes_in(source: str) -> list[int]:
    """Return the lines that assign `.state` in a module that takes no step of a machine."""
    tree = ast.parse(source)
    takes = any(isinstance(node, ast.Attribute) and node.attr == "take" for node in ast.walk(tree))
    writes = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "state"
    ]
    return [] if takes else writes


def test_a_state_is_written_only_where_a_machine_is_asked():
    found = {
        str(path.relative_to(PACKAGE)): lines
        for path in sorted((PACKAGE / "rooms").rglob("*.py"))
        if (lines := state_writes_in(path.read_text()))
    }
    assert not found
    assert state_writes_in("flag.state = 'closed'") == [1]


def test_no_view_of_django_admin_is_installed():
    assert not apps.is_installed("django.contrib.admin")


def test_signals_of_our_own_tables_have_no_receivers():
    from django.db.models import signals

    for signal in (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete):
        for table in apps.get_app_config("records").get_models():
            ours = [r for r in signal._live_receivers(table)[0] if r.__module__.startswith("lianjing")]
            assert not ours, table
