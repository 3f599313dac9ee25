"""Danger to a child in words to choose from, and what the law asks of whoever learns of it."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "injury": _("A child is hurt"),
    "poisoning": _("Children may be poisoned by food or water"),
    "abuse": _("A child may be abused, molested or maltreated"),
}
PLACES = {
    "classroom": _("classroom"),
    "canteen": _("canteen"),
    "dormitory": _("dormitory"),
    "grounds": _("school grounds"),
    "way": _("on the way to or from school"),
    "online": _("online"),
    "elsewhere": _("elsewhere"),
}
CHILDREN = {"one": _("one child"), "few": _("two to five children"), "many": _("more than five children")}
TREATED = {"yes": _("Yes, help is there"), "no": _("Not yet: call 120 first"), "unknown": _("I do not know")}
BODIES = {
    "police": _("Police (110)"),
    "education": _("County education bureau"),
    "civil_affairs": _("Civil affairs"),
    "health": _("Health commission and emergency service (120)"),
    "market": _("Market supervision (food safety, 12315)"),
    "procuratorate": _("Procuratorate (12309)"),
}
UNSAID = _("not said")
FIRST = {
    "injury": _("Call 120, let somebody stay with the child, tell the parents."),
    "poisoning": _(
        "Call 120. Stop serving; keep food, samples and vomit as they are; write down who ate what. Tell "
        "market supervision and the health commission at once."
    ),
    "abuse": _(
        "Bring the child to safety. Do not question the child again and again, warn nobody concerned, keep what could "
        "be evidence as it is."
    ),
}
DUTY = (
    _("Report at once to the police, civil affairs and the education bureau: whoever works with children must do so."),
    _("Nobody may ask you to wait, to look into it first, or to keep silent."),
    _("Do not write the child's name, class or photograph anywhere in this system."),
)
BASIS = _("Law on the Protection of Minors (L15), article 11: mandatory report")
