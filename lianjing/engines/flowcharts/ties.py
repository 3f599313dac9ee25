"""Events of a case at one time may have happened in any order: the order that costs least speaks for the case.

Exact for up to MOST events at one time, however many such times a case has: the states of the search are joined over
every set of events that may have happened so far. More events at one time stand in the order of their rows.
"""

from collections.abc import Sequence

from lianjing.engines.flowcharts.aligning import UNKNOWN, Aligner, Search

MOST = 8  # 256 sets; the ninth event at one time of a case is a batch entry, not nine acts
Sets = dict[int, int]  # which events of a group have happened (a bit each) → state of the search


def cheapest(
    aligner: Aligner, labels: Sequence[str], tied: Sequence[int], *, ended: bool = True
) -> tuple[tuple[int, ...], bool]:
    """Return the places of the events in an order of least cost, and whether every order was weighed.

    tied: for each event, whether it has the time of the one before it. Labels that the chart does not have cost the
    same anywhere and stay last in their group.
    """
    of, (groups, whole) = aligner.codes(labels), _groups(tied)
    known = [[place for place in group if of[place] != UNKNOWN] for group in groups]
    codes = [[of[place] for place in group] for group in known]
    for search in aligner.searches(sum(map(len, codes))):
        sets = _forward(search, codes)
        if sets and search.stops(_last(sets, codes), ended)[1]:
            orders = _backward(search, codes, sets, ended)
            taken = ([some[at] for at in order] for some, order in zip(known, orders, strict=True))
            foreign = ([place for place in group if of[place] == UNKNOWN] for group in groups)
            return tuple(place for pair in zip(taken, foreign, strict=True) for part in pair for place in part), whole
    raise AssertionError("leaving out every event and doing the shortest way costs no more")


def _groups(tied: Sequence[int]) -> tuple[list[list[int]], bool]:
    groups: list[list[int]] = []
    for place, again in enumerate(tied):
        if again and groups:
            groups[-1].append(place)
        else:
            groups.append([place])
    whole = all(len(group) <= MOST for group in groups)
    return [part for group in groups for part in ([group] if len(group) <= MOST else [[one] for one in group])], whole


def _forward(search: Search, codes: list[list[int]]) -> list[Sets]:
    """Return for each group the states of the search by what has happened of it; empty where the ceiling is too low."""
    found: list[Sets] = []
    here = 0
    for group in codes:
        coming: dict[int, list[int]] = {0: [here]}
        sets: Sets = {}
        for happened in range(1 << len(group)):
            if happened in coming:
                sets[happened] = search.either(coming[happened]) if len(coming[happened]) > 1 else coming[happened][0]
                for place in _next(group, happened):
                    there = search.after(sets[happened], group[place])
                    if there >= 0:
                        coming.setdefault(happened | 1 << place, []).append(there)
        found.append(sets)
        if (1 << len(group)) - 1 not in sets:
            return []
        here = sets[(1 << len(group)) - 1]
    return found


def _next(group: list[int], happened: int) -> list[int]:
    """The places that may happen next; of equal events the first, for their order makes no difference."""
    rest = [place for place in range(len(group)) if not happened >> place & 1]
    return [place for place in rest if group[place] not in (group[one] for one in rest if one < place)]


def _backward(search: Search, codes: list[list[int]], sets: list[Sets], ended: bool) -> list[list[int]]:
    """Return the places of each group in an order of least cost."""
    cost, (state, *_) = search.stops(_last(sets, codes), ended)
    orders: list[list[int]] = []
    for group, states in zip(reversed(codes), reversed(sets), strict=True):
        happened, order = (1 << len(group)) - 1, []
        while happened:
            missing = search.missing(states[happened], cost, state)
            if missing is not None:
                state, cost = missing[0], cost - 1
                continue
            place, (cost, state) = _came(search, group, states, happened, cost, state)
            order.append(place)
            happened ^= 1 << place
        orders.append(order[::-1])
    return orders[::-1]


def _came(
    search: Search, group: list[int], states: Sets, happened: int, cost: int, state: int
) -> tuple[int, tuple[int, int]]:
    """Return the event that happened last, and the cost and the state before it; the last by row where several may."""
    for place in reversed(range(len(group))):
        before = happened ^ 1 << place
        if happened >> place & 1 and before in states:
            came = search.came(states[before], group[place], cost, state)
            if came is not None:
                return place, came
    raise AssertionError("a state of the search came from somewhere")


def _last(sets: list[Sets], codes: list[list[int]]) -> int:
    return sets[-1][(1 << len(codes[-1])) - 1]
