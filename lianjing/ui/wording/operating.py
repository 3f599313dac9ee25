"""Refusals of the operator's commands."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "webhooks_file_open": _("Others may read %(path)s, and secrets stand in it. Run: chmod 600 %(path)s"),
    "webhooks_file_wrong": _("%(path)s, line %(line)s: %(advice)s"),
    "webhook_unknown": _("The file of receivers names none called %(name)s."),
    "publishing_under_way": _("Another run is writing to %(folder)s. It will take up what has changed since."),
    "backup_file_exists": _("%(path)s exists already. Name a new file: a backup never overwrites another."),
    "backup_unreadable": _("%(path)s is not a backup written by `lianjing backup`. Nothing was changed."),
    "backup_damaged": _("%(path)s was damaged after it was written: its hash does not match. Use another backup."),
    "backup_other_database": _(
        "This backup is of a %(theirs)s database, and this installation uses %(ours)s. "
        "Set LIANJING_DATABASE_URL to match."
    ),
    "backup_other_keys": _(
        "This backup was made with other keys, so its sealed columns could not be opened. "
        "Give the keys file: --keys FILE."
    ),
    "backup_newer": _(
        "This backup was written by a newer release (%(theirs)s) and holds what this one (%(ours)s) does not know. "
        "Install that release, then restore."
    ),
    "backup_journal_broken": _("The restored journal does not recompute (entry %(entry)s). Use an older backup."),
    "disk_full": _(
        "The disk is full, or a file may not grow further (%(why)s). Nothing was half saved. "
        "Make room and run the same command again."
    ),
    "role_name_wrong": _("%(role)s is no name of a role: small letters, figures and _ only."),
    "restore_under_way": _("Another restore is at work in this installation. Wait for its end."),
    "restore_not_empty": _("This installation already holds a county. Restore into a new state folder or database."),
    "keys_in_the_way": _("%(path)s holds other keys. Restore into a new state folder."),
    "keys_unreadable": _("%(path)s is not a keys file written by `lianjing backup --keys`."),
    "no_such_post": _("There is no post %(post)s at %(unit)s. `lianjing appoint --help` says how to name one."),
    "post_opens_no_desk": _("%(post)s at %(unit)s has no desk here, so nobody signs in for it. Name another post."),
    "post_is_held": _("%(post)s at %(unit)s has a holder already. Hand the post over on its page instead."),
    "nobody_of_that_name": _("Nobody signs in as %(username)s in a post that hands in rosters."),
    "program_missing": _("The program %(program)s is needed. Install the package %(package)s."),
    "program_failed": _("%(program)s failed: %(said)s. Nothing was changed."),
    "county_scale_out_of_range": _("A county of scale %(scale)s cannot be made. Choose between %(low)s and %(high)s."),
    "county_folder_not_empty": _("%(folder)s is not empty (%(found)s is in it). Name a new or empty folder."),
    "county_folder_is_file": _("%(folder)s is a file. Name a new or empty folder."),
}
