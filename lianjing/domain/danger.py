"""Danger to a child in words to choose from, so that nothing about the child can be typed. Source: G15, L15 art. 11."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from lianjing.domain.refusals import RuleBroken

CODE = "child_danger"
BODIES = ("police", "civil_affairs", "education", "health", "market", "procuratorate")


@dataclass(frozen=True)
class Danger:
    """What was seen. No name, age, class or sex of a child; head_concerned: the unit's head may have to do with it.

    place, children, treated: "" when nothing was said of it, which is told as such and never as anything else.
    """

    kind: str
    place: str
    children: str
    treated: str
    head_concerned: bool = False

    KINDS: ClassVar[tuple[str, ...]] = ("injury", "poisoning", "abuse")
    PLACES: ClassVar[tuple[str, ...]] = ("classroom", "canteen", "dormitory", "grounds", "way", "online", "elsewhere")
    CHILDREN: ClassVar[tuple[str, ...]] = ("one", "few", "many")
    TREATED: ClassVar[tuple[str, ...]] = ("yes", "no", "unknown")

    def checked(self) -> "Danger":
        """Return itself. Raises RuleBroken("danger_unknown", word) for a word that is none of the choices."""
        choices = (self.KINDS, *((*known, "") for known in (self.PLACES, self.CHILDREN, self.TREATED)))
        for word, known in zip((self.kind, self.place, self.children, self.treated), choices, strict=True):
            if word not in known:
                raise RuleBroken("danger_unknown", word=word)
        return self

    def as_facts(self) -> dict[str, Any]:
        """Return what the flag keeps of it."""
        return asdict(self)


def still_there(rows: Iterable[Mapping[str, Any]], today: date, most: int) -> bool:
    """Return whether what the rows of a question show may endanger a child today.

    rows: the cells of its evidence. Their newest day lies at most `most` days back, or none of them has a day.
    """
    days = [date.fromisoformat(str(cells["on_date"])[:10]) for cells in rows if cells.get("on_date")]
    return not days or (today - max(days)).days <= most
