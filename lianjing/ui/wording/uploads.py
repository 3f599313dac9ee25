"""Refusals of imports: staff workbooks, the operator's county, the impact assessment, hand-over."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
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
}
