"""Words of imports: staff rosters, the operator's county, the impact assessment."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lianjing.engines.intake import MarkLabels, Problem, formats
from lianjing.engines.intake.formats import Column
from lianjing.ui.wording import intake, network


def _desk_needs_second(facts: Mapping[str, Any]) -> str:
    posts = gettext(", ").join(dict.fromkeys(facts["posts"]))
    return gettext(
        "Not accepted: the file gives somebody a post with a desk in this system (%(posts)s). "
        "What opens a desk needs a second pair of eyes one level up (four eyes, D9); they have it on their work list."
    ) % {"posts": posts}


def _ledger_not_yours(facts: Mapping[str, Any]) -> str:
    if not facts["schools"]:
        return gettext("Rows for the whole county are handed in by the bureau, not by %(unit)s.") % facts
    return gettext("%(unit)s cannot hand in rows of these schools: %(schools)s. Leave them out.") % {
        "unit": facts["unit"],
        "schools": gettext(", ").join(facts["schools"]),
    }


def _rows_wrong(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "Nothing was taken in: %(wrong)s row has problems. Mend it and check the file again, "
        "or tick “leave the wrong rows out”.",
        "Nothing was taken in: %(wrong)s rows have problems. Mend them and check the file again, "
        "or tick “leave the wrong rows out”.",
        facts["wrong"],
    ) % {"wrong": facts["wrong"]}


def rows_read(rows: int) -> str:
    """Return how far a file is read: its rows, good and bad, so far."""
    return ngettext("%(n)s row read …", "%(n)s rows read …", rows) % {"n": f"{rows:,}"}


SENTENCES: dict[str, Any] = {
    "county_is_fictitious": _(
        "The county in %(folder)s is invented, and this installation is a real one: the two are never mixed. "
        "Set LIANJING_DEMO=true on an installation of its own to look at the demo county."
    ),
    "county_missing": _(
        "There is no finished county in %(folder)s: the file %(file)s is absent. "
        "Make one first: lianjing county --out %(folder)s"
    ),
    "county_format_unknown": _(
        "%(file)s says its format is “%(found)s”; this version reads “%(wanted)s”. Make the county again."
    ),
    "county_broken": _(
        "The county file breaks a rule of the tables (%(why)s), after these were read: %(after)s. "
        "Nothing was loaded. Make the county again."
    ),
    "network_not_empty": _(
        "There are units in this installation already; a county is loaded into an empty one only. "
        "Choose another state folder, or go on with the county that is there."
    ),
    "impact_not_signed": _(
        "No real rows are taken in yet: the impact assessment of personal information is not in force "
        "(PIPL articles 55 and 56). The inspection team and the bureau chief sign it under “Impact assessment”."
    ),
    "impact_same_body": _(
        "Not signed: both signatures would come from one body. One must come from the inspection team, "
        "the other from the education bureau."
    ),
    "impact_text_signed": _(
        "The text carries a signature, so it cannot be changed. Send it back first; the signature then falls away."
    ),
    "file_known": _("This very file was handed in on %(day)s already; nothing has changed. Open it in the list."),
    "file_not_chosen": _("No file arrived. Choose the roster and press the button again."),
    "file_not_the_checked": _(
        "%(file)s is another file than the one you checked. Check it first, then hand in that same file."
    ),
    "file_wiped": _("The file %(file)s is no longer kept here: nothing in it waited for anybody."),
    "ledger_empty": _("%(file)s has no row that can be taken in. Mend the problems shown and check it again."),
    "ledger_known": _(
        "The rows of this very file have been in force since %(day)s (batch %(batch)s). Nothing was changed."
    ),
    "ledger_not_yours": _ledger_not_yours,
    "ledger_too_long": _("%(rows)s rows are too many for one file; at most %(limit)s. Split it by month."),
    "ledger_overlaps": _(
        "%(rows)s of these rows were taken in on %(day)s already, with %(file)s. Hand in a file that holds every row "
        "of that one, take that one out of force first, or leave those rows out."
    ),
    "ledger_rows_gone": _(
        "%(rows)s rows of %(file)s are not in this file and would go out of force. Add them here, or tick that they "
        "were wrong. Nothing was taken in."
    ),
    "ledger_reason_missing": _("Say why the rows are taken out: the journal keeps it."),
    "ledger_not_in_force": _("The rows of batch %(batch)s are no longer in force. Nothing was changed."),
    "nothing_to_take": _("%(file)s has no row that can be taken in. Mend the problems shown and check it again."),
    "plan_moved_on": _(
        "Nothing was taken in: the network has changed since this page was opened. Look through it again below."
    ),
    "handover_running": _("The post “%(post)s” is being handed over already. Finish or give up that hand-over first."),
    "handover_not_holder": _("%(who)s does not hold “%(post)s” today, so they cannot hand it over."),
    "handover_same_person": _("%(who)s cannot hand a post over to themselves. Choose two different people."),
    "handover_holds_already": _("%(who)s holds “%(post)s” already. Choose somebody else."),
    "handover_who_leaves": _("Every seat of “%(post)s” is taken. Say who leaves it."),
    "handover_no_desk": _(
        "%(who)s holds no post that signs in here, so they could not sign the list. Give them their own post first."
    ),
    "rows_wrong": _rows_wrong,
    "desk_needs_second": _desk_needs_second,
}

PROBLEMS: dict[str, Any] = {
    "unit_not_yours": _(
        "%(unit)s is not a unit that your post hands in rows for. Take the row out, or let that unit hand it in."
    ),
    "person_elsewhere": _(
        "This number already belongs to somebody of a unit that you cannot see. Check the number; "
        "if the person has moved to you, the supervision group or the bureau office hands in the row."
    ),
    "number_of_another": _(
        "This number belongs to %(known)s here. Check the number; a changed name is put right in the network first."
    ),
    "post_not_here": _("%(unit)s has no post called “%(post)s”. It has: %(have)s."),
    "seat_taken": _("The post “%(post)s” at %(unit)s has no free seat: %(holders)s. Say who leaves it."),
    "since_before_post": _("The post “%(post)s” exists only since %(starts)s; nobody can hold it before."),
    "units_in_circle": _(
        "These units stand above one another in a circle: %(units)s. A unit has exactly one place below the county; "
        "correct the unit above in one of the rows."
    ),
    "unit_moves": _(
        "%(unit)s stands under %(parent)s here. A file moves no unit, because a move needs its day: "
        "move it on its page in the network."
    ),
    "unit_code_missing": _(
        "A new unit needs a code of small Latin letters, digits and hyphens, such as s169; it stays for good."
    ),
    "parent_left_out": _("%(unit)s, the unit above, is itself not taken in. Mend that row first."),
    "post_code_strange": _("%(post)s is not one of the post codes of the county's list. Choose one from the list."),
    "since_overlaps": _("%(who)s held “%(post)s” until %(ended)s. A new start must lie after that day."),
}

LINES = {
    "start": _("takes up “%(post)s” on %(since)s"),
    "shift": _("“%(post)s” counts from %(since)s, not %(old)s"),
    "reopen": _("goes on as “%(post)s”, held since %(since)s"),
    "replace": _("%(who)s leaves “%(post)s” on %(until)s"),
    "number": _("was appointed without a number and is known by the one ending in %(last)s from now on"),
    "rename": _("the name becomes %(new)s, it was %(old)s"),
    "phone": _("the phone now ends in %(last)s"),
    "unit_new": _("a new unit below %(parent)s, from %(since)s"),
    "post_new": _("a new post at %(unit)s, from %(since)s"),
    "becomes": _("%(what)s becomes “%(new)s”, it was “%(old)s”"),
    "serves": _("works for %(count)s more units"),
}
KINDS = {
    ("staff", "new"): _("New people"),
    ("units", "new"): _("New units"),
    ("posts", "new"): _("New posts"),
    ("staff", "changed"): _("Changed rows"),
    ("units", "changed"): _("Changed rows"),
    ("posts", "changed"): _("Changed rows"),
}
ATTRIBUTES = {
    "name": _("the name"),
    "alias": _("the short name"),
    "kind": _("the kind"),
    "township": _("the township"),
    "stage": _("the stage"),
    "size_class": _("the size class"),
    "term_ends": _("the end of term"),
    "charge": _("the charge"),
    "seats": _("the number of seats"),
    "critical": _("critical or not"),
}
PARTS = {
    "purpose": _("What the rows are used for"),
    "necessity": _("Why each column is needed"),
    "risks": _("What could happen to the people named"),
    "measures": _("What protects them"),
    "retention": _("How long the rows are kept"),
}
_PLACE = _("Row %(row)s, %(header)s: ")  # as the sentences about a cell begin
CLOSING = {"drop": _("Drop this draft"), "amend": _("Send back to be changed"), "revoke": _("Revoke")}


def problem(found: Problem) -> str:
    """Return one problem of a file in the reader's language. Raises KeyError for a code nobody worded."""
    entry = PROBLEMS.get(found.code)
    if entry is None:
        return intake.problem(found)
    joined = gettext(", ")
    facts = {
        name: joined.join(map(str, each)) if isinstance(each, list | tuple) else each
        for name, each in found.placeholders().items()
    }
    return str(entry) % facts


