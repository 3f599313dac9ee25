"""Every ledger of a county, in the order in which one is made from the others."""

from collections.abc import Callable

from lianjing.county.ledgers.aid import write_aid
from lianjing.county.ledgers.canteen import write_canteen
from lianjing.county.ledgers.crew import write_crew
from lianjing.county.ledgers.fees import write_fees
from lianjing.county.ledgers.money import write_money
from lianjing.county.ledgers.register import write_register
from lianjing.county.ledgers.world import World

STEPS: tuple[Callable[[World], None], ...] = (
    write_register,
    write_crew,
    write_canteen,
    write_fees,
    write_aid,
    write_money,
)


def write_ledgers(world: World, told: Callable[[str, int, int], None] | None = None) -> World:
    """Fill the world's book with both school years and return the world; the same seed gives the same cells."""
    for done, step in enumerate(STEPS):
        if told:
            told(step.__name__.removeprefix("write_"), done, len(STEPS))
        step(world)
    return world
