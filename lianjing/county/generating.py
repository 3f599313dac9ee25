"""`generate`: write a whole county into a folder, the same bytes for the same seed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lianjing.county.build import build
from lianjing.county.exports.ledgers import ledgers
from lianjing.county.exports.mistakes import plan_wrong_cells
from lianjing.county.exports.pupils import write_pupils
from lianjing.county.exports.rosters import Desk, Place, current_staff, write_county_roster, write_group_roster
from lianjing.county.ledgers.whole import write_ledgers
from lianjing.county.ledgers.world import World
from lianjing.county.ledgers.writing import write_table
from lianjing.county.network_file import write_network
from lianjing.county.numbers import Mint
from lianjing.county.plants.every import PLANTERS
from lianjing.county.plants.plot import plant
from lianjing.county.plants.truth_file import write_screening_truth
from lianjing.county.shape import Network, Person
from lianjing.county.streams import Streams
from lianjing.county.truth import Planted, write_truth
from lianjing.domain.refusals import RuleBroken

# The column in which a mistake is seen.
_SEEN_IN = {
    "wrong_checksum": "id_no",
    "unknown_unit": "unit",
    "duplicate_id": "id_no",
    "impossible_date": "since",
    "id_lost_precision": "id_no",
    "post_without_holder": "name",
    "incompatible_posts": "post",
    "undeclared_kin": "address",
}
SMALLEST, LARGEST = 0.01, 1.0

# Called with what is being written, how many steps are done, how many there are.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Summary:
    """What was written, in counts. `staff` are those in post on the county's day, parents not among them."""

    seed: int
    scale: float
    units: int
    groups: int
    schools: int
    posts: int
    staff: int
    pupils: int
    kin: int
    suppliers: int
    planted: int
    files: int
    rows: int


def generate(
    seed: int, out: Path, scale: float = 1.0, progress: Progress | None = None, groups: int | None = 0, every: int = 1
) -> Summary:
    """Write the county of `seed` into the absent or empty folder `out` and return its counts.

    scale: 0.01 to 1; a smaller county keeps every county body and has fewer groups and schools.
    groups: of how many supervision groups the schools' ledgers of two years are written; None: of all.
    every: plant for every so many-th question only; 1 plants for all of them.
    network.json is written last: where it is, the county is complete.
    Raises RuleBroken county_scale_out_of_range, county_folder_is_file, county_folder_not_empty.
    """
    if not SMALLEST <= scale <= LARGEST:
        raise RuleBroken("county_scale_out_of_range", scale=scale, low=SMALLEST, high=LARGEST)
    _prepare(out)
    network, planted, mint = build(seed, scale)
    streams = Streams(seed)
    world = World(network, streams, mint, groups=groups)
    cases = plant(write_ledgers(world), PLANTERS[::every]) if groups != 0 else []
    tables = list(world.book)
    wrong = plan_wrong_cells(network, streams, _listed(network), _relied_on(planted))
    planted += [cell.planted for cell in wrong.values()]
    steps = _Steps(
        progress, len(network.groups()) + 1 + len(ledgers()) + len(network.schools()) + len(tables) + bool(tables) + 2
    )
    desk = Desk(network, streams, wrong)
    _write_exports(desk, out / "exports", mint, steps)
    for index, ledger in enumerate(tables):
        steps(write_table(ledger, out / "tables", index).name)
    if tables:
        steps(write_screening_truth(out, seed, cases).name)
    for item in planted:
        _locate(item, desk.places)
    write_truth(out / "truth.json", seed, scale, planted)
    steps("truth.json")
    write_network(out / "network.json", network)
    steps("network.json")
    return _summary(network, len(planted), steps.done, world.book.rows())


class _Steps:
    """Counts the files written and tells whoever listens."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.done = 0
        self._progress = progress
        self._total = total

    def __call__(self, name: str) -> None:
        self.done += 1
        if self._progress:
            self._progress(name, self.done, self._total)


def _listed(network: Network) -> list[Person]:
    """Return the staff whose rows may go wrong: those in the rosters of the supervision groups."""
    homes = {unit.code for unit in (*network.schools(), *network.groups())}
    return [person for person in current_staff(network) if person.unit in homes]


def _relied_on(planted: list[Planted]) -> set[str]:
    """Return the people whose rows must stay right, because another mistake is read from them."""
    return {code for item in planted for code in item.people}


def _write_exports(desk: Desk, folder: Path, mint: Mint, steps: _Steps) -> None:
    rolls = folder / "学生名册"
    rolls.mkdir(parents=True)
    for index, group in enumerate(desk.network.groups()):
        steps(write_group_roster(desk, folder, group, index))
    steps(write_county_roster(desk, folder))
    for name, write in ledgers():
        write(desk, folder / name)
        steps(name)
    for school in desk.network.schools():
        steps(write_pupils(rolls, school, desk.streams("pupils", school.code), mint))


def _locate(item: Planted, places: dict[str, Place]) -> None:
    """Fill in where a planted mistake can be seen."""
    place = places[item.anchor]
    item.file, item.sheet, item.row = place.file, place.sheet, place.row
    field = _SEEN_IN.get(item.kind) or next((key for key, head in place.heads.items() if head == item.column), "name")
    item.column = place.heads[field]
    item.value = str(place.cells[field])
    also = [places[anchor] for anchor in item.also_anchors]
    item.also = [{"file": other.file, "sheet": other.sheet, "row": other.row} for other in also]


def _prepare(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise RuleBroken("county_folder_is_file", folder=str(out))
    out.mkdir(parents=True, exist_ok=True)
    if found := next(out.iterdir(), None):
        raise RuleBroken("county_folder_not_empty", folder=str(out), found=found.name)


def _summary(network: Network, planted: int, files: int, rows: int) -> Summary:
    staff = sum(1 for person in network.people if person.kind == "staff" and person.left_on is None)
    schools = network.schools()
    return Summary(
        network.seed, network.scale, len(network.units), len(network.groups()), len(schools), len(network.posts),
        staff, sum(school.pupils for school in schools), len(network.kin), len(network.suppliers), planted, files, rows,
    )  # fmt: skip