def problem_beside(found: Problem) -> str:
    """Return one problem where its row and column stand beside it: they are not said again."""
    facts = found.placeholders()
    place = str(_PLACE) % {"row": facts.get("row", ""), "header": facts.get("header", "")}
    said = problem(found).removeprefix(place)
    return said[:1].upper() + said[1:]


def line(code: str, facts: Mapping[str, str]) -> str:
    """Return one change of a row in the reader's language."""
    if "what" in facts:
        known: Mapping[str, Any] = network.KINDS if facts["what"] == "kind" else {}
        sides = {side: str(known.get(facts[side], facts[side])) for side in ("old", "new")}
        facts = {**facts, **sides, "what": str(ATTRIBUTES[facts["what"]])}
    return str(LINES[code]) % facts


def table(name: str) -> str:
    """Return the name of a table in the reader's language."""
    found = formats.load(name)
    return found.zh if (get_language() or "zh").startswith("zh") else found.en


def column(found: Column) -> str:
    """Return the name of a format's column in the reader's language."""
    return found.zh if (get_language() or "zh").startswith("zh") else found.en


def accepted(outcome: Mapping[str, int]) -> str:
    """Return what an acceptance did."""
    counts = {name: outcome.get(name, 0) for name in ("new", "changed", "same", "ended", "problems")}
    said = gettext("Taken in: %(new)s new people, %(changed)s changed rows, %(same)s unchanged; %(ended)s posts ended.")
    return said % counts


