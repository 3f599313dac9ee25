"""Refusals of disclosures and notices."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "no_objection_to_settle": _("No objection to this notice is open, so none can be settled. Reload the page."),
}
