"""Whether a number belongs to somebody already. A named door: an import must not make one person twice.

Only a key and a unit's path leave it; whoever may see the person asks the policy for the rest.
"""

from collections.abc import Iterable

from lianjing.records.doors import unscoped
from lianjing.records.models import Person

_CHUNK = 5000


def known_by_number(fingerprints: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return (person id, path of the home unit) for each identity fingerprint that is known."""
    wanted = sorted(set(fingerprints))
    rows = unscoped(Person, reason="an import must not make one person twice")
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(wanted), _CHUNK):
        part = rows.filter(id_fingerprint__in=wanted[start : start + _CHUNK])
        found |= {mark: (key, path) for mark, key, path in part.values_list("id_fingerprint", "pk", "home__path")}
    return found
