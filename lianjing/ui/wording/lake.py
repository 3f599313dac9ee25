"""Refusals of the lake, and of matching the rows in it."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "lake_behind": _(
        "The lake's folder lacks version %(named)s of table %(table)s, which the database names (newest there: "
        "%(latest)s). Restore the lake that belongs to this database, and import nothing before that."
    ),
    "lake_name_bad": _("%(table)s cannot name a table of the lake. Use small letters, digits and _."),
    "lake_column_missing": _("Rows of table %(table)s came without the column %(column)s. Nothing was taken in."),
    "lake_type_unknown": _(
        "Column %(column)s of table %(table)s has the type %(type)s, which the lake does not keep. "
        "Nothing was taken in."
    ),
    "lake_type_changed": _(
        "Column %(column)s of table %(table)s is kept as %(was)s and came as %(now)s. "
        "A format may gain columns, not change them: give the new meaning a new column."
    ),
    "matching_levels_wrong": _(
        "A person's name alone must lie in the grey zone: from %(low)s up to below %(high)s, not %(name)s. "
        "Mend legal/parameters/matching.yaml."
    ),
    "sensitive_not_text": _(
        "Column %(column)s holds sensitive numbers and came as %(type)s, not as text. Nothing was taken in."
    ),
}