def mark_labels() -> MarkLabels:
    """Return the words of a marked workbook."""
    said = {name: str(words) for name, words in intake.LABELS.items()}
    names = ("head_sheet", "head_row", "head_column", "head_header", "head_value", "head_problem")
    heads = tuple(said.pop(name) for name in names)
    return MarkLabels(heads=heads, **said)


def assessment_start() -> dict[str, str]:
    """Return the text an assessment starts from: what this software itself knows. People add what only they know."""
    return {
        "purpose": gettext(
            "To know who holds which post in which unit, since when, so that every use of a minor power has "
            "supervisors, and so that each person can sign in to their own desk."
        ),
        "necessity": gettext(
            "Name, unit, post and start date make the network. The identity number tells people of one name apart "
            "and finds one person in two files. The phone is used for sign-in help by the own unit. "
            "No address, family, health or location is taken in."
        ),
        "risks": gettext(
            "Somebody without the right could learn numbers or phones; a wrong row could give a wrong person a post; "
            "a file could be kept longer than needed."
        ),
        "measures": gettext(
            "Numbers and phones are sealed (AES-256-GCM) and matched by keyed hash; only the last four characters are "
            "shown. Rows are reachable within the reach of a post only. Checking a file leaves no trace; a file is "
            "wiped once nothing in it waits. Every act is in an append-only journal."
        ),
        "retention": gettext(
            "Rows as long as the person holds a post, then as the archive rules of the county say. Files that nobody "
            "accepts: five working days. This assessment: three years (PIPL article 56)."
        ),
    }
