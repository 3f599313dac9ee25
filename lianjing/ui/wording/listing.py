"""Refusals of lists: what was asked of them cannot be."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "listing_choice_unknown": _(
        'The filter "%(filter)s" has no such choice. The address may be old: open the list again and choose.'
    ),
    "listing_search_too_long": _(
        "You are looking for %(letters)s letters; at most %(at_most)s can be searched. Leave out what matters least."
    ),
    "listing_day_unreadable": _('"%(filter)s" needs days written like 2026-10-12.'),
    "listing_days_reversed": _('"%(filter)s" ends on %(last)s, before it begins on %(first)s. Exchange the two days.'),
    "listing_sort_unknown": _("This list cannot be sorted by that. Choose one of the column heads."),
    "listing_too_long": _(
        "The list has %(rows)s rows; one file holds at most %(at_most)s. Filter it, and take it in parts."
    ),
}
