"""What the screens are called that the plan and the story open."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "network:home": _("The whole network"),
    "network:coverage": _("Proof of coverage"),
    "uploads:home": _("Uploads"),
    "redflags:home": _("Red flags"),
    "worklist:home": _("Work list"),
    "portal:home": _("Public pages"),
    "story:plan": _("The plan"),
}
