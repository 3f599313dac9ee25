"""`generate`: write a whole county into a folder, the same bytes for the same seed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lianjing.county.build import build
from lianjing.county.network_file import write_network
from lianjing.county.shape import Network
from lianjing.domain.refusals import RuleBroken

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


def generate(seed: int, out: Path, scale: float = 1.0, progress: Progress | None = None) -> Summary:
    """Write the county of `seed` into the absent or empty folder `out` and return its counts.

    scale: 0.01 to 1; a smaller county keeps every county body and has fewer groups and schools.
    network.json is written last: where it is, the county is complete.
    Raises RuleBroken county_scale_out_of_range, county_folder_is_file, county_folder_not_empty.
    """
    if not SMALLEST <= scale <= LARGEST:
        raise RuleBroken("county_scale_out_of_range", scale=scale, low=SMALLEST, high=LARGEST)
    _prepare(out)
    network, planted, mint = build(seed, scale)
    write_network(out / "network.json", network)
    return _summary(network, len(planted), 1)


def _prepare(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise RuleBroken("county_folder_is_file", folder=str(out))
    out.mkdir(parents=True, exist_ok=True)
    if found := next(out.iterdir(), None):
        raise RuleBroken("county_folder_not_empty", folder=str(out), found=found.name)


def _summary(network: Network, planted: int, files: int) -> Summary:
    staff = sum(1 for person in network.people if person.kind == "staff" and person.left_on is None)
    schools = network.schools()
    return Summary(
        network.seed, network.scale, len(network.units), len(network.groups()), len(schools), len(network.posts),
        staff, sum(school.pupils for school in schools), len(network.kin), len(network.suppliers), planted, files,
    )  # fmt: skip
