"""The whole 1+1+19+168 on one drawing: boxes for the two ones, a row a supervision group, a mark a school."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianjing.access.policy import holds
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Org
from lianjing.rooms.network.queries import tree
from lianjing.rooms.network.queries.tree import SCHOOLS, Mark
from lianjing.ui.charts import SIGN
from lianjing.ui.markup import markup
from lianjing.ui.wording.network import KINDS

WIDTH, ROW, MARK, LEFT, TOP = 1120, 34, 27, 276, 236
PER_ROW = (WIDTH - LEFT - 40) // MARK
BOXES = {  # kind -> x, y, width: where the bodies above the groups stand
    "county": (470, 4, 180),
    "commission": (120, 60, 260),
    "bureau": (740, 60, 260),
    "dispatched_team": (120, 128, 260),
    "bureau_office": (740, 128, 260),
}
BODIES = (  # the plan's other bodies, in the order the plan names them
    "leading_group",
    "leading_office",
    "organ_committee",
    "task_force",
    "guiding_office",
    "township_committee",
    "section",
    "second_level_unit",
)
_SIGN = '<path transform="translate(12 14) translate({} {})" d="{}"/>'
_MARK = (
    '<a href="{}" aria-label="{}"><g class="cell {}"><title>{}</title>'
    '<rect x="{}" y="{}" width="24" height="28" rx="{}"/>{}</g></a>'
)


@dataclass(frozen=True)
class Shape:
    """One thing on the drawing: where, what it is called, where it leads, how it stands."""

    x: float
    y: float
    width: float
    label: str
    said: str
    url: str
    tone: str
    sign: str


def mark(shape: Shape, *, is_round: bool) -> SafeString:
    """Return the mark of one school: written here and not in a template, for a county has hundreds."""
    sign = markup(_SIGN, shape.x, shape.y, shape.sign) if shape.sign else ""
    return markup(_MARK, shape.url, shape.said, shape.tone, shape.said, shape.x, shape.y, 12 if is_round else 3, sign)


def drawing(post: Seat, on: date) -> dict[str, Any]:
    """Return the drawing, its list for phones, the other bodies and the figures beneath."""
    units = tree.units_on(post, on)
    marked = tree.marks(post, units, on)
    tones = tones_in_words()
    groups = [org for org in units if org.kind == "supervision_group"]
    rows, height = _rows(units, groups, marked, tones)
    schools = [org for org in units if org.kind in SCHOOLS]
    return {
        "boxes": [_box(org, marked[org.pk], tones) for org in units if org.kind in BOXES],
        "rows": rows,
        "width": WIDTH,
        "height": height,
        "trunk": height - 20,
        "nodes": tree.tree(units, marked, short_tones()),
        "bodies": _bodies(units),
        "legend": [(tone, words, SIGN.get(tone, "")) for tone, words in tones.items()],
        "figures": _figures(post, units, groups, schools, marked),
        "on": on,
        "past": on != post.on,
        "today": post.on,
    }


def tones_in_words() -> dict[str, str]:
    """Return what each tone of the drawing means."""
    return {
        "green": _("covered from above and beside"),
        "red": _("gap in coverage"),
        "yellow": _("vacant post"),
        "grey": _("not proven"),
        "plain": _("has no powers of its own"),
    }


def short_tones() -> dict[str, str]:
    """Return the same in one word, for a list."""
    return {"green": _("covered"), "red": _("gap"), "yellow": _("vacancy"), "grey": _("not proven")}


def _box(org: Org, mark: Mark, tones: dict[str, str]) -> Shape:
    x, y, width = BOXES[org.kind]
    return Shape(
        x, y, width, org.name, f"{org.name}: {tones[mark.tone]}", _url(org), mark.tone, SIGN.get(mark.tone, "")
    )


def _rows(
    units: Sequence[Org], groups: Sequence[Org], marked: dict[int, Mark], tones: dict[str, str]
) -> tuple[list[dict[str, Any]], int]:
    """Return one row a group with its schools as marks, wrapped where a group has more than fit."""
    rows, y, url, under = [], TOP, tree.url_of(), _schools_under(units)
    for group in groups:
        below = sorted(under.get(group.path, ()), key=lambda org: (org.kind == "school", org.path))
        tone = marked[group.pk].tone
        said = f"{group.name}: {tones[tone]}"
        label = Shape(8, y, LEFT - 20, _cut(group.name), said, url(group), tone, SIGN.get(tone, ""))
        schools = [_school(org, url(org), marked[org.pk], tones, place, y) for place, org in enumerate(below)]
        rows.append({"group": label, "schools": SafeString("".join(schools)), "y": y + 14})
        y += ROW * max(1, -(-len(below) // PER_ROW))
    return rows, y + 6


def _schools_under(units: Sequence[Org]) -> dict[str, list[Org]]:
    """Return the schools of each path above them."""
    under: dict[str, list[Org]] = defaultdict(list)
    for org in units:
        if org.kind in SCHOOLS:
            for path in tree.prefixes(org.path):
                under[path].append(org)
    return under


def _school(org: Org, url: str, standing: Mark, tones: dict[str, str], place: int, y: int) -> SafeString:
    x, down = LEFT + (place % PER_ROW) * MARK, y + (place // PER_ROW) * ROW
    said, sign = f"{org.name}: {tones[standing.tone]}", SIGN.get(standing.tone, "")
    return mark(Shape(x, down, 24, org.name, said, url, standing.tone, sign), is_round=org.kind != "school")


def _bodies(units: Sequence[Org]) -> list[tuple[str, list[Org]]]:
    found = [(str(KINDS[kind]), [org for org in units if org.kind == kind]) for kind in BODIES]
    return [(words, orgs) for words, orgs in found if orgs]


def _figures(
    post: Seat, units: Sequence[Org], groups: Sequence[Org], schools: Sequence[Org], marked: dict[int, Mark]
) -> list[dict[str, Any]]:
    teams = sum(org.kind == "dispatched_team" for org in units)
    offices = sum(org.kind == "bureau_office" for org in units)
    whole = [marked[org.pk] for org in units if org.kind == "county"]
    steps, covered = (whole[0].steps, whole[0].covered) if whole else (0, 0)
    vacant = whole[0].vacant if whole else 0
    return [
        {
            "label": _("Team + office + groups + schools"),
            "value": f"{teams}+{offices}+{len(groups)}+{len(schools)}",
            "of": _("%(count)s units in all") % {"count": len(units)},
        },
        {
            "label": _("Steps supervised from both sides"),
            "value": f"{covered} / {steps}" if steps else _("not proven"),
            "url": reverse("network:coverage") if holds(post, Action.COVERAGE_READ) else "",
        },
        {
            "label": _("Vacant posts"),
            "value": vacant,
            "url": reverse("network:vacancies"),
            "tone": "red" if vacant else "",
        },
    ]


def _url(org: Org) -> str:
    return reverse("network:unit", args=[org.pk])


def _cut(name: str, letters: int = 14) -> str:
    return name if len(name) <= letters else name[: letters - 1] + "\u2026"
