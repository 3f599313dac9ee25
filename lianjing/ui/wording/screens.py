"""What the screens are called that the plan and the story open, and the people of the demo."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "network:home": _("The whole network"),
    "network:coverage": _("Proof of coverage"),
    "uploads:home": _("Uploads"),
    "powers:home": _("Powers"),
    "powers:matters": _("Matters"),
    "notices:home": _("Disclosures"),
    "redflags:home": _("Red flags"),
    "casework:home": _("Rectifications"),
    "casework:problems": _("Problems"),
    "directives:home": _("Directives"),
    "directives:supervision": _("How we supervise"),
    "meetings:home": _("Joint meeting"),
    "meetings:quarter": _("This quarter"),
    "meetings:resolutions": _("Resolutions"),
    "verification:home": _("Verification files"),
    "worklist:home": _("Work list"),
    "portal:home": _("Public pages"),
    "story:plan": _("The plan"),
}

WHO = {
    "inspector": _("Dispatched team's inspector"),
    "bureau chief": _("Bureau chief and leading group"),
    "bureau office": _("Bureau supervision office"),
    "township committee": _("Township discipline committee"),
    "group leader": _("Group leader"),
    "principal": _("Principal"),
    "clerk": _("Clerk"),
    "teacher": _("Teacher"),
    "parent": _("Parent's public page"),
}
