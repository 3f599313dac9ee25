"""Every single change of an order of a chart, and what may be said of a case that comes of one."""


def changes(case):
    """Yield (kind, step, the changed case) of every single change of an order."""
    for place, step in enumerate(case):
        before, after = case[:place], case[place + 1 :]
        yield "skipped", step, [*before, *after]
        yield "twice", step, [*before, step, step, *after]
        yield "extra", "X", [*before, "X", step, *after]
        if after:
            yield "early", after[0], [*before, after[0], step, *after[1:]]
    yield "extra", "X", [*case, "X"]


def meant(fits, labels, case):
    """What may be said of a case that comes of one change: every change of any order of the chart that gives it."""
    found = set()
    for place, step in enumerate(case):
        rest = [*case[:place], *case[place + 1 :]]
        if step == "X" and fits(rest):
            found.add(("extra", step))
        if place and case[place - 1] == step and fits(rest):
            found.add(("twice", step))
        for later in range(place + 1, len(case)):  # it was done before its turn
            if fits([*rest[:later], step, *rest[later:]]):
                found.add(("early", step))
    for place in range(len(case) + 1):
        found |= {("skipped", step) for step in labels if fits([*case[:place], step, *case[place:]])}
    return found


def fitting(machine):
    """Whether a case is a complete order."""
    code = {label: number for number, label in enumerate(machine.labels)}

    def fits(case):
        state = machine.start
        for label in case:
            state = machine.row(state).get(code.get(label, -1), 0)
        return bool(state) and machine.ends(state)

    return fits
