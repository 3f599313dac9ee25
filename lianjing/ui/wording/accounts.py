"""Refusals about accounts."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "no_account": _("%(person)s has no account. Open one first."),
    "account_there": _("%(person)s has an account already."),
    "username_taken": _("%(username)s is taken. Choose another sign-in name."),
    "username_wrong": _("%(username)s: use 3 to 40 small letters, figures, dots or hyphens."),
    "password_and_factor_apart": _(
        "A password and a second factor are not both taken away within days (figure account.apart): "
        "together they would open somebody's desk. This is possible again from %(until)s."
    ),
    "own_account": _(
        "Nobody changes their own account here. Ask another administrator, or use your own password page."
    ),
}
