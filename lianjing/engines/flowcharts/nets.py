"""The net that a flowchart means: places that hold tokens, and steps that move them."""

from dataclasses import dataclass

from lianjing.domain.refusals import RuleBroken


@dataclass(frozen=True)
class Transition:
    """A step that takes tokens from places and gives tokens to places.

    name: the step's own id in its chart, unique there. label: what a log calls the step, None where nobody sees it
    happen. takes, gives: indices of places, from 0, one for each token (a place twice takes two tokens).
    """

    name: str
    label: str | None
    takes: tuple[int, ...] = ()
    gives: tuple[int, ...] = ()


@dataclass(frozen=True)
class Net:
    """A place/transition net with the marking it starts in and the one it must end in.

    places: how many there are. start, end: the marked places, by index, one for each token (a place twice holds two);
    both need not be sorted. A case is complete exactly when it reaches `end`, with no token elsewhere.
    Raises RuleBroken: net_without_start, net_without_end, net_place_unknown (place, places).
    """

    places: int
    transitions: tuple[Transition, ...]
    start: tuple[int, ...]
    end: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.start:
            raise RuleBroken("net_without_start")
        if not self.end:
            raise RuleBroken("net_without_end")
        named = {*self.start, *self.end, *(p for t in self.transitions for p in (*t.takes, *t.gives))}
        unknown = [place for place in sorted(named) if not 0 <= place < self.places]
        if unknown:
            raise RuleBroken("net_place_unknown", place=unknown[0], places=self.places)

    def labels(self) -> tuple[str, ...]:
        """Return what a log may call the steps, each once, sorted."""
        return tuple(sorted({t.label for t in self.transitions if t.label is not None}))
