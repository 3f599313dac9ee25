"""The county in memory: every topic in order, mistakes of the network planted last."""

from lianjing.county.bodies import add_bodies
from lianjing.county.county_staff import name_heads, staff_county
from lianjing.county.families import add_families, add_interests
from lianjing.county.history import add_predecessors
from lianjing.county.numbers import Mint
from lianjing.county.people import Recruiter
from lianjing.county.planting import plant_in_posts, plant_ties
from lianjing.county.relations import add_relations
from lianjing.county.school_staff import staff_schools
from lianjing.county.school_year import add_calendar
from lianjing.county.schools import add_schools, extent
from lianjing.county.shape import Network
from lianjing.county.streams import Streams
from lianjing.county.suppliers import add_suppliers
from lianjing.county.truth import Planted


def build(seed: int, scale: float) -> tuple[Network, list[Planted], Mint]:
    """Return the network, the mistakes planted in it, and the mint for the numbers of pupils."""
    streams, network, mint = Streams(seed), Network(seed, scale), Mint()
    size = extent(scale)
    recruiter = Recruiter(network, mint)
    add_bodies(network, size.townships)
    add_schools(network, streams, size)
    staff_county(recruiter, streams)
    staff_schools(recruiter, streams)
    name_heads(network)
    add_relations(network, streams)
    add_predecessors(recruiter, streams)
    add_suppliers(recruiter, streams, size.townships, scale)
    add_calendar(network)
    planted = plant_in_posts(network, streams)
    planted += add_families(network, streams)
    add_interests(network, streams)
    planted += plant_ties(network, streams)
    return network, planted, mint
