"""The past: who held a post before, so that the network of an earlier day can be rebuilt."""

from datetime import date, timedelta

from lianjing.county.people import Recruiter
from lianjing.county.roles import POOLED
from lianjing.county.shape import Holding
from lianjing.county.streams import Streams

_SHARE = 0.3
_LEADING = {"XZ", "SJ", "FX", "ZZ", "FZZ", "JZ", "FJZ", "ZR", "ZW", "STG", "CN", *POOLED}


def add_predecessors(recruiter: Recruiter, streams: Streams) -> None:
    """Give about a third of the leading and critical single posts a predecessor who has left since.

    The predecessor's last day is the day before the successor's first. Posts begin when the predecessor did.
    """
    network = recruiter.network
    posts = {post.code: post for post in network.posts}
    for holding in list(network.holdings):
        post = posts[holding.post]
        chance = streams("history", post.code)
        eligible = post.role in _LEADING and post.headcount == 1 and holding.since.year >= 2018
        if not eligible or chance.random() > _SHARE:
            continue
        unit = network.unit(post.unit)
        floor = max(post.valid_from, date(holding.since.year - 6, 9, 1))
        last = holding.since - timedelta(days=1)
        since = date(max(floor.year, last.year - chance.randrange(1, 5)), 3, 1)
        if not floor <= since < last:
            continue
        person = recruiter.hire(chance, unit, (45, 66))
        person.joined_on = min(person.joined_on, since)
        person.left_on = last
        network.holdings.append(Holding(person.code, post.code, since, last))
