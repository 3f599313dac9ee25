"""Refusals of the public log."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "public_kind_reserved": _("“%(kind)s” is no name for a kind of public entry."),
    "public_payload_refused": _("This cannot be said in canonical JSON (RFC 8785): %(why)s."),
    "public_payload_too_long": _(
        "This entry has %(length)s bytes; the public log takes %(longest)s. Publish a file, and its hash here."
    ),
    "public_content_gone": _("This entry of the public log has no content that could be withdrawn."),
    "public_log_broken": _(
        "The tables of the public log no longer give the head of size %(size)s that was signed: rows were changed. "
        "Nothing was signed. Restore a backup and keep this database as evidence."
    ),
    "cosignature_refused": _("No known witness's signature under this head is in the answer."),
    "log_key_open": _("Others can read the key of the public log. Run: chmod 600 %(path)s"),
    "log_key_unreadable": _("%(path)s does not hold a key of the public log."),
    "log_key_exists": _("%(path)s exists already. A log keeps its key for life: heads of another key are another log."),
    "log_key_missing": _("The public log has no key. Run: lianjing log init"),
    "log_origin_refused": _("“%(origin)s” is no name for a log: no spaces, no plus. Example: edu.example.gov.cn/log"),
    "log_policy_wrong": _("Line %(line)s of %(path)s is not a line of a witness policy (c2sp.org/tlog-policy)."),
    "log_policy_missing": _("There is no witness policy at %(path)s. See docs/how-to/run-a-witness.md."),
    "log_witness_unknown": _("The policy names no witness %(name)s."),
    "log_empty": _("The public log has no head yet. Run: lianjing log checkpoint"),
}
