"""Refusals of the door itself."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "not_yours": _("There is nothing here for this post."),
    "post_not_held": _("You do not hold that post today. Choose one of your own posts."),
    "sealed_value_unreadable": _(
        "A sealed value cannot be opened with this installation's keys. "
        "Restore the keys file that belongs to this database."
    ),
    "keys_file_open": _("The keys file %(path)s can be read by others. Run: chmod 600 %(path)s"),
}
