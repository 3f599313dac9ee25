"""Words of the network: kinds of unit, of edge, of tie, grounds of recusal, and why an edit was refused."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KINDS = {
    "county": _("County"),
    "commission": _("County commission"),
    "dispatched_team": _("Dispatched inspection team"),
    "township_committee": _("Township discipline committee"),
    "guiding_office": _("Guiding office of the commission"),
    "bureau": _("Education bureau"),
    "bureau_office": _("Bureau supervision office"),
    "section": _("Section of the bureau"),
    "second_level_unit": _("Second-level unit"),
    "leading_group": _("Leading group"),
    "leading_office": _("Office of the leading group"),
    "organ_committee": _("Discipline and party committee of the bureau"),
    "task_force": _("Task force"),
    "supervision_group": _("Supervision group"),
    "central_school": _("Central school"),
    "county_school": _("County-run school"),
    "school": _("School"),
}

EDGES = {
    "line": _("In line, from above"),
    "peer": _("As a peer, from beside"),
    "public": _("By the public"),
    "guides": _("By guidance"),
}

ROLES = {
    "": _("no account: the post does not act here"),
    "team_inspector": _("Inspector of the dispatched team"),
    "bureau_chief": _("Bureau chief or leading group"),
    "bureau_officer": _("Officer of the bureau supervision office"),
    "township_officer": _("Township discipline committee"),
    "guiding_officer": _("Guiding office"),
    "section_officer": _("Section of the bureau"),
    "group_leader": _("Leader of a supervision group"),
    "group_member": _("Member of a supervision group"),
    "principal": _("Principal"),
    "clerk": _("Clerk"),
    "teacher": _("Teacher"),
    "tech_admin": _("Technical administrator"),
}

AREAS = {
    "ZS": _("Admission"),
    "RS": _("Staff"),
    "JF": _("Teaching materials"),
    "ZZ": _("Student aid"),
    "ST": _("Canteen"),
    "CW": _("Finance"),
}

TIES = {"kin": _("Relative"), "interest": _("Interest in a supplier")}

RELATIONS = {
    "spouse": _("Spouse"),
    "sibling": _("Brother or sister"),
    "parent": _("Father or mother"),
    "child": _("Son or daughter"),
    "shareholder": _("Shareholder"),
    "legal_representative": _("Legal representative"),
    "partner": _("Partner in business"),
    "in_law": _("Relative by marriage"),
    "collateral": _("Relative in a side line"),
}

GROUNDS = {
    "kin": _("A close relative is concerned"),
    "same_post": _("Same post as the person concerned"),
    "handled_it": _("Handled the matter"),
    "held_before": _("Held the post concerned before"),
    "interest": _("Own interest, or a relative's"),
    "fairness": _("Something else that could make it unfair"),
}

RAISED_BY = {
    "own": _("Asked for by the person"),
    "request": _("Asked for by somebody concerned"),
    "detection": _("Found from declarations"),
}


def cycle(facts: dict[str, Any]) -> str:
    """Return the refusal of a circle in the tree or in the lines."""
    units = facts.get("units") or facts.get("slugs") or ()
    return gettext(
        "These %(count)s units would stand above one another in a circle. "
        "A unit has exactly one place below the county: choose a unit that is not below this one."
    ) % {"count": max(len(units), 2)}


SENTENCES: dict[str, Any] = {
    "unit_cycle": cycle,
    "line_cycle": cycle,
    "move_into_itself": _(
        "A unit cannot be put below itself or below one of its own units: the tree would be a circle. "
        "Choose a unit that is not below it."
    ),
    "move_in_the_future": _(
        "A move counts from today (%(today)s) or earlier, not from %(on)s: on that day this page can write it down."
    ),
    "move_before_last": _(
        "%(unit)s has stood where it stands since %(moved)s: a move from %(asked)s would lose that place. "
        "Choose %(moved)s or a later day."
    ),
    "path_taken": _("Another unit has this code already on those days. Choose another code."),
    "path_malformed": _("The code may hold small Latin letters, digits and hyphens, such as s169."),
    "parent_missing": _("The unit above does not exist on that day. Choose a day on which it does."),
    "path_not_under_parent": _("A unit stands where the unit above it stands. Move it instead of changing its code."),
    "unit_dates_overlap": _("The unit has two rows for the same days. End the first before the second begins."),
    "unit_unknown": _("This unit does not exist on %(on)s. Choose a day between its first and its last."),
    "unit_not_empty": _(
        "%(unit)s still has %(left)s units or posts after that day (%(first)s and others). End or move them first."
    ),
    "post_code_unknown": _("%(asked)s is not one of the post codes of the county's list. Choose one from the list."),
    "role_unknown": _("%(role)s is not a role of this system. Choose one from the list."),
    "role_not_here": _(
        "No post of %(unit)s has that role: it belongs to another kind of unit. Choose one from the list."
    ),
    "post_by_own_hand": _("Nobody gives a post to themselves (four eyes, D9): somebody else puts you into “%(post)s”."),
    "post_opens_desk": _(
        "“%(post)s” opens a desk in this system, so nobody fills it alone (four eyes, D9). Hand in a roster, which "
        "somebody one level up accepts, or open a hand-over, which two people sign."
    ),
    "post_unit_unknown": _("The post's unit does not exist on those days. Choose other days."),
    "post_still_held": _(
        "%(post)s is still held after %(last_day)s. Write down its holder's last day first, or hand it over."
    ),
    "post_has_work": _(
        "%(count)s things still wait at “%(post)s”, and nobody could take them up. "
        "Hand the post over or finish them first."
    ),
    "holding_post_unknown": _("This post is not in the network."),
    "holding_outside_post": _(
        "“%(post)s” at %(unit)s exists from %(opens)s only, or has ended. Choose days within those of the post."
    ),
    "holding_twice": _("This person holds “%(post)s” at %(unit)s on those days already."),
    "holdings_overlap": _(
        "“%(post)s” at %(unit)s has %(seats)s seat and somebody else holds it on %(on)s. "
        "Write down that holder's last day first; then nobody is two people at once."
    ),
    "unit_outlives_parent": _(
        "%(parent)s ends on %(ends)s, and %(unit)s would go on without a place below it. Choose another unit above."
    ),
    "holding_ended_before": _("The holder's last day is already %(ended)s; %(asked)s would not end it sooner."),
    "edge_ended_before": _("The line ends on %(ended)s already; %(asked)s would not end it sooner."),
    "ends_before_start": _("It would end on %(ends)s, before it begins on %(starts)s. Choose a later last day."),
    "edge_to_itself": _("A unit does not supervise itself. Choose two different units."),
    "edge_unit_unknown": _("One of the two units does not exist on that day."),
    "edge_exists": _("%(subject)s supervises %(object)s in this way already. End that line first."),
    "edge_over_yourself": _(
        "Nobody chooses who stands above their own unit: lines over %(unit)s are changed by the level above."
    ),
    "edge_reason_missing": _("Say why: whoever confirms it must be able to judge it."),
    "recusal_ground_unknown": _("Choose one of the grounds listed."),
    "recusal_already_raised": _("This has been asked for already and counts, or is being decided."),
    "recusal_asked_too_often": _(
        "It was decided %(asked)s times that no recusal is needed; the limit is the county's figure recusal.requests."
    ),
    "recusal_nobody_there": _("Nobody holds %(post)s at %(unit)s today, so there is nobody to keep away."),
    "declaration_incomplete": _("Name the relative, or the supplier, and say what the tie is."),
    "declaration_ended": _("This declaration has ended already."),
    "day_unreadable": _("%(text)s is not a day. Write it as 2024-03-01."),
    "network_empty": _("There is no network yet. Import units, posts and people first."),
    "catalogue_wrong": _("The list of powers has a fault at %(at)s (%(why)s). Mend the file and start again."),
    "no_unit_for_step": _("A step of the list is taken at a county unit that the network lacks. Add that unit."),
    "draw_seed_missing": _("Type the public result exactly as it was published."),
    "draw_source_missing": _("Say which public result will be the seed, before it is known."),
    "draw_not_announced": _("Announce the draw first: inputs and source are fixed before the seed is known."),
    "draw_infeasible": _(
        "These inputs allow no draw in which everybody visits one other and nobody their own visitor. "
        "Look at the travel limit, the county's figure coverage.travel, and at declared ties."
    ),
    "draw_rule_unknown": _("The draw was made by the rule %(rule)s; this version knows %(known)s."),
    "draw_text_malformed": _("A seed is one line without blanks at its ends: %(text)s is not."),
    "draw_unit_twice": _("A unit stands twice in the draw."),
    "draw_too_many": _("A draw takes at most %(most)s units; these are %(units)s."),
    "draw_travel_missing": _("The way from %(visitor)s to %(visited)s is not known."),
    "draw_undecided": _("The draw could not be decided with these inputs. Announce it again with other limits."),
    "draw_done": _("This draw has its seed already; a draw is made once."),
    "draw_inputs_changed": _(
        "The network has changed since this draw was announced. Announce a new draw, so that everybody can follow it."
    ),
}
