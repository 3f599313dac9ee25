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
) -> tuple[tuple[str, ...], bool]:
    """Return the labels in an order of least cost, and whether every order was weighed.

    tied: for each event, whether it has the time of the one before it. Labels that the chart does not have cost the
    same anywhere and stay last in their group.
    """
    groups, whole = _groups(labels, tied)
    codes = [[code for code in aligner.codes(group) if code != UNKNOWN] for group in groups]
    for search in aligner.searches(sum(map(len, codes))):
        sets = _forward(search, codes)
        if sets and search.stops(_last(sets, codes), ended)[1]:
            orders = _backward(search, codes, sets, ended)
            return tuple(
                label for group, order in zip(groups, orders, strict=True) for label in _put(aligner, group, order)
            ), whole
    raise AssertionError("leaving out every event and doing the shortest way costs no more")


def _groups(labels: Sequence[str], tied: Sequence[int]) -> tuple[list[list[str]], bool]:
    groups: list[list[str]] = []
    for label, again in zip(labels, tied, strict=True):
        if again and groups:
            groups[-1].append(label)
        else:
            groups.append([label])
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


def _put(aligner: Aligner, group: list[str], order: list[int]) -> list[str]:
    known = [label for label, code in zip(group, aligner.codes(group), strict=True) if code != UNKNOWN]
    unknown = [label for label, code in zip(group, aligner.codes(group), strict=True) if code == UNKNOWN]
    return [known[place] for place in order] + unknown
