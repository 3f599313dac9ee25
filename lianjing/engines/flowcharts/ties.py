"""Events of a case at one time may have happened in any order: the order that costs least speaks for the case."""

from lianjing.engines.flowcharts.aligning import Aligner


def cheapest(
    aligner: Aligner, labels: tuple[str, ...], tied: bytes, *, ended: bool = True
) -> tuple[tuple[str, ...], bool]:
    return labels, True
